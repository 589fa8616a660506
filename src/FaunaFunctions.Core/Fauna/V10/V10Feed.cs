using System.Buffers;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>The changes of one collection's documents, in order, through its event feed.</summary>
internal sealed class V10Feed(FaunaTransport transport, string collection)
{
    internal const int MaxSize = 16_000;

    private readonly string _subject = $"changes of collection '{collection}'";
    private readonly string _privilege = $"Grant the key's role 'read' on collection '{collection}', as plain true: a predicate hides changes without telling.";

    /// <summary>A token for the collection's feed, and the server's time (µs). The token is good for any start within the collection's history.</summary>
    /// <exception cref="FaunaPermissionDenied">The key may not read the collection.</exception>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    public async Task<(string Token, long Now)> OpenAsync(CancellationToken cancellationToken)
    {
        var call = Call(FaunaEndpoint.V10Query, V10Queries.EventSource(collection).Render());
        using var answer = await transport.SendAsync(call, cancellationToken);
        var now = V10Answers.TransactionTime(answer.Json);
        transport.SeeTransaction(now);
        return (V10Answers.EventSource(answer.Json), now);
    }

    /// <summary>
    /// What has happened behind a cursor; or, without one, from a time on: then the first of that time's events is left out, and the others are not.
    /// </summary>
    /// <param name="token">Of <see cref="OpenAsync"/>.</param>
    /// <param name="cursor">Of an earlier page or event; null to start at a time.</param>
    /// <param name="since">The time in µs; used without a cursor.</param>
    /// <param name="size">The most events, 1 … 16,000.</param>
    /// <param name="observer">Hears of tries and of the answer's size; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; the caller disposes it.</returns>
    /// <exception cref="SnapshotExpired">The start lies before the collection's history: changes may be lost.</exception>
    /// <exception cref="FaunaFeedBroken">A change cannot be shown.</exception>
    public async Task<FeedPage> ReadAsync(
        string token, string? cursor, long since, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        var call = Call(FaunaEndpoint.V10Feed, Body(token, cursor, since, size)) with { Observer = observer, RepeatTimeouts = size == 1 };
        using var answer = await transport.SendAsync(call, cancellationToken);
        var (events, next, hasMore) = V10FeedAnswer.Read(answer.Json, _subject);
        return new FeedPage(answer.Detach(), answer.Length, events, next, hasMore);
    }

    private FaunaCall Call(FaunaEndpoint endpoint, ReadOnlyMemory<byte> body) =>
        new() { Endpoint = endpoint, Body = body, Subject = _subject, Privilege = _privilege };

    private static ReadOnlyMemory<byte> Body(string token, string? cursor, long since, int size)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("token"u8, token);
        json.WriteNumber("page_size"u8, Math.Min(size, MaxSize));
        if (cursor is null)
        {
            json.WriteNumber("start_ts"u8, since);
        }
        else
        {
            json.WriteString("cursor"u8, cursor);
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}

using System.Buffers;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>The changes of one collection's documents, in order, through its event feed.</summary>
internal sealed class V10Feed(FaunaTransport transport, string collection) : IChangeFeed
{
    internal const int MaxSize = 16_000;

    private readonly string _subject = $"changes of collection '{collection}'";
    private readonly string _privilege = $"Grant the key's role 'read' on collection '{collection}', as plain true: a predicate hides changes without telling.";

    /// <inheritdoc/>
    /// <remarks>The server makes no event source for a key that may not read the collection.</remarks>
    public async Task<FeedOpening> OpenAsync(long? since, bool plain, CancellationToken cancellationToken)
    {
        if (V10Names.IsOwn(collection))
        {
            throw new FaunaFeedBroken($"Reading {_subject}: {V10Names.NoFeed(collection)}");
        }

        var call = Call(FaunaEndpoint.V10Query, V10Queries.Opening(collection, since, plain).Render()) with { NotBefore = since ?? 0 };
        using var answer = await transport.QueryAsync(call, cancellationToken);
        return V10Answers.Opening(answer.Json, V10Answers.TransactionTime(answer.Json), looksBack: since is not null);
    }

    /// <inheritdoc/>
    /// <remarks>Started at a time, the server leaves out the first of that time's events, and not the others.</remarks>
    public async Task<FeedPage> ReadAsync(
        string token, string? cursor, long since, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var call = Call(FaunaEndpoint.V10Feed, Body(token, cursor, since, size)) with
        {
            Observer = observer,
            RepeatTimeouts = size == 1,
            NotBefore = since,
        };
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

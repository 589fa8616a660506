using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>
/// What a database says about itself to a v4 key: definitions where the key may read them, and probes that tell what it may do where an
/// empty page would not. Every method throws the types of <see cref="FaunaException"/>.
/// </summary>
/// <param name="transport">The way to the database; not disposed here.</param>
public sealed class V4Schema(FaunaTransport transport) : IFaunaSchema
{
    /// <summary>An index's definition. Needs <c>read</c> on <c>indexes</c>.</summary>
    /// <exception cref="FaunaNotFound">There is no index of that name.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read definitions of indexes (an index of that name exists).</exception>
    public async Task<V4Index> GetIndexAsync(string index, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            $"the definition of index '{index}'", "Grant the key's role 'read' on 'indexes'.",
            V4Queries.IndexDefinition(index), cancellationToken);
        return V4DefinitionReader.Index(answer.Json);
    }

    /// <summary>A collection's definition. Needs <c>read</c> on <c>collections</c>, which an exporter's key need not have.</summary>
    /// <exception cref="FaunaNotFound">There is no collection of that name.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read definitions of collections (a collection of that name exists).</exception>
    public async Task<CollectionDefinition> GetCollectionAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            $"the definition of collection '{collection}'", "Grant the key's role 'read' on 'collections'.",
            V4Queries.CollectionDefinition(collection), cancellationToken);
        return V4DefinitionReader.Collection(answer.Json);
    }

    /// <summary>Returns when the collection exists, whatever the key may read of it.</summary>
    /// <exception cref="FaunaNotFound">It does not.</exception>
    public async Task ConfirmCollectionAsync(string collection, CancellationToken cancellationToken)
    {
        var query = V4Form.Paginate(V4Form.Documents(collection), 1);
        using var answer = await SendAsync($"collection '{collection}'", null, query, cancellationToken);
    }

    /// <summary>Returns when the index exists, is active, and the key may read it.</summary>
    /// <exception cref="FaunaNotFound">There is no index of that name.</exception>
    /// <exception cref="FaunaIndexNotActive">It is being built.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read it.</exception>
    public async Task ConfirmIndexReadableAsync(string index, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            $"index '{index}'", $"Grant the key's role 'read' on index '{index}'.", V4Queries.FirstEntry(index), cancellationToken);
    }

    /// <summary>Whether the key has <c>history_read</c> on the collection. Deletions do not need it.</summary>
    public async Task<bool> HasHistoryReadAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync($"history of collection '{collection}'", null, V4Queries.History(collection), cancellationToken);
            return true;
        }
        catch (FaunaPermissionDenied)
        {
            return false;
        }
    }

    /// <summary>
    /// The oldest time, in µs, at which the collection can still be read; null when the server gave no time.
    /// Needs nothing but that the collection exists.
    /// </summary>
    public async Task<long?> GetMinimumTimeAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(
                $"the history of collection '{collection}'", null, V4Queries.FirstDocument(collection, 1), cancellationToken);
            return 1;
        }
        catch (SnapshotExpired e)
        {
            return e.MinimumMicros;
        }
    }

    /// <summary>The first documents of a collection in the present, by id; the caller disposes the page.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="size">How many at most, 1 … 100,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FaunaPage> ReadSampleAsync(string collection, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        using var answer = await SendAsync(
            $"documents of collection '{collection}'", $"Grant the key's role 'read' on collection '{collection}'.",
            V4Queries.Sample(collection, size), cancellationToken);
        var head = V4PageHead.Read(answer.Json);
        DocumentKey? next = V4Answers.NextDocument(answer.Json, head, Encoding.UTF8.GetBytes(collection));
        return new FaunaPage(answer.Detach(), answer.Length, head.First, next);
    }

    private Task<FaunaAnswer> SendAsync(string subject, string? privilege, V4Expression query, CancellationToken cancellationToken) =>
        transport.SendAsync(new FaunaCall { Body = V4Form.Render(query), Subject = subject, Privilege = privilege }, cancellationToken);
}

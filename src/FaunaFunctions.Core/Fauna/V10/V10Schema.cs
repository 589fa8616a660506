namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>What a database says about its collections to a v10 key.</summary>
/// <param name="transport">The way to the database; not disposed here.</param>
public sealed class V10Schema(FaunaTransport transport) : IFaunaSchema
{
    /// <inheritdoc/>
    public async Task ConfirmCollectionAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"collection '{collection}'", V10SchemaQueries.Exists(collection), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Needs <c>read</c> on <c>Collection</c>. Without it, a key is told the same of a collection that is not there.</remarks>
    public async Task<CollectionDefinition> GetCollectionAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            $"the definition of collection '{collection}'", V10SchemaQueries.Definition(collection), cancellationToken);
        return V10DefinitionReader.Read(answer.Json, collection);
    }

    /// <inheritdoc/>
    public async Task<long?> GetMinimumTimeAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync($"the history of collection '{collection}'", V10SchemaQueries.Oldest(collection), cancellationToken);
            return 1;
        }
        catch (SnapshotExpired e)
        {
            return e.MinimumMicros;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> HasHistoryReadAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"history of collection '{collection}'", V10SchemaQueries.Past(collection), cancellationToken);
        return V10DefinitionReader.Cause(answer.Json) != "permission denied";
    }

    /// <summary>Whether the key has <c>read</c> on the collection, as plain true.</summary>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    public async Task<bool> HasReadAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"collection '{collection}'", V10SchemaQueries.Missing(collection), cancellationToken);
        return V10DefinitionReader.Cause(answer.Json) != "permission denied";
    }

    /// <summary>Whether the key is shown any document's content. False proves nothing: to a key that may read none, a collection is empty.</summary>
    /// <exception cref="FaunaPermissionDenied">It is shown a document, but not what is in it.</exception>
    public async Task<bool> ShowsAnyAsync(string collection, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"documents of collection '{collection}'", V10SchemaQueries.Shown(collection), cancellationToken);
        return V10Answers.Integer(answer.Json) > 0;
    }

    /// <summary>The number of documents that the key is shown now.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="timeout">Counting takes seconds per million documents: the longest to wait, on the server and here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaTimeout"><paramref name="timeout"/> passed.</exception>
    public async Task<long> CountAsync(string collection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var call = Call($"the number of documents of collection '{collection}'", V10SchemaQueries.Count(collection)) with
        {
            QueryTimeout = timeout,
            Deadline = timeout,
            RepeatTimeouts = false,
        };
        using var answer = await transport.SendAsync(call, cancellationToken);
        return V10Answers.Integer(answer.Json);
    }

    private Task<FaunaAnswer> SendAsync(string subject, V10Query query, CancellationToken cancellationToken) =>
        transport.SendAsync(Call(subject, query), cancellationToken);

    private static FaunaCall Call(string subject, V10Query query) =>
        new() { Endpoint = FaunaEndpoint.V10Query, Body = query.Render(), Subject = subject };
}

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

    private Task<FaunaAnswer> SendAsync(string subject, V10Query query, CancellationToken cancellationToken) =>
        transport.SendAsync(new FaunaCall { Endpoint = FaunaEndpoint.V10Query, Body = query.Render(), Subject = subject }, cancellationToken);
}

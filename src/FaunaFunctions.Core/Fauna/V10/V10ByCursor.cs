using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// The documents of one collection along a cursor of FQL v10, mapped: what a page's functions compute is as of the first page, where whole documents
/// would be those of the present. References come with what they refer to.
/// </summary>
internal sealed class V10ByCursor(FaunaTransport transport, string collection, V10Privilege privilege) : IPagesByCursor
{
    private readonly string _documents = $"documents of collection '{collection}'";

    /// <inheritdoc/>
    public Task ConfirmReadableAsync(CancellationToken cancellationToken) => privilege.ConfirmAsync(looksBack: false, cancellationToken);

    /// <inheritdoc/>
    public Task<FaunaPage> OpenAsync(DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (V10Names.IsOwn(collection))
        {
            throw new FaunaPermissionDenied(
                $"Permission denied: collection '{collection}' has the name of one of FQL v10's own modules, so that the pages of a cursor would be the module's: it can be read at a fixed time only. {privilege.ToLookBack}");
        }

        var query = V10Queries.FirstMapped(collection, from is { Id: > 0 } key ? key.Id : null, Math.Min(size, V10Documents.MaxSize));
        return ReadAsync(query, at: null, size, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FaunaPage> ReadAsync(string cursor, long at, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        try
        {
            return await ReadAsync(V10Queries.NextMapped(cursor, Math.Min(size, V10Documents.MaxSize)), at, size, observer, cancellationToken);
        }
        catch (FaunaRequestRefused refused) when (refused.Code == "invalid_cursor")
        {
            throw new SnapshotExpired(refused.Message, minimumMicros: null);
        }
    }

    private async Task<FaunaPage> ReadAsync(V10Query query, long? at, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        var call = new FaunaCall
        {
            Endpoint = FaunaEndpoint.V10Query,
            Body = query.Render(),
            Subject = _documents,
            Privilege = privilege.ToRead,
            NotBefore = at ?? 0,
            Observer = observer,
            RepeatTimeouts = size == 1,
        };
        using var answer = await transport.QueryAsync(call, cancellationToken);
        var (after, first) = V10Answers.CursorPageHead(answer.Json);
        var time = at ?? V10Answers.TransactionTime(answer.Json);
        return new FaunaPage(answer.Detach(), answer.Length, first, null) { After = after, At = time };
    }
}

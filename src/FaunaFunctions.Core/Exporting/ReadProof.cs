using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Proves that emptiness is emptiness. Fauna filters rows that the key may not read without an error, so that a lost
/// privilege looks like the end of a collection.
/// </summary>
internal sealed class ReadProof
{
    private readonly IFaunaSource _source;
    private readonly IPagesByCursor? _byCursor;

    private ReadProof(IFaunaSource source, IPagesByCursor? byCursor, bool filtered)
    {
        _source = source;
        _byCursor = byCursor;
        Filtered = filtered;
    }

    /// <summary>Whether the key may read only what a predicate of its role allows.</summary>
    public bool Filtered { get; }

    /// <summary>The documents along a cursor, where the key may read them as they are and not as they were; else null.</summary>
    public IPagesByCursor? ByCursor => _byCursor;

    /// <summary>Finds out how the key may read the collection.</summary>
    /// <param name="source">The collection.</param>
    /// <param name="at">Snapshot time in µs.</param>
    /// <param name="byCursor">Whether it is to be read along a cursor, whatever else the key may do.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaPermissionDenied">It may not, or nothing that a predicate allows is there.</exception>
    public static async Task<ReadProof> EstablishAsync(IFaunaSource source, long at, bool byCursor, CancellationToken cancellationToken)
    {
        FaunaPermissionDenied? denied = null;
        if (!byCursor)
        {
            try
            {
                await source.ConfirmReadableAsync(cancellationToken);
                return new ReadProof(source, null, filtered: false);
            }
            catch (FaunaPermissionDenied no)
            {
                denied = no;
            }
        }

        if (source.ByCursor is { } pages && await MayReadNowAsync(pages, cancellationToken))
        {
            return new ReadProof(source, pages, filtered: false);
        }

        // No privilege, or one with a predicate, which denies what does not exist: a row that can be seen tells them apart.
        return !byCursor && await MayReadARowAsync(source, at, cancellationToken) ? new ReadProof(source, null, filtered: true)
            : source.ByCursor is { } rest && await ShowsARowAsync(rest, cancellationToken) ? new ReadProof(source, rest, filtered: true)
            : throw denied ?? new FaunaPermissionDenied("Permission denied: the key may not read the collection any more. Grant its role 'read' on it, as plain true.");
    }

    /// <summary>Returns when the key still reads as it did.</summary>
    /// <exception cref="FaunaPermissionDenied">It does not.</exception>
    public async Task ConfirmAsync(long at, CancellationToken cancellationToken)
    {
        if (!Filtered)
        {
            await (_byCursor?.ConfirmReadableAsync(cancellationToken) ?? _source.ConfirmReadableAsync(cancellationToken));
        }
        else if (!await (_byCursor is { } byCursor ? ShowsARowAsync(byCursor, cancellationToken) : MayReadARowAsync(_source, at, cancellationToken)))
        {
            throw new FaunaPermissionDenied(
                "The key's role reads this collection through a predicate that now shows no document at all: nothing tells an empty collection from a lost privilege. Grant plain read.");
        }
    }

    /// <summary>Whether the collection shows a document at a time (µs); a no is seen twice, with a proof in between.</summary>
    public async Task<bool> ShowsAnythingAsync(long at, CancellationToken cancellationToken)
    {
        if (await ShowsARowAsync(at, cancellationToken))
        {
            return true;
        }

        await ConfirmAsync(at, cancellationToken);
        return await ShowsARowAsync(at, cancellationToken);
    }

    private static async Task<bool> MayReadNowAsync(IPagesByCursor pages, CancellationToken cancellationToken)
    {
        try
        {
            await pages.ConfirmReadableAsync(cancellationToken);
            return true;
        }
        catch (FaunaPermissionDenied)
        {
            return false;
        }
    }

    private Task<bool> ShowsARowAsync(long at, CancellationToken cancellationToken) =>
        _byCursor is { } byCursor ? ShowsARowAsync(byCursor, cancellationToken) : ShowsARowAsync(_source, at, cancellationToken);

    private static async Task<bool> ShowsARowAsync(IFaunaSource source, long at, CancellationToken cancellationToken) =>
        (await source.ReadOutlineAsync(new DocumentScan(at), null, 1, cancellationToken)).Keys.Count > 0;

    private static async Task<bool> ShowsARowAsync(IPagesByCursor byCursor, CancellationToken cancellationToken)
    {
        using var page = await byCursor.OpenAsync(null, 1, cancellationToken);
        return !page.IsEmpty;
    }

    // That the time itself is gone is for the scan to find: what the key may read shows at any other.
    private static async Task<bool> MayReadARowAsync(IFaunaSource source, long at, CancellationToken cancellationToken)
    {
        try
        {
            return await ShowsARowAsync(source, at, cancellationToken);
        }
        catch (SnapshotExpired)
        {
            return await ShowsARowAsync(source, await source.ReadTimeAsync(cancellationToken), cancellationToken);
        }
    }
}

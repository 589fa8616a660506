using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Proves that emptiness is emptiness. Fauna filters rows that the key may not read without an error, so that a lost
/// privilege looks like the end of a collection.
/// </summary>
internal sealed class ReadProof
{
    private readonly IFaunaSource _source;

    private ReadProof(IFaunaSource source, bool filtered)
    {
        _source = source;
        Filtered = filtered;
    }

    /// <summary>Whether the key may read only what a predicate of its role allows.</summary>
    public bool Filtered { get; }

    /// <summary>Finds out how the key may read the collection.</summary>
    /// <param name="source">The collection.</param>
    /// <param name="at">Snapshot time in µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaPermissionDenied">It may not, or nothing that a predicate allows is there.</exception>
    public static async Task<ReadProof> EstablishAsync(IFaunaSource source, long at, CancellationToken cancellationToken)
    {
        try
        {
            await source.ConfirmReadableAsync(cancellationToken);
            return new ReadProof(source, filtered: false);
        }
        catch (FaunaPermissionDenied) when (!cancellationToken.IsCancellationRequested)
        {
            // No privilege, or one with a predicate, which denies what does not exist: a row that can be seen tells them apart.
            if (await ShowsARowAsync(source, at, cancellationToken))
            {
                return new ReadProof(source, filtered: true);
            }

            throw;
        }
    }

    /// <summary>Returns when the key still reads as it did.</summary>
    /// <exception cref="FaunaPermissionDenied">It does not.</exception>
    public async Task ConfirmAsync(long at, CancellationToken cancellationToken)
    {
        if (!Filtered)
        {
            await _source.ConfirmReadableAsync(cancellationToken);
        }
        else if (!await ShowsARowAsync(_source, at, cancellationToken))
        {
            throw new FaunaPermissionDenied(
                "The key's role reads this collection through a predicate that now shows no document at all: nothing tells an empty collection from a lost privilege. Grant plain read.");
        }
    }

    private static async Task<bool> ShowsARowAsync(IFaunaSource source, long at, CancellationToken cancellationToken) =>
        (await source.ReadOutlineAsync(new DocumentScan(at), null, 1, cancellationToken)).Keys.Count > 0;
}

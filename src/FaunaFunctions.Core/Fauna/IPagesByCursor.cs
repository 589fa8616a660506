using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// The documents of one collection by id, page after page along the server's own cursor. All pages of a cursor show the collection as it was at the
/// time of the first, to a key that may do no more than read it. Safe for concurrent calls; throws what <see cref="IFaunaSource"/> throws.
/// </summary>
public interface IPagesByCursor
{
    /// <summary>Returns when the key may read the collection's documents as they are now.</summary>
    /// <exception cref="FaunaPermissionDenied">The key may not, or only what a predicate allows.</exception>
    /// <exception cref="FaunaNotFound">The collection does not exist.</exception>
    Task ConfirmReadableAsync(CancellationToken cancellationToken);

    /// <summary>The first page, at the present time, which <see cref="FaunaPage.At"/> tells.</summary>
    /// <param name="from">First key wanted (inclusive; it need not exist); null for the start.</param>
    /// <param name="size">The most documents to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; the caller disposes it.</returns>
    /// <exception cref="FaunaPermissionDenied">The collection cannot be read in this way.</exception>
    Task<FaunaPage> OpenAsync(DocumentKey? from, int size, CancellationToken cancellationToken);

    /// <summary>A further page.</summary>
    /// <param name="cursor">Of the page before it: <see cref="FaunaPage.After"/>.</param>
    /// <param name="at">The time of the first page, µs.</param>
    /// <param name="size">The most documents to return.</param>
    /// <param name="observer">Hears of tries and of the answer's size; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; the caller disposes it. An empty one is no end: a cursor means that there was something behind it.</returns>
    /// <exception cref="SnapshotExpired">The cursor's time has fallen out of the collection's history, or the server does not know the cursor any more.</exception>
    Task<FaunaPage> ReadAsync(string cursor, long at, int size, IPageObserver? observer, CancellationToken cancellationToken);
}

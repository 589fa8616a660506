namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// The changes of one collection's documents in the order in which they happened, deletions among them. Safe for concurrent calls; throws what
/// <see cref="IFaunaSource"/> throws.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Opens the feed, and looks what the collection showed at the start and shows now.</summary>
    /// <param name="since">Where to look back to, µs: everything up to and including it has been exported; null for not at all.</param>
    /// <param name="plain">Whether events are to come without computed fields, one of which that fails hides its event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotExpired"><paramref name="since"/> is older than the collection's history.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read the collection.</exception>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    Task<FeedOpening> OpenAsync(long? since, bool plain, CancellationToken cancellationToken);

    /// <summary>
    /// What has happened behind a cursor; or, without one, from a time on, that time's own changes perhaps among it.
    /// </summary>
    /// <param name="token">Of <see cref="OpenAsync"/>.</param>
    /// <param name="cursor">Of an earlier page or event, of any opening; null to start at a time.</param>
    /// <param name="since">The time in µs; used without a cursor.</param>
    /// <param name="size">The most events, at least 1.</param>
    /// <param name="observer">Hears of tries and of the answer's size; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; the caller disposes it.</returns>
    /// <exception cref="SnapshotExpired">The start lies before the collection's history: changes may be lost.</exception>
    /// <exception cref="FaunaFeedBroken">A change cannot be shown.</exception>
    Task<FeedPage> ReadAsync(
        string token, string? cursor, long since, int size, IPageObserver? observer, CancellationToken cancellationToken);
}

/// <summary>A feed, opened.</summary>
/// <param name="Token">What pages are asked for with.</param>
/// <param name="Now">The server's time, µs: a page that reaches the end holds everything up to here.</param>
/// <param name="Readable">Whether the collection shows a document now.</param>
/// <param name="ReadableThen">Whether it showed one at the start; null when the key may not look back, or when it was not asked.</param>
/// <param name="DefinedAt">When the collection's definition was last changed, µs; null when the key may not see it.</param>
public sealed record FeedOpening(string Token, long Now, bool Readable, bool? ReadableThen, long? DefinedAt)
{
    /// <summary>
    /// Whether the collection is not the one that showed documents at a time, as far as can be told: a feed knows its collection by name alone, and
    /// would go on with another of that name without telling what became of the documents of the first.
    /// </summary>
    /// <param name="since">The time, µs.</param>
    /// <remarks>Where the key may not look back, a changed definition is taken for a new collection: it may be one.</remarks>
    public bool IsAnotherThanAt(long since) => ReadableThen == false || (ReadableThen is null && DefinedAt > since);
}

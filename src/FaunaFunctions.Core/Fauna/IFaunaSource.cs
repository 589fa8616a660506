using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// One collection of a database as an export reads it, in either query language.
/// Every method throws the types of <see cref="FaunaException"/>; what is retryable has been retried within the call's budget.
/// Safe for concurrent calls.
/// </summary>
public interface IFaunaSource
{
    /// <summary>
    /// From now on every answer is to be at least as new as a time (µs) that the server has told before, to another process perhaps: a node of a
    /// cluster that lags behind would show less, as if that were all.
    /// </summary>
    void NotBefore(long time);

    /// <summary>The server's present snapshot time in µs: never a client's clock, since v4 answers the present to a time in the future.</summary>
    Task<long> ReadTimeAsync(CancellationToken cancellationToken);

    /// <summary>The keys of up to <paramref name="size"/> documents of a scan.</summary>
    /// <param name="scan">What to read, and at which time.</param>
    /// <param name="from">First key wanted (inclusive; it need not exist); null for the scan's start.</param>
    /// <param name="size">The most keys to return, 1 … 100,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotExpired">The scan's time has fallen out of the collection's history.</exception>
    /// <exception cref="FaunaIndexNotActive">v4 updates: the index is being built.</exception>
    Task<Outline> ReadOutlineAsync(Scan scan, DocumentKey? from, int size, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="size"/> documents of a scan. The answer is read to its end without a pause.</summary>
    /// <param name="scan">What to read, and at which time.</param>
    /// <param name="from">First key wanted (inclusive; it need not exist); null for the scan's start.</param>
    /// <param name="size">The most documents to return, 1 … 100,000.</param>
    /// <param name="observer">Hears of throttling and of the answer's size as soon as the server tells it; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page; the caller disposes it.</returns>
    /// <exception cref="SnapshotExpired">The scan's time has fallen out of the collection's history.</exception>
    Task<FaunaPage> ReadPageAsync(Scan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken);

    /// <summary>
    /// Removals in (<paramref name="since"/>, <paramref name="at"/>]: remove events of documents that do not exist at the
    /// event's time (a changed ttl also writes a remove event), read at <paramref name="at"/>. Events older than the collection's
    /// history vanish without a sign, so every request also proves that history still reaches back to where it starts.
    /// </summary>
    /// <param name="since">Everything up to and including this time (µs) has been read.</param>
    /// <param name="at">Snapshot time in µs.</param>
    /// <param name="from">Cursor of an earlier <see cref="RemovalPage.Next"/>; null to start behind <paramref name="since"/>.</param>
    /// <param name="size">The most events to look at in this request, removals or not.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotExpired">Events since then may be gone, or <paramref name="at"/> has fallen out of history.</exception>
    Task<RemovalPage> ReadRemovalsAsync(long since, long at, string? from, int size, CancellationToken cancellationToken);

    /// <summary>In one request: what there is to do since a time, and whether history and privileges still reach that far.</summary>
    /// <param name="since">Everything up to and including this time (µs) has been exported.</param>
    /// <param name="removals">Whether removals matter; if so, history must reach back to <paramref name="since"/>.</param>
    /// <param name="at">The time (µs) to look at it from, not before <paramref name="since"/>; null for the present.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotExpired">
    /// <paramref name="removals"/> is true and <paramref name="since"/> is older than the collection's history, or <paramref name="at"/> is.
    /// </exception>
    Task<ChangeProbe> ProbeChangesAsync(long since, bool removals, long? at, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when the key may read the collection's documents. An empty page proves nothing; this does
    /// (v4: <c>Get</c> of an id that cannot exist answers 404 with the privilege, 403 without).
    /// </summary>
    /// <exception cref="FaunaPermissionDenied">The key may not, or only what a predicate allows.</exception>
    /// <exception cref="FaunaNotFound">The collection does not exist.</exception>
    Task ConfirmReadableAsync(CancellationToken cancellationToken);

    /// <summary>The number of documents in a scan.</summary>
    /// <param name="scan">What to count, and at which time.</param>
    /// <param name="timeout">Counting takes seconds per million documents: the longest to wait, on the server and here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaTimeout"><paramref name="timeout"/> passed.</exception>
    Task<long> CountAsync(Scan scan, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The number of documents whose ids lie in a range, at a time.</summary>
    /// <param name="scan">At which time.</param>
    /// <param name="from">First id, inclusive; null for the lowest.</param>
    /// <param name="to">Last id, inclusive; null for the highest.</param>
    /// <param name="timeout">The longest to wait, on the server and here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaTimeout"><paramref name="timeout"/> passed: a smaller range has better prospects.</exception>
    /// <exception cref="SnapshotExpired">The scan's time has fallen out of the collection's history.</exception>
    Task<long> CountAsync(DocumentScan scan, long? from, long? to, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The feed that changes are read from; null when they are read window by window, as updates and removals.</summary>
    IChangeFeed? Feed => null;

    /// <summary>The documents along the server's own cursor, which needs no privilege to look back; null where nothing needs it.</summary>
    IPagesByCursor? ByCursor => null;

    /// <summary>A writer of records for this source's wire form.</summary>
    IRecordWriter CreateRecordWriter(RecordLayout layout);
}

/// <summary>Hears what happens to a request for a page while it is under way. Called from any thread; must not block.</summary>
public interface IPageObserver
{
    /// <summary>The server said 429, 409 or 503, timed out, or the connection broke: one try failed and will be repeated.</summary>
    void OnRetry(RetryReason reason);

    /// <summary>The answer's headers arrived: it will take this many bytes.</summary>
    void OnAnswer(long bytes);
}

/// <summary>Why a request is repeated.</summary>
public enum RetryReason
{
    /// <summary>429 or 409.</summary>
    Throttled,

    /// <summary>503 <c>time out</c>, 440, or our own limit.</summary>
    TimedOut,

    /// <summary>5xx, a broken connection, or an answer cut in its middle.</summary>
    Unavailable,
}

/// <summary>Removals of one request.</summary>
/// <param name="Removals">Document and time of its deletion, by time, then id.</param>
/// <param name="Events">How many events the request looked at.</param>
/// <param name="Next">Cursor of the next request; null at the end.</param>
public sealed record RemovalPage(IReadOnlyList<DocumentKey> Removals, int Events, string? Next);

/// <summary>What one request found out about the changes since a time.</summary>
/// <param name="Now">The time in µs that was looked from: what it says holds up to here.</param>
/// <param name="Updates">Whether any document changed since.</param>
/// <param name="Events">Whether any document was added or removed since; false when removals were not asked for.</param>
/// <param name="Readable">Whether the answer showed at least one document of the collection, so that emptiness elsewhere in it can be believed.</param>
/// <param name="ReadableThen">The same at the start of the window; null when removals were not asked for.</param>
public sealed record ChangeProbe(long Now, bool Updates, bool Events, bool Readable, bool? ReadableThen);

using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// One collection, read in FQL v10: documents by id at a pinned time, which needs <c>history_read</c>, or along a cursor, which does not; changes from its
/// event feed. No index is needed, and none is used.
/// </summary>
public sealed class V10Source : IFaunaSource
{
    private readonly FaunaTransport _transport;
    private readonly string _collection;
    private readonly V10Documents _documents;
    private readonly V10Privilege _privilege;
    private readonly V10ByCursor _byCursor;
    private readonly V10Feed _feed;

    /// <param name="transport">The way to the database; not disposed here.</param>
    /// <param name="collection">The collection's name.</param>
    public V10Source(FaunaTransport transport, string collection)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentException.ThrowIfNullOrEmpty(collection);
        _transport = transport;
        _collection = collection;
        _privilege = new V10Privilege(transport, collection);
        _documents = new V10Documents(transport, collection, _privilege);
        _byCursor = new V10ByCursor(transport, collection, _privilege);
        _feed = new V10Feed(transport, collection);
    }

    /// <inheritdoc/>
    public IChangeFeed Feed => _feed;

    /// <inheritdoc/>
    public IPagesByCursor ByCursor => _byCursor;

    /// <inheritdoc/>
    public void NotBefore(long time) => _transport.SeeTransaction(time);

    /// <inheritdoc/>
    public Task<long> ReadTimeAsync(CancellationToken cancellationToken) => _documents.ReadTimeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Outline> ReadOutlineAsync(Scan scan, DocumentKey? from, int size, CancellationToken cancellationToken) =>
        _documents.ReadOutlineAsync(ById(scan), from, size, cancellationToken);

    /// <inheritdoc/>
    public Task<FaunaPage> ReadPageAsync(
        Scan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken) =>
        _documents.ReadPageAsync(ById(scan), from, size, observer, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: <see cref="Feed"/> tells what was removed.</exception>
    public Task<RemovalPage> ReadRemovalsAsync(long since, long at, string? from, int size, CancellationToken cancellationToken) =>
        throw OfTheFeed();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: <see cref="Feed"/> tells what has changed.</exception>
    public Task<ChangeProbe> ProbeChangesAsync(long since, bool removals, long? at, CancellationToken cancellationToken) => throw OfTheFeed();

    /// <inheritdoc/>
    /// <remarks>Now and as they were: a key that may not look back is shown an empty collection at any time but the present.</remarks>
    public Task ConfirmReadableAsync(CancellationToken cancellationToken) => _privilege.ConfirmAsync(looksBack: true, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(Scan scan, TimeSpan timeout, CancellationToken cancellationToken) =>
        _documents.CountAsync(ById(scan), null, null, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(DocumentScan scan, long? from, long? to, TimeSpan timeout, CancellationToken cancellationToken) =>
        _documents.CountAsync(scan, from, to, timeout, cancellationToken);

    /// <inheritdoc/>
    public IRecordWriter CreateRecordWriter(RecordLayout layout) => new V10RecordWriter(layout, _collection);

    private static DocumentScan ById(Scan scan) => scan as DocumentScan ?? throw OfTheFeed();

    private static NotSupportedException OfTheFeed() => new("Changes of a v10 collection are read from its feed.");
}

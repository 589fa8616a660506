using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>
/// One collection, read in FQL v4: documents by id, updates along an index over <c>ts, ref</c>, deletions from the collection's events.
/// </summary>
public sealed class V4Source : IFaunaSource
{
    internal const int MaxSize = 100_000;
    private const int FreeIdTries = 16;
    private const int FirstTieSize = 64;

    private readonly FaunaTransport _transport;
    private readonly string _collection;
    private readonly byte[] _collectionUtf8;
    private readonly string? _index;

    /// <param name="transport">The way to the database; not disposed here.</param>
    /// <param name="collection">The collection's name.</param>
    /// <param name="index">The incremental sync index (values <c>ts</c>, <c>ref</c>; no terms); null when only full exports are made.</param>
    public V4Source(FaunaTransport transport, string collection, string? index = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentException.ThrowIfNullOrEmpty(collection);
        _transport = transport;
        _collection = collection;
        _collectionUtf8 = Encoding.UTF8.GetBytes(collection);
        _index = string.IsNullOrEmpty(index) ? null : index;
    }

    /// <inheritdoc/>
    public void NotBefore(long time) => _transport.SeeTransaction(time);

    private string Index => _index ?? throw new InvalidOperationException(
        $"Changes of collection '{_collection}' cannot be read: the export names no index.");

    private string Documents => $"documents of collection '{_collection}'";

    /// <inheritdoc/>
    public async Task<long> ReadTimeAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync("the server's time", V4Queries.Now(), 0, cancellationToken);
        return V4Answers.Long(answer.Json);
    }

    /// <inheritdoc/>
    public async Task<Outline> ReadOutlineAsync(Scan scan, DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        RequireSize(size);
        if (scan is DocumentScan)
        {
            var query = V4Queries.DocumentIds(_collection, scan.At, from?.Id, size);
            using var answer = await SendAsync($"ids of {Documents}", query, scan.At, cancellationToken);
            var head = V4PageHead.Read(answer.Json);
            var keys = V4Answers.Ids(answer.Json, head);
            return Checked(keys, V4Answers.NextDocument(answer.Json, head, _collectionUtf8), from is { } key ? new DocumentKey(0, key.Id) : null);
        }

        var updates = RequireUpdates(scan, from);
        var origin = await FindOriginAsync(updates, from, cancellationToken);
        var (entries, next) = await ReadEntriesAsync(updates, origin.From, origin.SizeFor(size), cancellationToken);
        entries.RemoveAll(origin.Skips);
        return Checked(entries, next, from);
    }

    /// <inheritdoc/>
    public async Task<FaunaPage> ReadPageAsync(
        Scan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        RequireSize(size);
        var origin = default(UpdateOrigin);
        V4Expression query;
        if (scan is DocumentScan)
        {
            query = V4Queries.DocumentBodies(_collection, scan.At, from?.Id, size);
        }
        else
        {
            var updates = RequireUpdates(scan, from);
            origin = await FindOriginAsync(updates, from, cancellationToken);
            query = V4Queries.UpdateBodies(Index, _collection, updates, origin.From, origin.SizeFor(size));
        }

        var call = Call(Documents, query, scan.At) with { Observer = observer, RepeatTimeouts = size == 1 };
        using var answer = await _transport.SendAsync(call, cancellationToken);
        var head = V4PageHead.Read(answer.Json);
        var next = scan is DocumentScan
            ? V4Answers.NextDocument(answer.Json, head, _collectionUtf8)
            : V4Answers.NextUpdate(answer.Json, head, _collectionUtf8);
        if (head.IsEmpty(answer.Json))
        {
            RequireEnd(next);
        }
        else
        {
            // An index over several collections would bring others' documents; the rest of them is the record writer's to read.
            V4Answers.FirstDocument(answer.Json, head, _collectionUtf8);
        }

        var first = origin.Skipped is null ? head.First : FirstWanted(answer.Json, head.First, origin);
        return new FaunaPage(answer.Detach(), answer.Length, first, next);
    }

    /// <inheritdoc/>
    /// <remarks>A document that has expired since counts as deleted when its ttl was changed in the window: nothing tells the two apart.</remarks>
    public async Task<RemovalPage> ReadRemovalsAsync(
        long since, long at, string? from, int size, CancellationToken cancellationToken)
    {
        RequireSize(size);
        if (from is null)
        {
            // The bare time skips removes at exactly that time, which have been read, and nothing behind it.
            return Removals(await ReadEventsAsync(at, since, V4Form.Value(since), size, cancellationToken), since);
        }

        var cursor = RemovalCursor.Parse(from);
        if (cursor.Id >= 0)
        {
            return Removals(await ReadEventsAsync(at, cursor.Ts - 1, V4Queries.EventCursor(_collection, cursor), size, cancellationToken), since);
        }

        // No cursor is trusted to start at a negative id: it is looked for from the time before.
        for (; ; size = Math.Min(size * 8, MaxSize))
        {
            var page = await ReadEventsAsync(at, cursor.Ts - 1, V4Form.Value(cursor.Ts - 1), size, cancellationToken);
            var found = page.Events.FindIndex(e => e.Position == cursor);
            if (found >= 0)
            {
                page.Events.RemoveRange(0, found);
                return Removals(page, since);
            }

            if (page.Next is null || page.Next.Value.Ts > cursor.Ts || size == MaxSize)
            {
                throw new FaunaProtocolViolation(
                    $"The event that reading the deletions of '{_collection}' stopped at ({cursor}) is not there any more.");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ChangeProbe> ProbeChangesAsync(long since, bool removals, long? at, CancellationToken cancellationToken)
    {
        var query = V4Queries.Probe(Index, _collection, since, removals, V4Probe.Events, at);
        using var answer = await SendAsync($"changes of collection '{_collection}'", query, at ?? since, cancellationToken);
        return V4Probe.Read(answer.Json, Index, _collectionUtf8, since, removals);
    }

    /// <inheritdoc/>
    public async Task ConfirmReadableAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < FreeIdTries; tries++)
        {
            var query = V4Queries.Document(_collection, long.MaxValue - tries);
            try
            {
                using var answer = await SendAsync($"collection '{_collection}'", query, 0, cancellationToken);
            }
            catch (FaunaRequestRefused e) when (e is { Status: 404, Code: "instance not found" })
            {
                return;
            }
        }

        throw new FaunaProtocolViolation(
            $"Whether collection '{_collection}' may be read cannot be told: its {FreeIdTries} highest ids are all taken.");
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(Scan scan, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var query = scan switch
        {
            DocumentScan documents => V4Queries.Size(_collection, documents),
            UpdateScan updates => V4Queries.Size(Index, updates),
            _ => throw new ArgumentOutOfRangeException(nameof(scan)),
        };
        return CountAsync(query, scan, timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(DocumentScan scan, long? from, long? to, TimeSpan timeout, CancellationToken cancellationToken) =>
        to < 0 ? Task.FromResult(0L) : CountAsync(V4Queries.Size(_collection, scan, from, to), scan, timeout, cancellationToken);

    /// <inheritdoc/>
    public IRecordWriter CreateRecordWriter(RecordLayout layout) => new V4RecordWriter(layout);

    private async Task<long> CountAsync(V4Expression query, Scan scan, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var call = Call($"the number of {Documents}", query, scan.At) with { QueryTimeout = timeout, Deadline = timeout, RepeatTimeouts = false };
        using var answer = await _transport.SendAsync(call, cancellationToken);
        return V4Answers.Long(answer.Json);
    }

    private static void RequireSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
    }

    private static UpdateScan RequireUpdates(Scan scan, DocumentKey? from)
    {
        var updates = scan as UpdateScan ?? throw new ArgumentOutOfRangeException(nameof(scan));
        if (from is { } key && (key.Ts <= updates.After || key.Ts > updates.At))
        {
            // An inverted range would be an empty page.
            throw new ArgumentOutOfRangeException(nameof(from), $"{key} lies outside the window ({updates.After}, {updates.At}].");
        }

        return updates;
    }

    private static void RequireEnd(DocumentKey? next)
    {
        if (next is { } key)
        {
            throw new FaunaProtocolViolation($"An empty page says that more follows, at {key}.");
        }
    }

    private static Outline Checked(IReadOnlyList<DocumentKey> keys, DocumentKey? next, DocumentKey? from)
    {
        if (keys.Count == 0)
        {
            RequireEnd(next);
        }
        else if (from is { Id: >= 0 } key && keys[0] is { Id: >= 0 } first && first < key)
        {
            throw new FaunaProtocolViolation($"A page that was asked for from {key} starts at {first}.");
        }

        return new Outline(keys, next);
    }

    private static RemovalPage Removals((List<V4Removals.Event> Events, RemovalCursor? Next) page, long since) =>
        new(V4Removals.Deletions(page.Events, since), page.Events.Count, page.Next?.ToString());

    private int FirstWanted(ReadOnlySpan<byte> json, int offset, UpdateOrigin origin)
    {
        while (json[offset] == (byte)'{')
        {
            var end = offset;
            if (!origin.Skips(V4Answers.Document(json, ref end, _collectionUtf8)))
            {
                break;
            }

            offset = end;
            while (json[offset] is (byte)',' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                offset++;
            }
        }

        return offset;
    }

    private async Task<UpdateOrigin> FindOriginAsync(UpdateScan scan, DocumentKey? from, CancellationToken cancellationToken)
    {
        if (from is not { } key)
        {
            return UpdateOrigin.Start(scan);
        }

        if (key.Id >= 0)
        {
            return UpdateOrigin.At(key);
        }

        if (key.Id == long.MinValue)
        {
            return UpdateOrigin.At(key.Ts);
        }

        for (var size = FirstTieSize; ; size = Math.Min(size * 8, MaxSize))
        {
            var (entries, next) = await ReadEntriesAsync(scan, new UpdateStart(key.Ts, null), size, cancellationToken);
            if (next is null || next.Value.Ts > key.Ts || size == MaxSize)
            {
                return UpdateOrigin.At(key, entries.TakeWhile(entry => entry.Ts == key.Ts).ToList());
            }
        }
    }

    private async Task<(List<DocumentKey> Entries, DocumentKey? Next)> ReadEntriesAsync(
        UpdateScan scan, UpdateStart from, int size, CancellationToken cancellationToken)
    {
        var query = V4Queries.UpdateEntries(Index, _collection, scan, from, size);
        using var answer = await SendAsync($"changes of collection '{_collection}'", query, scan.At, cancellationToken);
        var head = V4PageHead.Read(answer.Json);
        return (V4Answers.Entries(answer.Json, head, _collectionUtf8, scan, size), V4Answers.NextUpdate(answer.Json, head, _collectionUtf8));
    }

    private async Task<(List<V4Removals.Event> Events, RemovalCursor? Next)> ReadEventsAsync(
        long at, long historyAt, V4Expression after, int size, CancellationToken cancellationToken)
    {
        var query = V4Queries.Removals(_collection, at, historyAt, after, size);
        using var answer = await SendAsync($"deletions of collection '{_collection}'", query, at, cancellationToken);
        var head = V4PageHead.Read(answer.Json);
        return (V4Removals.Events(answer.Json, head, size), V4Removals.Next(answer.Json, head, _collectionUtf8));
    }

    private Task<FaunaAnswer> SendAsync(string subject, V4Expression query, long notBefore, CancellationToken cancellationToken) =>
        _transport.SendAsync(Call(subject, query, notBefore), cancellationToken);

    private FaunaCall Call(string subject, V4Expression query, long notBefore) => new()
    {
        Body = V4Form.Render(query),
        Subject = subject,
        Privilege = _index is null
            ? $"Grant the key's role 'read' on collection '{_collection}', as plain true: a predicate hides documents without telling."
            : $"Grant the key's role 'read' on collection '{_collection}', as plain true (a predicate hides documents without telling), and 'read' on index '{_index}'.",
        NotBefore = notBefore,
    };
}

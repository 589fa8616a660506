using System.Buffers;
using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>
/// A Fauna collection in memory, behind the boundary that exports read through: versions with times, expiry, history, privileges, and a
/// place to interfere between any two requests. The emulator shows that the wire behaves so; this shows what a run does when it does.
/// </summary>
internal sealed partial class MemoryCollection(MemoryApi api = MemoryApi.V4) : IFaunaSource
{
    private const string PageHead = """{"resource":{"data":[""";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, List<Version>> _documents = [];
    private readonly List<(long Ts, long Id, bool Add)> _events = [];

    /// <summary>The server's clock, µs.</summary>
    public long Now { get; private set; } = 1_700_000_000_000_000;

    /// <summary>The oldest time that can be read, µs.</summary>
    public long MinimumTime { get; set; }

    /// <summary>Whether the key may read, wholly or not at all.</summary>
    public bool Readable { get; set; } = true;

    /// <summary>Hides documents from the key, as a predicate does; null for plain read.</summary>
    public Func<long, bool>? Predicate { get; set; }

    /// <summary>Called before every request with its name; may change the collection or throw.</summary>
    public Action<string>? BeforeRequest { get; set; }

    /// <summary>Changes the ids of a page of documents before it is answered.</summary>
    public Func<IReadOnlyList<long>, IEnumerable<long>>? AlterPage { get; set; }

    /// <summary>Why a page through v10 says that a document is gone, although the outline has it; null for one that it shows.</summary>
    public Func<long, string?>? GoneBecause { get; set; }

    /// <summary>Requests so far, by name.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The living documents: id, time and value.</summary>
    public IReadOnlyDictionary<long, (long Ts, int Value)> Living
    {
        get
        {
            lock (_lock)
            {
                return _documents.Keys.Select(id => (id, version: At(id, Now))).Where(x => x.version is not null)
                    .ToDictionary(x => x.id, x => (x.version!.Ts, x.version.Value));
            }
        }
    }

    /// <summary>Does something before the n-th request of a name, from now on, and nothing before any other.</summary>
    public void Before(string name, int n, Action act)
    {
        var seen = 0;
        BeforeRequest = request =>
        {
            if (request == name && Interlocked.Increment(ref seen) == n)
            {
                act();
            }
        };
    }

    /// <summary>The time (µs) that every answer has to show at least.</summary>
    public long Seen { get; private set; }

    public void NotBefore(long time) => Seen = Math.Max(Seen, time);

    /// <summary>Moves the clock on.</summary>
    public long Tick(long micros = 1000)
    {
        lock (_lock)
        {
            return Now += micros;
        }
    }

    /// <summary>Writes documents in one transaction: they share one time.</summary>
    public long Write(params (long Id, int Value)[] documents) => Commit(documents.Select(d => (d.Id, (Version?)new Version(0, d.Value, null))));

    /// <summary>Deletes documents in one transaction.</summary>
    public long Delete(params long[] ids) => Commit(ids.Select(id => (id, (Version?)null)));

    /// <summary>Sets a document's ttl, which looks like a removal and an addition.</summary>
    public long Expire(long id, long ttl)
    {
        var value = Living[id].Value;
        return Commit([(id, new Version(0, value, ttl))]);
    }

    /// <summary>Drops the collection and makes it anew, empty.</summary>
    public void Recreate()
    {
        lock (_lock)
        {
            Now += 1000;
            _documents.Clear();
            _events.Clear();
        }
    }

    public Task<long> ReadTimeAsync(CancellationToken cancellationToken)
    {
        Enter("time");
        return Task.FromResult(Tick());
    }

    public Task<Outline> ReadOutlineAsync(Scan scan, DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        Enter("outline");
        lock (_lock)
        {
            RequireHistory(scan.At);
            var keys = Keys(scan, from).Take(size + 1).ToList();
            return Task.FromResult(new Outline(keys.Take(size).ToList(), keys.Count > size ? keys[size] : null));
        }
    }

    public async Task<FaunaPage> ReadPageAsync(Scan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Enter("page");
        lock (_lock)
        {
            RequireHistory(scan.At);
            var keys = Keys(scan, from).Take(size + 1).ToList();
            var ids = keys.Take(size).Select(key => key.Id).ToList();
            var shown = AlterPage?.Invoke(ids).ToList() ?? ids;
            var json = Encoding.UTF8.GetBytes(
                PageHead + string.Join(',', shown.Select(id => Render(id, scan.At))) + "]}}");
            observer?.OnAnswer(json.Length);
            var owner = MemoryPool<byte>.Shared.Rent(json.Length);
            json.CopyTo(owner.Memory);
            return new FaunaPage(owner, json.Length, PageHead.Length, keys.Count > size ? keys[size] : null);
        }
    }

    public Task<RemovalPage> ReadRemovalsAsync(long since, long at, string? from, int size, CancellationToken cancellationToken)
    {
        Enter("removals");
        lock (_lock)
        {
            RequireHistory(since);
            var skip = from is null ? 0 : int.Parse(from, CultureInfo.InvariantCulture);
            var events = _events.Where(e => e.Ts > since && e.Ts <= at && Readable).OrderBy(e => (e.Ts, e.Add, e.Id)).ToList();
            var looked = events.Skip(skip).Take(size).ToList();
            var removals = looked.Where(e => !e.Add && At(e.Id, e.Ts) is null).Select(e => new DocumentKey(e.Ts, e.Id)).ToList();
            return Task.FromResult(
                new RemovalPage(removals, looked.Count, skip + size < events.Count ? (skip + size).ToString(CultureInfo.InvariantCulture) : null));
        }
    }

    public Task<ChangeProbe> ProbeChangesAsync(long since, bool removals, long? at, CancellationToken cancellationToken)
    {
        Enter("probe");
        Tick();
        lock (_lock)
        {
            if (removals)
            {
                RequireHistory(since);
            }

            var now = at ?? Now;
            return Task.FromResult(
                new ChangeProbe(
                    now,
                    Keys(new UpdateScan(now, since), null).Any(),
                    removals && _events.Any(e => e.Ts > since && e.Ts <= now && Readable),
                    Keys(new DocumentScan(now), null).Any(),
                    removals ? Keys(new DocumentScan(since), null).Any() : null));
        }
    }

    public Task ConfirmReadableAsync(CancellationToken cancellationToken)
    {
        Enter("confirm");
        return Readable && Predicate is null && api != MemoryApi.V10WithoutHistory
            ? Task.CompletedTask
            : Task.FromException(new FaunaPermissionDenied("The key may not read the collection."));
    }

    public Task<long> CountAsync(Scan scan, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Enter("count");
        lock (_lock)
        {
            return Task.FromResult((long)Keys(scan, null).Count());
        }
    }

    public Task<long> CountAsync(DocumentScan scan, long? from, long? to, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Enter("count");
        lock (_lock)
        {
            RequireHistory(scan.At);
            return Task.FromResult((long)Keys(scan, null).Count(key => (from is null || key.Id >= from) && (to is null || key.Id <= to)));
        }
    }

    public IRecordWriter CreateRecordWriter(RecordLayout layout) =>
        api == MemoryApi.V4 ? new V4RecordWriter(layout) : new V10RecordWriter(layout, "things");

    private long Commit(IEnumerable<(long Id, Version? Version)> writes)
    {
        lock (_lock)
        {
            Now += 10;
            foreach (var (id, version) in writes)
            {
                var before = At(id, Now);
                if (!_documents.TryGetValue(id, out var versions))
                {
                    _documents[id] = versions = [];
                }

                versions.Add(version is null ? new Version(Now, 0, null) { Deleted = true } : version with { Ts = Now });
                var retimed = before is not null && version is not null && before.Ttl != version.Ttl;
                if (before is not null && (version is null || retimed))
                {
                    _events.Add((Now, id, Add: false));
                }

                if (version is not null && (before is null || retimed))
                {
                    _events.Add((Now, id, Add: true));
                }
            }

            return Now;
        }
    }

    private void Enter(string request)
    {
        BeforeRequest?.Invoke(request);
        lock (_lock)
        {
            Requests.Add(request);
        }
    }

    private void RequireHistory(long at)
    {
        if (at < MinimumTime)
        {
            throw new SnapshotExpired($"Requested timestamp {at} less than minimum allowed timestamp {MinimumTime}.", MinimumTime);
        }
    }

    // An expired document is gone at every reading time, also at earlier ones.
    private Version? At(long id, long at) =>
        _documents.TryGetValue(id, out var versions)
        && versions.LastOrDefault(version => version.Ts <= at) is { Deleted: false } version
        && !(version.Ttl <= Now)
            ? version
            : null;

    private IEnumerable<DocumentKey> Keys(Scan scan, DocumentKey? from) =>
        api == MemoryApi.V10WithoutHistory && scan.At < Now ? [] : AllKeys(scan, from);

    private IEnumerable<DocumentKey> AllKeys(Scan scan, DocumentKey? from)
    {
        var visible = _documents.Keys
            .Select(id => (id, version: At(id, scan.At)))
            .Where(x => x.version is not null && Readable && (Predicate?.Invoke(x.id) ?? true));
        return scan is UpdateScan updates
            ? visible.Where(x => x.version!.Ts > updates.After).Select(x => new DocumentKey(x.version!.Ts, x.id)).Order()
                .SkipWhile(key => from is { } first && key < first)
            : visible.Where(x => x.id >= 0).Select(x => new DocumentKey(0, x.id)).SkipWhile(key => from is { } first && key.Id < first.Id);
    }

    private string Render(long id, long at)
    {
        var version = At(id, at) ?? new Version(at, -1, null);
        if (api != MemoryApi.V4)
        {
            return GoneBecause?.Invoke(id) is { } cause ? Gone(id, cause) : Whole(id, version);
        }

        var ttl = version.Ttl is { } micros ? $",\"ttl\":{{\"@ts\":\"{MicroTime.ToIso(micros)}\"}}" : "";
        var reference = $$"""{"@ref":{"id":"{{id}}","collection":{"@ref":{"id":"things","collection":{"@ref":{"id":"collections"} } } } } }""";
        return "{\"ref\":" + reference + $",\"ts\":{version.Ts},\"data\":{{\"v\":{version.Value}}}" + ttl + "}";
    }

    internal sealed record Version(long Ts, int Value, long? Ttl)
    {
        public bool Deleted { get; init; }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>The same collection through v10: its feed, and its documents along a cursor.</summary>
internal sealed partial class MemoryCollection : IChangeFeed, IPagesByCursor
{
    private const string PageCursor = "page of ";
    private const string CursorPageHead = """{"data":{"data":[""";

    /// <summary>Whether a document's computed field fails, for as long as it has the value.</summary>
    public Func<int, bool>? Fails { get; set; }

    /// <summary>When the definition was changed, for a key that may see it; else null.</summary>
    public long? DefinedAt { get; set; }

    /// <summary>How many of the feed's next pages end before their first event, as a server's do that runs out of time.</summary>
    public int EmptyPages { get; set; }

    public IChangeFeed? Feed => api == MemoryApi.V4 ? null : this;

    public IPagesByCursor? ByCursor => api == MemoryApi.V4 ? null : this;

    public Task<FeedOpening> OpenAsync(long? since, bool plain, CancellationToken cancellationToken)
    {
        Enter("open");
        Tick();
        lock (_lock)
        {
            if (since is { } time)
            {
                RequireHistory(time);
            }

            RequireReadable();
            bool? then = since is { } at && api == MemoryApi.V10 ? AllKeys(new DocumentScan(at), null).Any() : null;
            return Task.FromResult(new FeedOpening(plain ? "plain" : "whole", Now, AllKeys(new DocumentScan(Now), null).Any(), then, DefinedAt));
        }
    }

    public Task<FeedPage> ReadAsync(
        string token, string? cursor, long since, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        Enter("feed");
        lock (_lock)
        {
            RequireReadable();
            var (ts, ordinal) = cursor is null ? (since, 0) : Place(cursor);
            RequireHistory(ts);
            var json = new StringBuilder("{\"events\":[");
            var events = new List<FeedEvent>();
            var more = false;
            foreach (var change in Changes().Where(c => (c.Ts, c.Ordinal).CompareTo((ts, ordinal)) > 0))
            {
                if (events.Count == size || EmptyPages > 0)
                {
                    EmptyPages--;
                    more = true;
                    break;
                }

                if (token == "whole" && !change.Version.Deleted && Fails?.Invoke(change.Version.Value) == true)
                {
                    throw new FaunaFeedBroken("A change cannot be shown: invalid_null_access.");
                }

                events.Add(Append(json, change, token));
                (ts, ordinal) = (change.Ts, change.Ordinal);
            }

            var next = more ? $"{ts}:{ordinal}" : $"{Now}:{int.MaxValue}";
            var bytes = Encoding.UTF8.GetBytes(json.ToString());
            var owner = MemoryPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(owner.Memory);
            return Task.FromResult(new FeedPage(owner, bytes.Length, events, next, more));
        }
    }

    Task IPagesByCursor.ConfirmReadableAsync(CancellationToken cancellationToken)
    {
        Enter("confirm");
        return Readable && Predicate is null
            ? Task.CompletedTask
            : Task.FromException(new FaunaPermissionDenied("The key may not read the collection."));
    }

    public Task<FaunaPage> OpenAsync(DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        Enter("first");
        return Task.FromResult(CursorPage(Tick(), from?.Id ?? 0, size));
    }

    public async Task<FaunaPage> ReadAsync(string cursor, long at, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Enter("next");
        var (time, id) = Place(cursor[PageCursor.Length..]);
        return time == at ? CursorPage(time, id, size) : throw new InvalidOperationException("A cursor has one time.");
    }

    private FaunaPage CursorPage(long at, long from, int size)
    {
        lock (_lock)
        {
            RequireHistory(at);
            var keys = AllKeys(new DocumentScan(at), new DocumentKey(0, from)).Take(size + 1).ToList();
            var json = Encoding.UTF8.GetBytes(
                CursorPageHead + string.Join(',', keys.Take(size).Select(key => Mapped(key.Id, At(key.Id, at)!))) + "]}}");
            var owner = MemoryPool<byte>.Shared.Rent(json.Length);
            json.CopyTo(owner.Memory);
            return new FaunaPage(owner, json.Length, CursorPageHead.Length, null)
            {
                At = at,
                After = keys.Count > size ? $"{PageCursor}{at}:{keys[size].Id}" : null,
            };
        }
    }

    private FeedEvent Append(StringBuilder json, Change change, string token)
    {
        json.Append(json[^1] == '[' ? "" : ",");
        var document = json.Length;
        var expired = change.Version.Ttl <= Now;
        json.Append(
            expired ? Gone(change.Id)
            : token == "plain" ? Mapped(change.Id, change.Version)
            : Whole(change.Id, change.Version));
        var cursor = json.Length;
        json.Append(CultureInfo.InvariantCulture, $"{change.Ts}:{change.Ordinal}");
        var kind = change.Version.Deleted ? FeedEventKind.Removed : expired ? FeedEventKind.Expired : FeedEventKind.Written;
        return new FeedEvent(kind, document, change.Id, change.Ts, cursor..json.Length);
    }

    private IEnumerable<Change> Changes() =>
        _documents.SelectMany(document => document.Value.Select(version => (document.Key, Version: version)))
            .GroupBy(change => change.Version.Ts)
            .OrderBy(transaction => transaction.Key)
            .SelectMany(transaction => transaction.OrderBy(change => change.Key)
                .Select((change, ordinal) => new Change(transaction.Key, ordinal, change.Key, change.Version)))
            .Where(change => change.Id >= 0 && (Predicate?.Invoke(change.Id) ?? true));

    private void RequireReadable()
    {
        if (!Readable)
        {
            throw new FaunaPermissionDenied("The key may not read the collection.");
        }
    }

    private static (long First, int Second) Place(string cursor)
    {
        var parts = cursor.Split(':');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static string Whole(long id, Version version) =>
        "{\"@doc\":{" + $"\"id\":\"{id}\",\"coll\":{{\"@mod\":\"things\"}},\"ts\":{Time(version.Ts)}{TtlOf(version)},\"v\":{Int(version)}" + "}}";

    private static string Mapped(long id, Version version) =>
        "{" + $"\"id\":\"{id}\",\"ts\":{Time(version.Ts)}{(version.Ttl is null ? ",\"ttl\":null" : TtlOf(version))},\"data\":{{\"v\":{Int(version)}}}" + "}";

    private static string Gone(long id, string cause = "not found") =>
        "{\"@ref\":{" + $"\"id\":\"{id}\",\"coll\":{{\"@mod\":\"things\"}},\"exists\":false,\"cause\":\"{cause}\"" + "}}";

    private static string Time(long micros) => $"{{\"@time\":\"{MicroTime.ToIso(micros)}\"}}";

    private static string Int(Version version) => $"{{\"@int\":\"{version.Value}\"}}";

    private static string TtlOf(Version version) =>
        version.Ttl is { } micros ? $",\"ttl\":{Time(micros)}" : "";

    private readonly record struct Change(long Ts, int Ordinal, long Id, Version Version);
}

using System.Globalization;
using System.Net;
using System.Text;
using FaunaFunctions.Emulator;
using FaunaFunctions.Emulator.Faults;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.V4;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;
using FaunaFunctions.Simulation.Model;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Server;

/// <summary>The emulator, without sockets, in a world's time.</summary>
internal sealed class SimulatedFauna : IDisposable
{
    public const string Collection = "things";
    public const string Index = "things_by_ts";
    private const string Root = "root";
    private readonly World _world;
    private readonly FaunaStore _store;
    private readonly QueryService _queries;
    private readonly FqlService _fql;
    private readonly EmulatorDatabase _database;
    private readonly string _blindSecret;
    private readonly int? _historyDays;
    private readonly bool _hasOutlines;
    private bool _looksBack = true;
    private int _blindRequests;
    private long _stormUntil;

    public SimulatedFauna(World world, int? historyDays, bool hasOutlines)
    {
        _world = world;
        _historyDays = historyDays;
        _hasOutlines = hasOutlines;
        _store = new FaunaStore(new ServerTime(world), (int)world.Seed, TimeSpan.FromSeconds(2));
        _queries = new QueryService(_store, Root);
        _fql = new FqlService(_store, Root);
        _database = new EmulatorDatabase(_store, _store.Root, _queries, _fql, Root);
        MakeCollection();
        Secret = _database.CreateRoleKey("exporter", Privileges(read: true, looksBack: true));
        _blindSecret = _database.CreateRoleKey("blind", Privileges(read: false, looksBack: false));
    }

    /// <summary>A key that may do no more than it must.</summary>
    public string Secret { get; }

    public History History { get; } = new();

    public int Requests { get; private set; }

    /// <summary>Whether an answer was made wrong, so that runs may say that answers contradict each other.</summary>
    public bool HasLied { get; private set; }

    /// <summary>Whether the key ever was without its privilege.</summary>
    public bool WasBlind { get; private set; }

    /// <summary>Whether the key's privilege to look back ever changed, so that two answers may tell different things about it.</summary>
    public bool WasRegranted { get; private set; }

    /// <summary>From now on the next requests are made without the privilege to read.</summary>
    public void Blind(int requests)
    {
        // Once: an emptiness that is seen twice, with a proof in between, is believed.
        if (!WasBlind)
        {
            WasBlind = true;
            _blindRequests = requests;
        }
    }

    /// <summary>Lets the key read the collection as it was, or not.</summary>
    public void SetLooksBack(bool looksBack)
    {
        if (looksBack != _looksBack)
        {
            (_looksBack, WasRegranted) = (looksBack, true);
            _database.SetPrivileges("exporter", Privileges(read: true, looksBack));
            _world.Note("granted", looksBack ? 1 : 0, 0, $"the key may {(looksBack ? "" : "not ")}look back");
        }
    }

    /// <summary>Ends what faults began.</summary>
    public void Calm() => (_blindRequests, _stormUntil) = (0, 0);

    public void Storm(TimeSpan length) => _stormUntil = _world.Micros + (long)length.TotalMicroseconds;

    /// <summary>Writes in one transaction.</summary>
    /// <param name="changes">Documents: their new value, null to delete; their ttl in µs; whether they are deleted first.</param>
    /// <returns>The transaction's time, µs.</returns>
    public long Write(IReadOnlyList<(long Id, int? Value, long Ttl, bool Remade)> changes) => _store.Write(transaction =>
    {
        var database = _store.Root;
        var collection = database.Collection((int)database.Find(NativeCollection.Collections, Collection)!.Value)!;
        foreach (var (id, value, ttl, remade) in changes)
        {
            var before = History.Living(id, transaction.CommitTs);
            if (value is null && before is null)
            {
                continue;
            }

            if (remade && before is not null)
            {
                transaction.Write(collection, id, null);
            }

            transaction.Write(collection, id, value is { } number ? Fields(number, ttl) : null);
            var version = new Model.DocumentVersion(id, transaction.CommitTs, value, ttl, before);
            History.Add(version);
            _world.Note("write", id, value ?? -1, $"{id} at {version.Ts} {(value is null ? "deleted" : $"= {value}")}{(ttl == long.MaxValue ? "" : $" until {ttl}")}");
        }

        return transaction.CommitTs;
    });

    /// <summary>Drops the collection and makes another of its name.</summary>
    public void MakeAnew()
    {
        _database.Query($$$"""{"delete":{"index":"{{{Index}}}"}}""");
        _database.Query($$$"""{"delete":{"collection":"{{{Collection}}}"}}""");
        MakeCollection();
        _database.SetPrivileges("exporter", Privileges(read: true, _looksBack));
        _database.SetPrivileges("blind", Privileges(read: false, looksBack: false));

        var now = _database.Now;
        History.MadeAnew.Add(now);
        _world.Note("anew", now, 0, $"the collection is made anew at {now}");
        foreach (var id in History.Ids.Where(id => History.At(id, long.MaxValue) is { Deletes: false }).ToList())
        {
            History.Add(new Model.DocumentVersion(id, now, null, long.MaxValue, null));
        }
    }

    /// <summary>Called in the moment behind an answer: what is written then stands in the microsecond behind the times that the answer tells.</summary>
    public Action? Answered { get; set; }

    /// <summary>Answers a request.</summary>
    public HttpResponseMessage Answer(string path, byte[] body, Fault fault, Dice dice)
    {
        var answer = AnswerOf(path, body, fault, dice);
        Answered?.Invoke();
        return answer;
    }

    private HttpResponseMessage AnswerOf(string path, byte[] body, Fault fault, Dice dice)
    {
        Requests++;
        var isV4 = path == "/";
        if (_world.Micros < _stormUntil)
        {
            fault = Fault.Throttled;
        }

        if (Refusal(fault, isV4) is { } refused)
        {
            return refused;
        }

        var secret = Secret;
        if (_blindRequests > 0)
        {
            _blindRequests--;
            secret = _blindSecret;
        }

        var edit = Edit(fault, body, dice);
        if (isV4)
        {
            var answer = _queries.Run(body, secret, ApiVersion.V4, readOnly: false, edit)!;
            return Message(answer.Status, answer.Body.ToArray(), answer.TxnTime, fault, dice);
        }

        var result = path == "/feed/1" ? _fql.Feed(body, secret) : _fql.Query(body, secret, Headers, edit);
        var json = result.Body.ToArray();
        return Message(result.Status, fault == Fault.FeedBreaks && path == "/feed/1" ? Broken(json, dice) : json, null, fault, dice);
    }

    public void Dispose() => _store.Dispose();

    private static FqlHeaders Headers { get; } = FqlHeaders.Tagged with { Typecheck = false };

    private static ObjectValue Fields(int value, long ttl)
    {
        var fields = new ObjectValue(("data", new ObjectValue(("v", new LongValue(value)))));
        return ttl == long.MaxValue ? fields : fields.With("ttl", TimeValue.FromMicros(ttl));
    }

    private static HttpResponseMessage? Refusal(Fault fault, bool isV4)
    {
        (int Status, string V4, string V10, string Text)? error = fault switch
        {
            Fault.Throttled => (429, "too many requests", "limit_exceeded", "Rate limit exceeded"),
            Fault.TimedOut => (503, "time out", "time_out", "Read timed out."),
            Fault.Contended => (409, "contended transaction", "contended_transaction", "Transaction was aborted due to detection of concurrent modification."),
            Fault.ServerError => (500, "internal server error", "internal_error", "Something broke."),
            _ => null,
        };
        if (error is not { } told)
        {
            return null;
        }

        var output = new JsonBuffer();
        if (isV4)
        {
            ErrorRenderer.Write(output, told.V4, told.Text);
        }
        else
        {
            output = AnswerText.Error(told.Status, told.V10, told.Text).Body;
        }

        return new HttpResponseMessage((HttpStatusCode)told.Status) { Content = new ByteArrayContent(output.ToArray()) };
    }

    private static HttpResponseMessage Message(int status, byte[] body, long? time, Fault fault, Dice dice)
    {
        var message = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = fault == Fault.CutShort ? new CutContent(body, dice.Below(body.Length), dice.Chance(0.5)) : new ByteArrayContent(body),
        };
        if (time is { } micros)
        {
            message.Headers.TryAddWithoutValidation("x-txn-time", micros.ToString(CultureInfo.InvariantCulture));
        }

        return message;
    }

    // Pages one after the other, events and the answers to probes have no second source to be held against.
    private Func<Value, Database, Value>? Edit(Fault fault, byte[] body, Dice dice)
    {
        if (fault is not (Fault.PageLacks or Fault.OutlineLacks) || !_hasOutlines
            || (body.AsSpan().IndexOf("{\"at\":"u8) != 0 && body.AsSpan().IndexOf("{\"query\":\"at (Time.epoch(time"u8) != 0))
        {
            return null;
        }

        var living = History.Ids.Where(id => History.Living(id, _world.Micros) is not null).ToList();
        if (living.Count == 0)
        {
            return null;
        }

        var lost = new PageEdit(Collection, living[dice.Below(living.Count)], fault == Fault.PageLacks ? PageKind.Documents : PageKind.Ids, Adds: false);
        return (answer, database) =>
        {
            if ((lost.Apply(answer, database) ?? FqlPageEdit.Apply(lost, answer, database)) is not { } changed)
            {
                return answer;
            }

            HasLied = true;
            _world.Note("lies", lost.Id, (long)fault, $"an answer leaves out document {lost.Id}");
            return changed;
        };
    }

    // The first events stay; in the place of another stands an error, which ends the page.
    private byte[] Broken(byte[] json, Dice dice)
    {
        using var page = System.Text.Json.JsonDocument.Parse(json);
        if (!page.RootElement.TryGetProperty("events", out var events) || events.GetArrayLength() == 0)
        {
            return json;
        }

        var kept = events.EnumerateArray().Take(dice.Below(events.GetArrayLength())).Select(e => e.GetRawText());
        var cursor = events[events.GetArrayLength() - 1].TryGetProperty("cursor", out var last) ? last.GetRawText() : page.RootElement.GetProperty("cursor").GetRawText();
        HasLied = true;
        _world.Note("lies", 0, (long)Fault.FeedBreaks, $"a feed cannot show an event");
        return Encoding.UTF8.GetBytes(
            "{\"events\":[" + string.Join(',', kept.Append("""{"type":"error","error":{"code":"abort","message":"A computed field failed."}}"""))
            + "],\"cursor\":" + cursor + ",\"has_next\":true}");
    }

    private void MakeCollection()
    {
        _database.CreateCollection(Collection, _historyDays);
        _database.CreateTsIndex(Index, Collection);
        _store.FinishDueBuilds(all: true);
    }

    private static string Privileges(bool read, bool looksBack) =>
        """[{"object":{"resource":{"collection":"things"},"actions":{"object":{"read":READ,"history_read":LOOKSBACK}}}},{"object":{"resource":{"index":"things_by_ts"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}},{"object":{"resource":{"collections":null},"actions":{"object":{"read":true}}}}]"""
            .Replace("READ", read ? "true" : "false", StringComparison.Ordinal)
            .Replace("LOOKSBACK", looksBack ? "true" : "false", StringComparison.Ordinal);

    private sealed class ServerTime(World world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(world.Ticks, TimeSpan.Zero);
    }
}

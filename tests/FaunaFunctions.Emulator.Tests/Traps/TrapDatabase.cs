using System.Text.Json;
using FaunaFunctions.Emulator.Tests.Server;
using FaunaFunctions.Emulator.Tests.Transcripts;

namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>An emulator with one database, its collection <c>c</c> and the index <c>by_ts</c> on it, and a clock that can jump.</summary>
internal sealed class TrapDatabase : IAsyncDisposable
{
    public const string Documents = """{"documents":{"collection":"c"}}""";
    public const string Events = """{"events":{"documents":{"collection":"c"}}}""";
    public const string ByTs = """{"match":{"index":"by_ts"}}""";

    private readonly EmulatorServer _emulator;

    private TrapDatabase(EmulatorServer emulator, RawFauna admin, RunningClock clock) => (_emulator, Admin, Clock) = (emulator, admin, clock);

    public RawFauna Admin { get; }

    public RunningClock Clock { get; }

    public static async Task<TrapDatabase> StartAsync(int historyDays = 0)
    {
        var clock = new RunningClock();
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { TimeProvider = clock });
        var admin = await emulator.Root.CreateDatabaseAsync("traps", CancellationToken.None);
        var traps = new TrapDatabase(emulator, admin, clock);
        await traps.AskAsync("""{"create_collection":{"object":{"name":"c","history_days":""" + historyDays + "}}}");
        await traps.AskAsync("""{"create_index":{"object":{"name":"by_ts","source":{"collection":"c"},"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""");
        return traps;
    }

    public static string Ref(string id) => """{"ref":{"collection":"c"},"id":""" + $"\"{id}\"}}";

    public static string Get(string id) => $"{{\"get\":{Ref(id)}}}";

    public static string At(long micros, string expression) => $"{{\"at\":{micros},\"expr\":{expression}}}";

    public static string Paginate(string set, string options = "") => $"{{\"paginate\":{set}{options}}}";

    public Task<JsonElement> AskAsync(string expression) => Admin.AskAsync(expression, TestContext.Current.CancellationToken);

    public Task<RawFauna.Reply> SendAsync(string expression) => Admin.SendAsync(expression, TestContext.Current.CancellationToken);

    /// <summary>Creates a document and answers its ts.</summary>
    /// <param name="more">Fields beside <c>data</c>, each with a comma before it.</param>
    public async Task<long> CreateAsync(string id, string more = "") =>
        (await AskAsync($"{{\"create\":{Ref(id)},\"params\":" + """{"object":{"data":{"object":{"v":1}}""" + more + "}}}")).GetProperty("ts").GetInt64();

    /// <param name="fields">The fields to change, beside one another and not wrapped.</param>
    public Task UpdateAsync(string id, string fields) => AskAsync($"{{\"update\":{Ref(id)},\"params\":{{\"object\":{{{fields}}}}}}}");

    /// <summary>Deletes a document and answers when.</summary>
    public async Task<long> DeleteAsync(string id)
    {
        await AskAsync($"{{\"delete\":{Ref(id)}}}");
        var events = await PageAsync(Events, ",\"size\":10000");
        return events[^1].GetProperty("ts").GetInt64();
    }

    public async Task<JsonElement[]> RowsAsync(string expression) => await Admin.RowsAsync(expression, TestContext.Current.CancellationToken);

    public Task<JsonElement[]> PageAsync(string set, string options = "") => RowsAsync(Paginate(set, options));

    /// <summary>Each event as <c>action id</c>.</summary>
    public async Task<string[]> EventsAsync(string options = "") =>
        [.. (await PageAsync(Events, options)).Select(e => $"{e.GetProperty("action").GetString()} {Id(e.GetProperty("document"))}")];

    public async Task<string[]> IdsAsync(string options = "") => [.. (await PageAsync(Documents, options)).Select(Id)];

    public static string Id(JsonElement reference) => reference.GetProperty("@ref").GetProperty("id").GetString()!;

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}

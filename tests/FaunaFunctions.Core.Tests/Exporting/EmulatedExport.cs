using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>An export of a collection of the emulator, over real sockets, with a key that may do no more than it must.</summary>
internal sealed class EmulatedExport : IAsyncDisposable
{
    public const string Collection = "things";
    private const string Index = "things_by_ts";
    private readonly List<FaunaTransport> _transports = [];

    private EmulatedExport(FaunaEmulator server, EmulatorDatabase database, FakeTimeProvider time, string secret, ExportSettings settings)
    {
        Server = server;
        Database = database;
        Time = time;
        Harness = new ExportHarness(settings with { Connection = ConnectionTo(server, secret) }, inMemory: true);
    }

    public FaunaEmulator Server { get; }

    public EmulatorDatabase Database { get; }

    /// <summary>The server's clock. It stands still but for what a test moves.</summary>
    public FakeTimeProvider Time { get; }

    public ExportHarness Harness { get; }

    /// <summary>Limits of the way to the server, quick to give up.</summary>
    public FaunaTransportOptions Options { get; set; } = new()
    {
        QueryTimeout = TimeSpan.FromSeconds(20),
        Retry = new RetryPolicy { Base = TimeSpan.FromMilliseconds(1), Cap = TimeSpan.FromMilliseconds(5) },
    };

    public static async Task<EmulatedExport> StartAsync(ExportSettings? settings = null, int? historyDays = 1, EmulatorOptions? options = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var server = await FaunaEmulator.StartAsync((options ?? new EmulatorOptions()) with { TimeProvider = time }, TestContext.Current.CancellationToken);
        var database = server.CreateDatabase("shop");
        database.CreateCollection(Collection, historyDays);
        database.CreateTsIndex(Index, Collection);
        var secret = database.CreateRoleKey("exporter", Privileges(read: true, history: true, definition: false));
        return new EmulatedExport(server, database, time, secret, settings ?? ExportHarness.Incremental);
    }

    /// <summary>The connection to an emulator.</summary>
    public static FaunaConnection ConnectionTo(FaunaEmulator server, string secret) => new()
    {
        Name = "emulator",
        Scheme = "http",
        Domain = server.Url.Host,
        Port = server.Url.Port,
        Secret = new Secret(secret),
    };

    /// <summary>Lets the key read the collection, or not; as it is, or also as it was; and its definition.</summary>
    public void SetReadable(bool read, bool history = true, bool definition = false) =>
        Database.SetPrivileges("exporter", Privileges(read, history, definition));

    /// <summary>Writes documents in one transaction.</summary>
    public void Write(params (long Id, int Value)[] documents) => Database.Query(
        Do(documents.Select(d => $$$"""{"if":{"exists":{{{Ref(d.Id)}}}},"then":{"update":{{{Ref(d.Id)}}},"params":{{{Data(d.Value)}}} },"else":{"create":{{{Ref(d.Id)}}},"params":{{{Data(d.Value)}}} } }""")));

    /// <summary>Deletes documents in one transaction.</summary>
    public void Delete(params long[] ids) => Database.Query(Do(ids.Select(id => $$$"""{"delete":{{{Ref(id)}}}}""")));

    /// <summary>Sets a document's ttl.</summary>
    public void Expire(long id, DateTimeOffset at) => Database.Query(
        "{\"update\":" + Ref(id) + ",\"params\":{\"object\":{\"ttl\":{\"@ts\":\"" + at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) + "\"}}}}");

    /// <summary>Deletes a document and makes it anew in one transaction.</summary>
    public void Remake(long id, int value) =>
        Database.Query(Do([$$$"""{"delete":{{{Ref(id)}}}}""", $$$"""{"create":{{{Ref(id)}}},"params":{{{Data(value)}}}}"""]));

    /// <summary>Drops the collection and makes another of its name.</summary>
    public void MakeAnew(bool history = true, bool definition = false)
    {
        Database.Query("""{"delete":{"index":"things_by_ts"}}""");
        Database.Query("""{"delete":{"collection":"things"}}""");
        Database.CreateCollection(Collection, historyDays: 1);
        Database.CreateTsIndex(Index, Collection);
        SetReadable(true, history, definition);
    }

    /// <summary>The request for a page of documents, along a cursor or not, is about to be answered for the n-th time.</summary>
    public void BeforeRequest(string part, int n, Action act)
    {
        var seen = 0;
        Server.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains(part, StringComparison.Ordinal) && Interlocked.Increment(ref seen) == n)
            {
                act();
            }

            return Emulator.Faults.EmulatorFault.None;
        };
    }

    /// <summary>The same, with no other request under way meanwhile: what is done in several steps is done at once for the export.</summary>
    public void BeforeRequestAlone(string part, int n, Action act)
    {
        var (seen, waiting, turns) = (0, 0, new Lock());
        Server.Faults.OnRequest = request =>
        {
            Interlocked.Increment(ref waiting);
            lock (turns)
            {
                Interlocked.Decrement(ref waiting);
                if (request.BodyText.Contains(part, StringComparison.Ordinal) && ++seen == n)
                {
                    Assert.True(SpinWait.SpinUntil(() => Server.Statistics.InFlight <= 1 + Volatile.Read(ref waiting), TimeSpan.FromSeconds(30)));
                    act();
                }
            }

            return Emulator.Faults.EmulatorFault.None;
        };
    }

    /// <summary>Runs the export through FQL v10.</summary>
    public async Task<RunResult> RunV10Async(RunRequest? request = null)
    {
        Harness.Settings = Harness.Settings with { Connection = Harness.Settings.Connection with { Api = FaunaApi.V10 } };
        return await Harness.RunAsync(V10Source(), request: request ?? new RunRequest());
    }

    /// <summary>The same, until a run is complete or idle, however often it has to stop.</summary>
    public async Task<RunResult> RunV10ToEndAsync(RunRequest request)
    {
        while (true)
        {
            var result = await RunV10Async(request);
            if (result.Outcome != RunOutcome.Stopped)
            {
                return result;
            }
        }
    }

    public V10Source V10Source()
    {
        var transport = new FaunaTransport(Harness.Settings.Connection, Options, TimeProvider.System, new Random(1));
        _transports.Add(transport);
        return new V10Source(transport, Harness.Settings.Collection);
    }

    public async Task<RunResult> RunAsync(RunRequest? request = null) => await Harness.RunAsync(Source(), request: request ?? new RunRequest());

    /// <summary>The documents as the server has them now, by id.</summary>
    public async Task<Dictionary<long, (long Ts, int Value)>> LivingAsync()
    {
        var source = Source(Database.AdminSecret);
        var at = await source.ReadTimeAsync(TestContext.Current.CancellationToken);
        var writer = source.CreateRecordWriter(RecordLayout.Default);
        var living = new Dictionary<long, (long, int)>();
        DocumentKey? from = null;
        do
        {
            using var page = await source.ReadPageAsync(new DocumentScan(at), from, 1000, null, TestContext.Current.CancellationToken);
            var offset = page.FirstDocument;
            while (page.NextDocument(ref offset))
            {
                var record = new System.Buffers.ArrayBufferWriter<byte>();
                var key = writer.WriteDocument(page.Json, ref offset, record);
                using var json = System.Text.Json.JsonDocument.Parse(record.WrittenMemory);
                living[key.Id] = (key.Ts, json.RootElement.GetProperty("data").GetProperty("v").GetInt32());
            }

            from = page.Next;
        }
        while (from is not null);
        return living;
    }

    public V4Source Source(string? secret = null)
    {
        var connection = secret is null ? Harness.Settings.Connection : ConnectionTo(Server, secret);
        var transport = new FaunaTransport(connection, Options, TimeProvider.System, new Random(1));
        _transports.Add(transport);
        return new V4Source(transport, Harness.Settings.Collection, Harness.Settings.Index);
    }

    public async ValueTask DisposeAsync()
    {
        _transports.ForEach(transport => transport.Dispose());
        Harness.Dispose();
        await Server.DisposeAsync();
    }

    private static string Do(IEnumerable<string> expressions) => "{\"do\":[" + string.Join(',', expressions) + "]}";

    private static string Ref(long id) => $$"""{"ref":{"collection":"things"},"id":"{{id}}"}""";

    private static string Data(int value) => "{\"object\":{\"data\":{\"object\":{\"v\":" + value.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}}}}";

    private static string Privileges(bool read, bool history, bool definition) =>
        """[{"object":{"resource":{"collection":"things"},"actions":{"object":{"read":READ,"history_read":HISTORY}}}},{"object":{"resource":{"index":"things_by_ts"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}},{"object":{"resource":{"collections":null},"actions":{"object":{"read":DEFINITION}}}}]"""
            .Replace("READ", read ? "true" : "false", StringComparison.Ordinal)
            .Replace("HISTORY", read && history ? "true" : "false", StringComparison.Ordinal)
            .Replace("DEFINITION", definition ? "true" : "false", StringComparison.Ordinal);
}

using System.Globalization;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Exporting;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>An export of a whole database of the emulator, over real sockets, into a folder.</summary>
internal sealed class EmulatedDatabaseExport : IAsyncDisposable
{
    private readonly ExportHarness _harness;
    private FaunaTransport _transport;

    private EmulatedDatabaseExport(FaunaEmulator server, FakeTimeProvider time, ExportSettings settings, bool inMemory)
    {
        Server = server;
        Time = time;
        Database = server.CreateDatabase("shop");
        Settings = settings;
        _harness = new ExportHarness(settings, inMemory);
        _transport = null!;
        UseKey(Database.AdminSecret);
    }

    public FaunaEmulator Server { get; }

    public EmulatorDatabase Database { get; }

    /// <summary>The server's clock. It stands still but for what a test moves.</summary>
    public FakeTimeProvider Time { get; }

    public ExportSettings Settings { get; set; }

    public IPartStore Parts
    {
        get => _harness.Parts;
        set => _harness.Parts = value;
    }

    public ICursorStore Cursors
    {
        get => _harness.Cursors;
        set => _harness.Cursors = value;
    }

    public string Folder => _harness.Folder;

    public FaunaDatabase Source => new(_transport);

    /// <summary>Done when a collection's run is about to begin, with the collection's export.</summary>
    public Action<string>? Before { get; set; }

    public Func<ExportSettings, CancellationToken, Task<CheckResult>>? Check { get; set; }

    public static async Task<EmulatedDatabaseExport> StartAsync(FaunaApi api, bool incremental = false, bool inMemory = false)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var server = await FaunaEmulator.StartAsync(new EmulatorOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        var settings = ExportHarness.Incremental with
        {
            Name = "shop",
            Collection = ExportSettings.EveryCollection,
            Mode = incremental ? RunMode.Incremental : RunMode.Full,
            Index = incremental && api == FaunaApi.V4 ? "{collection}_by_ts" : null,
            DeletedColumn = incremental ? "deleted_at" : null,
            Connection = ExportHarness.Incremental.Connection with { Api = api },
        };
        return new EmulatedDatabaseExport(server, time, settings, inMemory);
    }

    /// <summary>Reads with another key from here on.</summary>
    public void UseKey(string secret)
    {
        _transport?.Dispose();
        Settings = Settings with { Connection = EmulatedExport.ConnectionTo(Server, secret) with { Api = Settings.Connection.Api } };
        var options = new FaunaTransportOptions
        {
            QueryTimeout = TimeSpan.FromSeconds(20),
            Retry = new RetryPolicy { Base = TimeSpan.FromMilliseconds(1), Cap = TimeSpan.FromMilliseconds(5), Budget = TimeSpan.FromMilliseconds(100) },
        };
        _transport = new FaunaTransport(Settings.Connection, options, TimeProvider.System, new Random(1));
    }

    /// <summary>Makes a collection with its index, and documents 1, 2, 3… with the given values.</summary>
    public void Make(string collection, params int[] values)
    {
        Database.CreateCollection(collection, historyDays: 1);
        Database.CreateTsIndex(collection + "_by_ts", collection);
        for (var i = 0; i < values.Length; i++)
        {
            Put(collection, i + 1, values[i]);
        }
    }

    public void Put(string collection, long id, int value) => Database.Query(
        """{"if":{"exists":REF},"then":{"update":REF,"params":DATA},"else":{"create":REF,"params":DATA}}"""
            .Replace("DATA", """{"object":{"data":{"object":{"v":VALUE}}}}""", StringComparison.Ordinal)
            .Replace("REF", Ref(collection, id), StringComparison.Ordinal)
            .Replace("VALUE", value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    public void Delete(string collection, long id) => Database.Query($$$"""{"delete":{{{Ref(collection, id)}}}}""");

    public void Drop(string collection)
    {
        Database.Query($$$"""{"delete":{"index":"{{{collection}}}_by_ts"}}""");
        Database.Query($$$"""{"delete":{"collection":"{{{collection}}}"}}""");
    }

    /// <summary>A key of a role that may list the collections, and read those named.</summary>
    public string KeyFor(string role, params string[] collections)
    {
        var read = collections.Select(c =>
            """,{"object":{"resource":{"collection":"NAME"},"actions":{"object":{"read":true,"history_read":true}}}},{"object":{"resource":{"index":"NAME_by_ts"},"actions":{"object":{"read":true}}}}"""
                .Replace("NAME", c, StringComparison.Ordinal));
        const string definitions = """[{"object":{"resource":{"collections":null},"actions":{"object":{"read":true}}}},{"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}}""";
        return Database.CreateRoleKey(role, definitions + string.Concat(read) + "]");
    }

    /// <summary>Runs. The clock moves on before it: no two runs are of one time.</summary>
    public Task<RunResult> RunAsync(RunRequest? request = null)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return RunNowAsync(request);
    }

    public Task<RunResult> RunNowAsync(RunRequest? request = null)
    {
        var cursors = new HookedCursors(Cursors, export => Before?.Invoke(export));
        var exporter = new Exporter(Parts, cursors, Time, new Random(7), NullLogger<Exporter>.Instance, _harness.Tuning);
        return new DatabaseExporter(exporter, Parts, cursors, Time, new Random(7), NullLogger<DatabaseExporter>.Instance)
            .RunAsync(Settings, Source, Check, request ?? new RunRequest(), null, TestContext.Current.CancellationToken);
    }

    public async Task<ExportCursor?> CursorAsync(string? export = null) =>
        (await Cursors.ReadAsync(export ?? Settings.Name, TestContext.Current.CancellationToken))?.Cursor;

    public async Task<DatabaseManifest> ManifestAsync(string name) =>
        ManifestJson.ReadDatabaseManifest((await Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);

    /// <summary>The manifest that latest.json names.</summary>
    public async Task<DatabaseManifest> LatestAsync()
    {
        var name = PartNames.Latest(Settings.Name);
        var latest = ManifestJson.ReadDatabaseLatest((await Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);
        return await ManifestAsync(latest.Database.Name);
    }

    /// <summary>Every row of a collection's newest snapshot and the runs since.</summary>
    public async Task<List<ExportHarness.Row>> RowsAsync(string export)
    {
        _harness.Settings = Settings with { Name = export };
        return await _harness.AllRowsAsync();
    }

    /// <summary>Documents as rows say they are: id and value.</summary>
    public async Task<IEnumerable<(long Id, int Value)>> StateAsync(string export) =>
        ExportHarness.StateOf(await RowsAsync(export)).Select(d => (d.Key, d.Value.Value)).Order();

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _harness.Dispose();
        await Server.DisposeAsync();
    }

    private static string Ref(string collection, long id) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"ref":{"collection":"{{{collection}}}"},"id":"{{{id}}}"}""");

    /// <summary>Tells that an export is about to be run: its lease is being taken.</summary>
    private sealed class HookedCursors(ICursorStore store, Action<string> before) : ICursorStore
    {
        public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken) => store.ReadAsync(export, cancellationToken);

        public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken) => store.WriteAsync(cursor, version, cancellationToken);

        public Task DeleteAsync(string export, CancellationToken cancellationToken) => store.DeleteAsync(export, cancellationToken);

        public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) => store.AppendRunAsync(run, cancellationToken);

        public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) => store.ReadRunsAsync(export, most, cancellationToken);

        public Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken)
        {
            before(export);
            return store.AcquireLeaseAsync(export, cancellationToken);
        }
    }
}

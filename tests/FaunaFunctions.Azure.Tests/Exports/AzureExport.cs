using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Azure.Tests.Exports;

/// <summary>An export from the Fauna emulator to Azurite through a proxy, all over real sockets.</summary>
internal sealed class AzureExport : IAsyncDisposable
{
    private const string Collection = "things";
    private readonly FaunaEmulator _fauna;
    private readonly EmulatorDatabase _database;
    private readonly FaunaTransport _transport;
    private readonly AzuriteServer _azurite;
    private readonly ExportSettings _settings;
    private AzureStorage _direct;
    private AzureStorage _proxied;

    private AzureExport(FaunaEmulator fauna, EmulatorDatabase database, FakeTimeProvider faunaTime, AzuriteServer azurite, StorageProxy proxy)
    {
        _fauna = fauna;
        _database = database;
        FaunaTime = faunaTime;
        _azurite = azurite;
        Proxy = proxy;
        var connection = new FaunaConnection { Name = "emulator", Scheme = "http", Domain = fauna.Url.Host, Port = fauna.Url.Port, Secret = new Secret(database.AdminSecret) };
        _transport = new FaunaTransport(connection, new FaunaTransportOptions(), TimeProvider.System, new Random(1));
        _settings = new ExportSettings
        {
            Name = Collection,
            Connection = connection,
            Collection = Collection,
            Mode = RunMode.Incremental,
            Index = "things_by_ts",
            DeletedColumn = "deleted_at",
            PageSize = 4,
            Parallelism = 2,
            PartSize = 300,
        };
        (_direct, _proxied) = Open();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public StorageProxy Proxy { get; }

    public FakeTimeProvider FaunaTime { get; }

    /// <summary>Clock of the storage's claims.</summary>
    public FakeTimeProvider LeaseTime { get; } = new(new DateTimeOffset(2026, 7, 25, 12, 0, 0, TimeSpan.Zero));

    public StorageNames Names { get; private set; } = StorageNames.Unique();

    /// <summary>The storage, without the proxy.</summary>
    public AzureStorage Direct => _direct;

    /// <summary>Starts an emulator with documents 1 to 20.</summary>
    public static async Task<AzureExport> StartAsync(AzuriteFixture azurite)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var fauna = await FaunaEmulator.StartAsync(new EmulatorOptions { TimeProvider = time }, Cancel);
        var database = fauna.CreateDatabase("shop");
        database.CreateCollection(Collection, 1);
        database.CreateTsIndex("things_by_ts", Collection);
        var export = new AzureExport(fauna, database, time, azurite.Server, await StorageProxy.StartAsync(azurite.Server, Cancel));
        export.Write([.. Enumerable.Range(1, 20)]);
        await export.Direct.EnsureCreatedAsync(Cancel);
        return export;
    }

    /// <summary>Another container, table and queue, all empty.</summary>
    public async Task BeginAnewAsync()
    {
        Names = StorageNames.Unique();
        _direct.Dispose();
        _proxied.Dispose();
        (_direct, _proxied) = Open();
        await Direct.EnsureCreatedAsync(Cancel);
    }

    /// <summary>Writes documents, a second behind whatever was before.</summary>
    public void Write(params int[] ids)
    {
        FaunaTime.Advance(TimeSpan.FromSeconds(1));
        foreach (var id in ids)
        {
            _database.Put(Collection, new EmulatorDocument(id, string.Create(CultureInfo.InvariantCulture, $$"""{"v":{{id}},"text":"some text of document {{id}}"}""")));
        }
    }

    /// <summary>Deletes a document, a second behind whatever was before.</summary>
    public void Delete(int id)
    {
        FaunaTime.Advance(TimeSpan.FromSeconds(1));
        _database.Delete(Collection, id);
    }

    /// <summary>Runs the export through the proxy.</summary>
    public Task<RunResult> RunAsync() => RunAsync(_proxied);

    /// <summary>Runs a full export through the proxy.</summary>
    public Task<RunResult> RunFullAsync() => RunAsync(_proxied, RunMode.Full);

    /// <summary>Runs the export without the proxy.</summary>
    public Task<RunResult> RunDirectlyAsync() => RunAsync(_direct);

    /// <summary>Breaks the claim, as if it had run out.</summary>
    public async Task FreeLeaseAsync()
    {
        var blob = new BlobContainerClient(_azurite.ConnectionString, Names.Container).GetBlockBlobClient($".leases/{Collection}");
        try
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode is "LeaseNotPresentWithLeaseOperation" or "BlobNotFound")
        {
            // Nobody claims it.
        }
    }

    public async Task<ExportCursor?> CursorAsync() => (await Direct.Cursors.ReadAsync(Collection, Cancel))?.Cursor;

    /// <summary>The ids of all rows of all parts, manifest or not, in order of part names.</summary>
    public async Task<List<int>> IdsAsync()
    {
        var ids = new List<int>();
        await foreach (var name in Direct.Parts.ListAsync("", Cancel))
        {
            if (!name.EndsWith(".ndjson.gz", StringComparison.Ordinal))
            {
                continue;
            }

            await using var stored = await Direct.Parts.OpenAsync(name, Cancel);
            await using var plain = new GZipStream(stored, CompressionMode.Decompress);
            using var reader = new StreamReader(plain);
            while (await reader.ReadLineAsync(Cancel) is { } line)
            {
                using var row = JsonDocument.Parse(line);
                ids.Add(int.Parse(row.RootElement.GetProperty("ref").GetString()!, CultureInfo.InvariantCulture));
            }
        }

        return ids;
    }

    /// <summary>What reading all of it again shows.</summary>
    public async Task<VerificationReport> VerifyAsync() =>
        await new Verifier(Direct.Parts).VerifyAsync(Collection, await CursorAsync(), null, null, Cancel);

    /// <summary>Fails unless the export holds exactly these ids, each once, is finished, and verifies.</summary>
    public async Task AssertExportedAsync(IEnumerable<int> ids, string because)
    {
        Assert.True(ids.Order().SequenceEqual((await IdsAsync()).Order()), $"{because}: the rows are {string.Join(' ', await IdsAsync())}");
        var cursor = await CursorAsync();
        Assert.True(cursor is { Run: null, Through: not null }, $"{because}: the run is not finished");
        var report = await VerifyAsync();
        Assert.True(report.Passed, $"{because}: {string.Join("; ", report.Findings)}");
    }

    public async ValueTask DisposeAsync()
    {
        _direct.Dispose();
        _proxied.Dispose();
        _transport.Dispose();
        await Proxy.DisposeAsync();
        await _fauna.DisposeAsync();
    }

    private Task<RunResult> RunAsync(AzureStorage storage, RunMode? mode = null)
    {
        var exporter = new Exporter(
            storage.Parts, storage.Cursors, TimeProvider.System, Random.Shared, NullLogger<Exporter>.Instance, new ExportTuning { OutlineSize = 7, FirstPageSize = 2, RemovalPageSize = 3 });
        return exporter.RunAsync(_settings, new V4Source(_transport, Collection, _settings.Index), new RunRequest(mode), null, Cancel);
    }

    private (AzureStorage Direct, AzureStorage Proxied) Open() =>
        (StorageForTest.Open(_azurite.ConnectionString, Names, LeaseTime), StorageForTest.Open(Proxy.ConnectionString, Names, LeaseTime));
}

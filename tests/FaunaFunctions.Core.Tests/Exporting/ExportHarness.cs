using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>An export into a folder of its own, and a reader of what landed there.</summary>
internal sealed class ExportHarness : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faunafunctions-export-").FullName;

    public ExportHarness(ExportSettings? settings = null, bool inMemory = false)
    {
        Settings = settings ?? Incremental;
        Parts = inMemory ? new MemoryPartStore() : new FolderPartStore(_folder);
        Cursors = inMemory ? new MemoryCursorStore() : new FolderCursorStore(_folder, Time);
    }

    /// <summary>Incremental with deletions, small pages and parts.</summary>
    public static ExportSettings Incremental { get; } = new()
    {
        Name = "things",
        Connection = new FaunaConnection { Name = "main", Secret = new Secret("fnSecret"), Domain = "localhost", Scheme = "http" },
        Collection = "things",
        Mode = RunMode.Incremental,
        Index = "things_by_ts",
        DeletedColumn = "deleted_at",
        PageSize = 4,
        Parallelism = 4,
        Compression = Compression.None,
        PartSize = 300,
    };

    public string Folder => _folder;

    public ExportSettings Settings { get; set; }

    public IPartStore Parts { get; set; }

    public ICursorStore Cursors { get; set; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    /// <summary>Whether a snapshot may be however small: collections of a few documents shrink by much.</summary>
    public bool AcceptShrink { get; set; } = true;

    public ExportTuning Tuning { get; set; } = new() { OutlineSize = 7, FirstPageSize = 2, RemovalPageSize = 3 };

    public Task<RunResult> RunAsync(IFaunaSource source, RunMode? mode = null, RunRequest? request = null) =>
        new Exporter(Parts, Cursors, Time, new Random(7), NullLogger<Exporter>.Instance, Tuning)
            .RunAsync(Settings, source, (request ?? new RunRequest(mode)) with { AcceptShrink = AcceptShrink }, null, TestContext.Current.CancellationToken);

    /// <summary>Runs until a run is complete or idle, however often it has to stop.</summary>
    public async Task<RunResult> RunToEndAsync(IFaunaSource source, RunRequest request)
    {
        while (true)
        {
            var result = await RunAsync(source, request: request);
            if (result.Outcome != RunOutcome.Stopped)
            {
                return result;
            }
        }
    }

    /// <summary>Runs in a process that is killed at an operation on storage.</summary>
    /// <param name="dieAt">Which: see <see cref="Reaper.DieAt"/>.</param>
    /// <param name="run">The run.</param>
    /// <returns>Whether it came to that operation.</returns>
    public async Task<bool> KilledAsync(int dieAt, Func<Task<RunResult>> run)
    {
        var (parts, cursors) = (Parts, Cursors);
        var reaper = new Reaper { DieAt = dieAt };
        (Parts, Cursors) = (new MortalParts(parts, reaper), new MortalCursors(cursors, reaper));
        try
        {
            await run();
            return false;
        }
        catch (ProcessKilled)
        {
            return true;
        }
        finally
        {
            (Parts, Cursors) = (parts, cursors);
        }
    }

    public async Task<ExportCursor?> CursorAsync() =>
        (await Cursors.ReadAsync(Settings.Name, TestContext.Current.CancellationToken))?.Cursor;

    public async Task<Manifest> ManifestAsync(string name) =>
        ManifestJson.ReadManifest((await Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);

    /// <summary>The records of a manifest, in order.</summary>
    public async Task<List<Row>> RowsAsync(string manifest) => (await LinesAsync(manifest)).ConvertAll(Row.Of);

    /// <summary>The records of a manifest as they are in its parts, in order.</summary>
    public async Task<List<string>> LinesAsync(string manifest)
    {
        var lines = new List<string>();
        var folder = manifest[..(manifest.LastIndexOf('/') + 1)];
        foreach (var part in (await ManifestAsync(manifest)).Parts)
        {
            await using var stored = await Parts.OpenAsync(folder + part.Name, TestContext.Current.CancellationToken);
            await using var plain = part.Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
            using var reader = new StreamReader(plain);
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>The records of the newest snapshot and the runs since, in order.</summary>
    public async Task<List<Row>> AllRowsAsync()
    {
        var name = PartNames.Latest(Settings.Name);
        var latest = ManifestJson.ReadLatest((await Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);
        var rows = await RowsAsync(latest.Snapshot.Name);
        foreach (var run in latest.Runs)
        {
            rows.AddRange(await RowsAsync(run.Name));
        }

        return rows;
    }

    /// <summary>The state that a consumer ends with: of each document its record with the greatest time, deleted ones left out.</summary>
    public static Dictionary<long, (long Ts, int Value)> StateOf(IEnumerable<Row> rows) =>
        rows.GroupBy(row => row.Id).Select(group => group.MaxBy(row => row.Ts)!).Where(row => row.Value is not null)
            .ToDictionary(row => row.Id, row => (row.Ts, row.Value!.Value));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A record; without a value it is a deletion.</summary>
    internal sealed record Row(long Id, long Ts, int? Value)
    {
        public static Row Of(string line)
        {
            using var json = JsonDocument.Parse(line);
            return new Row(
                long.Parse(json.RootElement.GetProperty("ref").GetString()!, CultureInfo.InvariantCulture),
                json.RootElement.GetProperty("ts").GetInt64(),
                json.RootElement.TryGetProperty("data", out var data) ? data.GetProperty("v").GetInt32() : null);
        }
    }
}

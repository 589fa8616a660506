using System.Buffers;
using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Local;

namespace FaunaFunctions.Core.Tests.Parts;

/// <summary>An export as runs leave it: a snapshot at 1000 in two parts, changes of (1000, 2000] and (2000, 3000], and latest.json.</summary>
internal sealed class ExportOnDisk : IDisposable
{
    public const string SnapshotFolder = "orders/full/snapshot=1000/";
    public const string FirstRun = "orders/changes/date=1970-01-01/run=r1/";
    public const string SecondRun = "orders/changes/date=1970-01-01/run=r2/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ExportOnDisk(Compression compression = Compression.Gzip)
    {
        Compression = compression;
        Store = new FolderPartStore(Folder.Path);
    }

    public TemporaryFolder Folder { get; } = new();

    public FolderPartStore Store { get; }

    public Compression Compression { get; }

    public LatestPointer? Latest { get; private set; }

    public static async Task<ExportOnDisk> CreateAsync(Compression compression = Compression.Gzip)
    {
        var export = new ExportOnDisk(compression);
        await export.AddSnapshotAsync();
        await export.AddRunAsync(FirstRun, 1000, 2000,
        [
            [new(7, 1100, true), new(5, 1200, true), new(8, 1200, true), new(2, 1001), new(9, 1500)],
            [new(4, 2000), new(11, 2000)],
        ]);
        await export.AddRunAsync(SecondRun, 2000, 3000, [[new(2, 2001), new(4, 2500)]]);
        return export;
    }

    public Task AddSnapshotAsync() => AddRunAsync(SnapshotFolder, null, 1000,
    [
        [.. Enumerable.Range(1, 500).Select(id => new Row(id, 1000 - id))],
        [.. Enumerable.Range(501, 300).Select(id => new Row(id, 1 + (id % 1000)))],
    ]);

    /// <summary>Writes a run's parts, manifest and pointer.</summary>
    public async Task AddRunAsync(string folder, long? from, long to, Row[][] parts, Func<Manifest, Manifest>? change = null)
    {
        foreach (var (i, rows) in parts.Index())
        {
            await WritePartAsync(folder, i + 1, rows);
        }

        var written = await RunParts.ReadAsync(Store, folder, "run", Cancel);
        var manifest = new Manifest
        {
            Export = "orders",
            Collection = "Orders",
            Api = "v4",
            Mode = from is null ? RunMode.Full : RunMode.Incremental,
            Consistency = Consistency.Snapshot,
            Run = "run",
            Window = new ManifestWindow(from, to),
            ReadAt = to,
            Started = DateTimeOffset.UnixEpoch,
            Finished = DateTimeOffset.UnixEpoch,
            DeletedColumn = "deleted_at",
            Rows = written.Rows,
            Deletions = written.Deletions,
            Expired = written.Expired,
            Bytes = written.Bytes,
            UncompressedBytes = written.UncompressedBytes,
            Parts = written.Described,
            Previous = Latest is null ? null : Latest.Runs.Count > 0 ? Latest.Runs[^1] : Latest.Snapshot,
        };
        await PublishAsync(folder, change is null ? manifest : change(manifest));
    }

    public async Task WritePartAsync(string folder, int number, params Row[] rows)
    {
        await using var writer = await PartWriter.OpenAsync(Store, PartNames.Part(folder, number, Compression), Compression, Cancel);
        foreach (var row in rows)
        {
            writer.Write(Encoding.UTF8.GetBytes(row.Line));
            writer.EndRecord(new DocumentKey(row.Ts, row.Id), row.Deleted);
        }

        await writer.CommitAsync("run", number, Position(number), Position(number + 1), Cancel);
    }

    public async Task PublishAsync(string folder, Manifest manifest)
    {
        var json = ManifestJson.Write(manifest);
        await Store.WriteDocumentAsync(PartNames.Manifest(folder), json, Cancel);
        Latest = LatestPointer.After(Latest, manifest, ManifestJson.LinkTo(PartNames.Manifest(folder), json));
        await WriteLatestAsync(Latest);
    }

    public Task WriteLatestAsync(LatestPointer latest) => Store.WriteDocumentAsync("orders/latest.json", ManifestJson.Write(latest), Cancel);

    public async Task<Manifest> ManifestAsync(string folder) =>
        ManifestJson.ReadManifest(await Store.ReadDocumentAsync(PartNames.Manifest(folder), Cancel), folder);

    public string PartPath(string folder, int number) => Folder[PartNames.Part(folder, number, Compression)];

    public Task<VerificationReport> VerifyAsync(ExportCursor? cursor = null, long? countAtSource = null) =>
        new Verifier(Store).VerifyAsync("orders", cursor, (_, _, _) => Task.FromResult(countAtSource), null, Cancel);

    public void Dispose() => Folder.Dispose();

    private static string Position(int number) => string.Create(CultureInfo.InvariantCulture, $"documents at={number}");

    internal sealed record Row(long Id, long Ts, bool Deleted = false)
    {
        public static Row Inferred(long id, long ts) => new(id, ts, true)
        {
            Line = string.Create(CultureInfo.InvariantCulture, $"{{\"ref\":\"{id}\",\"ts\":{ts},\"deleted_at\":\"1970-01-01T00:00:00.000000Z\",\"deleted_inferred\":true}}\n"),
        };

        public string Line { get; init; } = Deleted
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"ref\":\"{Id}\",\"ts\":{Ts},\"deleted_at\":\"1970-01-01T00:00:00.000000Z\"}}\n")
            : string.Create(CultureInfo.InvariantCulture, $"{{\"ref\":\"{Id}\",\"ts\":{Ts},\"data\":{{\"n\":[1,{{\"x\":\"ü\\n\"}}]}}}}\n");
    }
}

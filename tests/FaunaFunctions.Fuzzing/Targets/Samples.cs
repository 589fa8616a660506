using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>What the program writes itself, with every field set.</summary>
internal static class Samples
{
    public const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly RunPosition Somewhere = new(RunPhase.Documents, 1795386400880000, 5, "{\"ts\":5}", new DocumentKey(-4, 394));

    private static readonly DatabaseSchema Schema = new(
        5, Sha256, [new SchemaDocument("collections", "db/schema/collections.json", 2, true, 10, Sha256)], [new SchemaOmission("roles", "permission denied")]);

    public static IEnumerable<ExportCursor> Cursors() =>
    [
        new ExportCursor { Export = "orders", Source = "https://db.example/orders" },
        new ExportCursor
        {
            Export = "orders",
            Source = "s",
            Through = 5,
            HadDocuments = true,
            FeedCursor = "gsG",
            ManifestThrough = 4,
            LastManifest = "orders/snapshot-1/manifest.json",
            LastManifestSha256 = Sha256,
            Snapshot = 3,
            Run = new RunState
            {
                Id = "r1",
                Mode = RunMode.Incremental,
                Prefix = "orders/changes/1/",
                Started = 1,
                Finished = 2,
                From = 3,
                FirstAt = 4,
                Compression = Compression.Gzip,
                Columns = "c",
                Position = Somewhere,
                PartsEnd = Somewhere with { Phase = RunPhase.Removals, LastDocument = null },
                CountedAtSource = 7,
                Replaces = ["orders/snapshot-0/"],
                Warnings = ["careful"],
            },
            Database = new DatabaseCursor
            {
                Children = [new DatabaseChild("Orders", "orders", 5)],
                Snapshots = ["db/1/"],
                Schema = Schema,
                Run = new DatabaseRun
                {
                    Id = "d1",
                    Mode = RunMode.Full,
                    At = 5,
                    Started = 4,
                    Pending = ["orders"],
                    Anew = ["orders"],
                    Failed = [new DatabaseFailure("x", "y", true)],
                    Excluded = ["z"],
                    Warnings = ["w"],
                },
            },
        },
    ];

    public static PartInfo Part { get; } = new()
    {
        Name = "orders/snapshot-1/part-00000001.ndjson.gz",
        Run = "r1",
        Number = 1,
        Starts = PositionText.Format(Somewhere),
        Ends = PositionText.Format(Somewhere with { At = 6 }),
        Rows = 2,
        Deletions = 1,
        Bytes = 100,
        UncompressedBytes = 200,
        Sha256 = Sha256,
        FirstRef = "1",
        LastRef = "2",
        LowestTs = 1,
        HighestTs = 5,
    };

    public static DatabaseManifest DatabaseManifest { get; } = new()
    {
        Export = "db",
        Api = "v10",
        Mode = RunMode.Full,
        Run = "d1",
        At = 5,
        Complete = true,
        Consistency = DatabaseConsistency.Snapshot,
        Through = 5,
        Started = DateTimeOffset.UnixEpoch,
        Finished = DateTimeOffset.UnixEpoch,
        Rows = 1,
        Deletions = 0,
        Bytes = 5,
        UncompressedBytes = 10,
        Collections =
        [
            new DatabaseEntry
            {
                Collection = "Orders", Export = "orders", Status = DatabaseEntryStatus.Exported, Error = "x", Through = 5, Snapshot = 5,
                Consistency = Consistency.CatchUp, Manifest = new ManifestLink("db/orders/snapshot-1/manifest.json", Sha256),
            },
        ],
        Excluded = ["tmp"],
        Dropped = [new DatabaseChild("Old", "old", 4)],
        Schema = Schema,
        Warnings = ["w"],
        Previous = new ManifestLink("db/manifest.json", Sha256),
    };

    public static DatabaseLatest DatabaseLatest { get; } = new() { Export = "db", Database = new ManifestLink("db/1/manifest.json", Sha256), Through = 5 };
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>A snapshot in two parts, one of them compressed, its manifest and its pointer.</summary>
internal static class SampleExport
{
    public const string Name = "orders";

    private const string Folder = "orders/snapshot-1/";

    private static readonly byte[] First = Encoding.UTF8.GetBytes("{\"ref\":\"1\",\"ts\":3,\"data\":{\"a\":1}}\n{\"ref\":\"2\",\"ts\":5,\"data\":{\"é\":[null,\"\\u0001\"]}}\n");

    private static readonly byte[] Second = Encoding.UTF8.GetBytes("{\"ref\":\"7\",\"ts\":4,\"data\":{}}\n");

    private static readonly byte[] Zipped = Gzip(First);

    public static byte[] Manifest { get; } = ManifestJson.Write(new Manifest
    {
        Export = Name,
        Collection = "Orders",
        Api = "v4",
        Mode = RunMode.Full,
        Consistency = Consistency.Snapshot,
        Run = "r1",
        Window = new ManifestWindow(null, 5),
        ReadAt = 5,
        Started = DateTimeOffset.UnixEpoch,
        Finished = DateTimeOffset.UnixEpoch,
        DeletedColumn = "deleted_at",
        Rows = 3,
        Deletions = 0,
        Expired = 0,
        Bytes = Zipped.Length + Second.Length,
        UncompressedBytes = First.Length + Second.Length,
        Parts =
        [
            Part("part-00000001.ndjson.gz", 2, Zipped, First.Length, "1", "2", 3, 5),
            Part("part-00000002.ndjson", 1, Second, Second.Length, "7", "7", 4, 4),
        ],
    });

    public static byte[] Latest { get; } = ManifestJson.Write(
        new LatestPointer { Export = Name, Snapshot = ManifestJson.LinkTo(Folder + "manifest.json", Manifest), Through = 5 });

    /// <summary>All files, in an order that does not change.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Files { get; } =
    [
        ("orders/latest.json", Latest), (Folder + "manifest.json", Manifest), (Folder + "part-00000001.ndjson.gz", Zipped), (Folder + "part-00000002.ndjson", Second),
    ];

    private static ManifestPart Part(string name, long rows, byte[] stored, long uncompressed, string first, string last, long lowest, long highest) => new()
    {
        Name = name,
        Rows = rows,
        Deletions = 0,
        Bytes = stored.Length,
        UncompressedBytes = uncompressed,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(stored)),
        FirstRef = first,
        LastRef = last,
        LowestTs = lowest,
        HighestTs = highest,
    };

    private static byte[] Gzip(byte[] content)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }
}

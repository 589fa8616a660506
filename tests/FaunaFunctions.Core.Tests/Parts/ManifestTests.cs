using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Local;

namespace FaunaFunctions.Core.Tests.Parts;

public sealed class ManifestTests : IDisposable
{
    private const string Prefix = "orders/full/snapshot=5/";
    private readonly TemporaryFolder _folder = new();
    private readonly FolderPartStore _store;

    public ManifestTests()
    {
        _store = new FolderPartStore(_folder.Path);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_is_written_as_documented_and_comes_back()
    {
        var manifest = new Manifest
        {
            Export = "orders",
            Collection = "Orders",
            Api = "v4",
            Mode = RunMode.Full,
            Consistency = Consistency.CatchUp,
            Run = "r1",
            Window = new ManifestWindow(null, 5),
            ReadAt = 7,
            Started = new DateTimeOffset(2026, 7, 25, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(1),
            Finished = new DateTimeOffset(2026, 7, 25, 12, 0, 1, TimeSpan.Zero),
            Rows = 1,
            Deletions = 0,
            Expired = 0,
            Bytes = 20,
            UncompressedBytes = 30,
            Parts =
            [
                new ManifestPart
                {
                    Name = "part-00000001.ndjson.gz", Rows = 1, Deletions = 0, Bytes = 20, UncompressedBytes = 30, Sha256 = "ab",
                    FirstRef = "9", LastRef = "9", LowestTs = 4, HighestTs = 4,
                },
            ],
            Warnings = ["careful"],
            Previous = new ManifestLink("orders/full/snapshot=4/manifest.json", "cd"),
            ProgramVersion = "1.2.3",
        };

        var json = ManifestJson.Write(manifest);

        Assert.Equal(
            """
            {
              "format": 1,
              "export": "orders",
              "collection": "Orders",
              "api": "v4",
              "mode": "full",
              "consistency": "catch-up",
              "run": "r1",
              "window": {
                "from": null,
                "to": 5
              },
              "readAt": 7,
              "started": "2026-07-25T12:00:00.000001+00:00",
              "finished": "2026-07-25T12:00:01+00:00",
              "rows": 1,
              "deletions": 0,
              "expired": 0,
              "bytes": 20,
              "uncompressedBytes": 30,
              "parts": [
                {
                  "name": "part-00000001.ndjson.gz",
                  "rows": 1,
                  "deletions": 0,
                  "bytes": 20,
                  "uncompressedBytes": 30,
                  "sha256": "ab",
                  "firstRef": "9",
                  "lastRef": "9",
                  "lowestTs": 4,
                  "highestTs": 4
                }
              ],
              "warnings": [
                "careful"
              ],
              "previous": {
                "name": "orders/full/snapshot=4/manifest.json",
                "sha256": "cd"
              },
              "programVersion": "1.2.3"
            }

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(json));
        Assert.Equivalent(manifest, ManifestJson.ReadManifest(json, "here"), strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_is_no_manifest_is_invalid_and_named(string json)
    {
        Assert.Contains("here.json", Assert.Throws<ManifestInvalid>(() => ManifestJson.ReadManifest(Encoding.UTF8.GetBytes(json), "here.json")).Message, StringComparison.Ordinal);
        Assert.Throws<ManifestInvalid>(() => ManifestJson.ReadLatest(Encoding.UTF8.GetBytes(json), "here.json"));
    }

    [Theory]
    [InlineData("g", "it is not JSON, in its line 1")]
    [InlineData("{}", "it lacks 'export', 'snapshot'")]
    [InlineData("[]", "it is not what this program writes")]
    [InlineData("""{"format":1,"export":"o","snapshot":{"name":"s"},"through":5}""", "'snapshot' lacks 'sha256'")]
    [InlineData("""{"format":1,"export":"o","snapshot":{"name":"s","sha256":"1"},"through":"x"}""", "'through' is not what this program writes")]
    public void What_a_pointer_lacks_is_told_without_the_readers_own_words(string json, string why)
    {
        var invalid = Assert.Throws<ManifestInvalid>(() => ManifestJson.ReadLatest(Encoding.UTF8.GetBytes(json), "here.json"));

        Assert.StartsWith($"here.json cannot be read: {why}", invalid.Message, StringComparison.Ordinal);
        Assert.Equal($"here.json: {invalid.Sentence}.", invalid.Message.Replace("here.json cannot", "here.json: it cannot", StringComparison.Ordinal));
        Assert.DoesNotContain("LineNumber", invalid.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mode\": \"full\"", "\"mode\": 0")]
    [InlineData("\"consistency\": \"snapshot\"", "\"consistency\": 7")]
    [InlineData("\"parts\": [", "\"parts\": [null, ")]
    [InlineData("\"parts\": [", "\"parts\": null, \"x\": [")]
    public void A_manifest_with_values_that_mean_nothing_is_invalid_and_named(string written, string instead)
    {
        var text = Encoding.UTF8.GetString(ManifestJson.Write(Minimal(null, 5)));
        Assert.Contains(written, text, StringComparison.Ordinal);

        Assert.Contains(
            "here.json",
            Assert.Throws<ManifestInvalid>(() => ManifestJson.ReadManifest(Encoding.UTF8.GetBytes(text.Replace(written, instead, StringComparison.Ordinal)), "here.json")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_are_not_there_are_empty_and_a_list_holds_no_null()
    {
        var latest = ManifestJson.ReadLatest("""{"format":1,"export":"o","snapshot":{"name":"s","sha256":"1"},"through":5}"""u8, "here.json");

        Assert.Empty(latest.Runs);
        Assert.Throws<ManifestInvalid>(() => ManifestJson.ReadLatest("""{"format":1,"export":"o","snapshot":{"name":"s","sha256":"1"},"runs":[null],"through":5}"""u8, "here.json"));
    }

    [Fact]
    public void The_pointer_starts_anew_with_a_snapshot_and_grows_with_each_run_once()
    {
        ManifestLink snapshot = new("s", "1"), run = new("r", "2"), again = new("r", "3"), rebased = new("s2", "4");

        var first = LatestPointer.After(null, Minimal(null, 5), snapshot);
        var second = LatestPointer.After(first, Minimal(5, 9), run);
        var repeated = LatestPointer.After(second, Minimal(5, 9), again);
        var further = LatestPointer.After(second, Minimal(5, 11), again);
        var third = LatestPointer.After(repeated, Minimal(null, 12), rebased);

        Assert.Equivalent(new LatestPointer { Export = "orders", Snapshot = snapshot, Through = 5 }, first, strict: true);
        Assert.Equivalent(new LatestPointer { Export = "orders", Snapshot = snapshot, Runs = [run], Through = 9 }, second, strict: true);
        Assert.Equivalent(new LatestPointer { Export = "orders", Snapshot = snapshot, Runs = [again], Through = 9 }, repeated, strict: true);
        Assert.Equivalent(new LatestPointer { Export = "orders", Snapshot = snapshot, Runs = [again], Through = 11 }, further, strict: true);
        Assert.Equivalent(new LatestPointer { Export = "orders", Snapshot = rebased, Through = 12 }, third, strict: true);
        Assert.Equivalent(second, ManifestJson.ReadLatest(ManifestJson.Write(second), "here"), strict: true);
        Assert.Throws<ManifestInvalid>(() => LatestPointer.After(null, Minimal(5, 9), run));
    }

    [Fact]
    public async Task Parts_of_a_run_add_up_to_its_manifest()
    {
        await CommitAsync(2, "b", "c", rows: 3);
        await CommitAsync(1, "a", "b", rows: 2);
        await _store.WriteDocumentAsync(PartNames.Manifest(Prefix), "{}"u8.ToArray(), Cancel);

        var parts = await RunParts.ReadAsync(_store, Prefix, "run", Cancel);

        Assert.Equal([1, 2], parts.Parts.Select(part => part.Number));
        Assert.Equal(["part-00000001.ndjson", "part-00000002.ndjson"], parts.Described.Select(part => part.Name));
        Assert.Equal((5, 2, 2), (parts.Rows, parts.Deletions, parts.Expired));
    }

    [Fact]
    public async Task A_hole_among_the_parts_is_no_manifest()
    {
        await CommitAsync(1, "a", "b", rows: 1);
        await CommitAsync(3, "b", "c", rows: 1);

        Assert.Equal(Prefix + "part-00000003.ndjson", (await Assert.ThrowsAsync<PartsInconsistent>(() => RunParts.ReadAsync(_store, Prefix, "run", Cancel))).Name);
    }

    [Fact]
    public async Task A_part_that_does_not_start_where_the_one_before_ends_is_no_manifest()
    {
        await CommitAsync(1, "a", "b", rows: 1);
        await CommitAsync(2, "x", "c", rows: 1);

        var inconsistent = await Assert.ThrowsAsync<PartsInconsistent>(() => RunParts.ReadAsync(_store, Prefix, "run", Cancel));
        Assert.Contains("starts at 'x'", inconsistent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_another_run_is_no_manifest()
    {
        await CommitAsync(1, "a", "b", rows: 1);

        await Assert.ThrowsAsync<PartsInconsistent>(() => RunParts.ReadAsync(_store, Prefix, "other", Cancel));
    }

    [Fact]
    public async Task A_run_without_parts_has_none()
    {
        Assert.Empty((await RunParts.ReadAsync(_store, Prefix, "run", Cancel)).Parts);
    }

    [Fact]
    public void Names_are_folders_that_query_engines_prune_by()
    {
        Assert.Equal("orders/full/snapshot=1785000000000000/", PartNames.Snapshot("orders", 1785000000000000));
        Assert.Equal("orders/changes/date=2026-07-25/run=r1/", PartNames.Run("orders", 1784937600000000, "r1"));
        Assert.Equal("orders/changes/date=2026-07-24/run=r1/", PartNames.Run("orders", 1784937599999999, "r1"));
        Assert.Equal("p/part-00000012.ndjson.gz", PartNames.Part("p/", 12, Core.Configuration.Compression.Gzip));
        Assert.Equal("p/part-00000012.ndjson", PartNames.Part("p/", 12, Core.Configuration.Compression.None));
        Assert.Equal("orders/latest.json", PartNames.Latest("orders"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b/c")]
    [InlineData("a\\b")]
    [InlineData("_state")]
    public void An_export_whose_name_is_no_folders_is_refused(string name) => Assert.Throws<ArgumentException>(() => PartNames.Export(name));

    private static Manifest Minimal(long? from, long to) => new()
    {
        Export = "orders",
        Collection = "Orders",
        Api = "v4",
        Mode = from is null ? RunMode.Full : RunMode.Incremental,
        Consistency = Consistency.Snapshot,
        Run = "r",
        Window = new ManifestWindow(from, to),
        ReadAt = to,
        Started = DateTimeOffset.UnixEpoch,
        Finished = DateTimeOffset.UnixEpoch,
        Rows = 0,
        Deletions = 0,
        Expired = 0,
        Bytes = 0,
        UncompressedBytes = 0,
        Parts = [],
    };

    private async Task CommitAsync(int number, string starts, string ends, int rows)
    {
        await using var writer = await PartWriter.OpenAsync(_store, PartNames.Part(Prefix, number, Core.Configuration.Compression.None), Core.Configuration.Compression.None, Cancel);
        for (var i = 0; i < rows; i++)
        {
            "{}\n"u8.CopyTo(writer.GetSpan(3));
            writer.Advance(3);
            writer.EndRecord(new Core.Records.DocumentKey(1, i), deletion: i == 0);
        }

        writer.Expired = 1;
        await writer.CommitAsync("run", number, starts, ends, Cancel);
    }
}

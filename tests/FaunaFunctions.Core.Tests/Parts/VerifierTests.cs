using System.IO.Compression;
using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using static FaunaFunctions.Core.Tests.Parts.ExportOnDisk;
using Compression = FaunaFunctions.Core.Configuration.Compression;

namespace FaunaFunctions.Core.Tests.Parts;

public sealed class VerifierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.None)]
    public async Task A_sound_export_passes_and_is_counted(Compression compression)
    {
        using var export = await CreateAsync(compression);

        var report = await export.VerifyAsync(countAtSource: 800);

        Assert.Empty(report.Findings);
        Assert.Empty(report.Notes);
        Assert.Equal((3, 5, 809L, 3L), (report.Manifests, report.Parts, report.Rows, report.Deletions));
        Assert.Equal(Directory.EnumerateFiles(export.Folder.Path, "part-*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length), report.Bytes);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_any_part_is_found()
    {
        using var export = await CreateAsync();
        foreach (var path in Directory.EnumerateFiles(export.Folder.Path, "part-*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(path, Cancel);
            foreach (var offset in Enumerable.Range(0, content.Length).Where(offset => offset < 40 || offset % 97 == 0 || offset > content.Length - 20))
            {
                content[offset] ^= 0x10;
                await File.WriteAllBytesAsync(path, content, Cancel);
                var report = await export.VerifyAsync();
                Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.PartAltered && path.EndsWith(finding.Name, StringComparison.Ordinal));
                content[offset] ^= 0x10;
            }

            await File.WriteAllBytesAsync(path, content, Cancel);
        }

        Assert.Empty((await export.VerifyAsync()).Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-10)]
    [InlineData(100_000)]
    public async Task A_part_that_was_cut_or_grew_is_found(int by)
    {
        using var export = await CreateAsync();
        var path = export.PartPath(SnapshotFolder, 1);
        var content = await File.ReadAllBytesAsync(path, Cancel);
        Array.Resize(ref content, content.Length + by);
        await File.WriteAllBytesAsync(path, content, Cancel);

        Assert.Contains((await export.VerifyAsync()).Findings, finding => finding.Kind == FindingKind.PartAltered);
    }

    [Fact]
    public async Task A_missing_part_is_found()
    {
        using var export = await CreateAsync();
        File.Delete(export.PartPath(FirstRun, 2));

        var finding = Assert.Single((await export.VerifyAsync()).Findings);
        Assert.Equal((FindingKind.PartMissing, PartNames.Part(FirstRun, 2, Compression.Gzip)), (finding.Kind, finding.Name));
    }

    [Fact]
    public async Task A_row_twice_in_a_part_is_found() =>
        await AssertFoundAsync(FindingKind.RowTwice, export => export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500), new(1, 3500)]]));

    [Fact]
    public async Task A_row_twice_in_two_parts_is_found() =>
        await AssertFoundAsync(FindingKind.RowTwice, export => export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500), new(2, 3500)], [new(1, 3500)]]));

    [Fact]
    public async Task A_row_twice_behind_a_part_without_any_is_found() =>
        await AssertFoundAsync(FindingKind.RowTwice, export =>
            export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500)], [new(9, 3200, true)], [], [new(1, 3500)]]));

    [Fact]
    public async Task A_deletion_twice_is_found() =>
        await AssertFoundAsync(FindingKind.RowTwice, export =>
            export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500, true), new(2, 3600), new(1, 3500, true)]]));

    [Fact]
    public async Task A_document_twice_in_a_snapshot_is_found_though_its_times_differ() =>
        await AssertFoundAsync(FindingKind.RowTwice, export =>
            export.AddRunAsync("orders/full/snapshot=4000/", null, 4000, [[new(1, 3500), new(2, 3600)], [new(2, 3900)]]));

    [Fact]
    public async Task A_deletion_and_a_version_at_one_time_are_two_records()
    {
        using var export = await CreateAsync();
        await export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500, true), new(1, 3500)]]);

        Assert.Empty((await export.VerifyAsync()).Findings);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(4001)]
    public async Task A_row_from_outside_the_window_is_found(long ts) =>
        await AssertFoundAsync(FindingKind.TimeOutsideWindow, export => export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, ts)]]));

    [Fact]
    public async Task A_row_from_behind_the_snapshot_is_found_unless_the_snapshot_had_to_catch_up()
    {
        await AssertFoundAsync(FindingKind.TimeOutsideWindow, export => export.AddRunAsync("orders/full/snapshot=4000/", null, 4000, [[new(1, 4001)]]));

        using var caughtUp = await CreateAsync();
        await caughtUp.AddRunAsync("orders/full/snapshot=4000/", null, 4000, [[new(1, 4001), new(2, 4500)]],
            manifest => manifest with { Consistency = Consistency.CatchUp, ReadAt = 4500 });
        await caughtUp.AddRunAsync("orders/changes/run=r3/", 4000, 5000, [[new(1, 4001), new(2, 4500)]]);
        Assert.Empty((await caughtUp.VerifyAsync()).Findings);
    }

    [Theory]
    [InlineData(3001)]
    [InlineData(2999)]
    public async Task Windows_that_leave_a_gap_or_overlap_are_found(long from) =>
        await AssertFoundAsync(FindingKind.WindowsDoNotJoin, export => export.AddRunAsync("orders/changes/run=r3/", from, 4000, [[new(1, 3500)]]));

    [Fact]
    public async Task A_manifest_altered_in_one_byte_is_found()
    {
        foreach (var folder in new[] { SnapshotFolder, FirstRun, SecondRun })
        {
            await AssertFoundAsync(FindingKind.ManifestAltered, async export =>
            {
                var path = export.Folder[PartNames.Manifest(folder)];
                await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Cancel)).Replace("\"v4\"", "\"v5\"", StringComparison.Ordinal), Cancel);
            });
        }
    }

    [Fact]
    public async Task A_manifest_that_lost_a_part_together_with_the_pointers_hash_breaks_the_chain()
    {
        using var export = await CreateAsync();
        var manifest = await export.ManifestAsync(FirstRun);
        var latest = export.Latest!;
        var json = ManifestJson.Write(manifest with { Parts = [manifest.Parts[0]], Rows = manifest.Parts[0].Rows, Bytes = manifest.Parts[0].Bytes, UncompressedBytes = manifest.Parts[0].UncompressedBytes });
        await export.Store.WriteDocumentAsync(PartNames.Manifest(FirstRun), json, Cancel);
        await export.WriteLatestAsync(latest with { Runs = [ManifestJson.LinkTo(PartNames.Manifest(FirstRun), json), latest.Runs[1]] });

        var kinds = (await export.VerifyAsync()).Findings.Select(finding => finding.Kind).ToList();

        Assert.Contains(FindingKind.ChainBroken, kinds);
        Assert.Contains(FindingKind.StrayPart, kinds);
    }

    [Fact]
    public async Task A_missing_manifest_is_found() =>
        await AssertFoundAsync(FindingKind.ManifestMissing, export => export.Store.DeleteAsync(PartNames.Manifest(FirstRun), Cancel));

    [Fact]
    public async Task A_manifest_that_does_not_add_up_is_found() =>
        await AssertFoundAsync(FindingKind.ManifestInvalid, export =>
            export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500)]], manifest => manifest with { Rows = 2 }));

    [Fact]
    public async Task Counts_refs_and_times_that_the_rows_do_not_have_are_found()
    {
        Func<ManifestPart, ManifestPart>[] lies =
        [
            part => part with { Rows = 2 },
            part => part with { Deletions = 1 },
            part => part with { FirstRef = "2" },
            part => part with { LastRef = null },
            part => part with { LowestTs = 3499 },
            part => part with { HighestTs = 3501 },
            part => part with { UncompressedBytes = part.UncompressedBytes + 1 },
        ];
        foreach (var lie in lies)
        {
            await AssertFoundAsync(FindingKind.CountsDiffer, export =>
                export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500)]], manifest =>
                {
                    var part = lie(manifest.Parts[0]);
                    return manifest with { Parts = [part], Rows = part.Rows, Deletions = part.Deletions, UncompressedBytes = part.UncompressedBytes };
                }));
        }
    }

    [Fact]
    public async Task A_part_with_more_in_it_than_the_manifest_says_is_left_at_once()
    {
        using var export = await CreateAsync();
        var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 300; i++)
            {
                await gzip.WriteAsync(zeros, Cancel);
            }
        }

        await export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500)]], manifest => manifest with
        {
            Bytes = bomb.Length,
            Parts = [manifest.Parts[0] with { Bytes = bomb.Length, Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bomb.ToArray())) }],
        });
        await File.WriteAllBytesAsync(export.PartPath("orders/changes/run=r3/", 1), bomb.ToArray(), Cancel);

        var report = await export.VerifyAsync();

        Assert.Equal([FindingKind.PartUnreadable], report.Findings.Select(finding => finding.Kind));
        Assert.True(report.UncompressedBytes < 200_000);
    }

    [Fact]
    public async Task A_line_without_an_end_fills_no_memory()
    {
        using var export = await CreateAsync();
        var line = new byte[8 * 1024 * 1024];
        await export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500) { Line = Encoding.UTF8.GetString(line) + "\n" }]]);
        var manifest = ManifestJson.ReadManifest((await export.Store.ReadDocumentAsync("orders/changes/run=r3/manifest.json", Cancel))!, "manifest");
        var part = manifest.Parts[0];

        var facts = await PartCheck.RunAsync(export.Store, "orders/changes/run=r3/" + part.Name, part, new RunRules(manifest), Cancel, longestLine: 1024 * 1024);

        Assert.False(facts.Complete);
        Assert.Contains("longer than 1048576 bytes", Assert.Single(facts.Findings).Message, StringComparison.Ordinal);
        Assert.InRange(facts.UncompressedBytes, 1024 * 1024, 3 * 1024 * 1024);
    }

    [Fact]
    public async Task A_stray_part_is_found_unless_a_run_is_under_way_there()
    {
        using var export = await CreateAsync();
        await export.WritePartAsync("orders/changes/date=1970-01-01/run=r3/", 1, new Row(1, 3500));

        Assert.Equal([FindingKind.StrayPart], (await export.VerifyAsync()).Findings.Select(finding => finding.Kind));
        Assert.Empty((await export.VerifyAsync(Cursor(export, "orders/changes/date=1970-01-01/run=r3/"))).Findings);
        Assert.Equal([FindingKind.StrayPart], (await export.VerifyAsync(Cursor(export, "orders/changes/date=1970-01-01/run=r4/"))).Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task A_stray_part_beside_those_of_a_manifest_is_found() =>
        await AssertFoundAsync(FindingKind.StrayPart, export => export.WritePartAsync(SnapshotFolder, 3, new Row(9000, 5)));

    [Fact]
    public async Task A_pointer_that_forgot_the_last_run_is_found()
    {
        using var export = await CreateAsync();
        var whole = export.Latest!;
        await export.WriteLatestAsync(whole with { Runs = [whole.Runs[0]], Through = 2000 });

        Assert.Equal([FindingKind.LatestWrong], (await export.VerifyAsync()).Findings.Select(finding => finding.Kind));
        Assert.Contains((await export.VerifyAsync(Cursor(export, null))).Findings, finding => finding.Message.Contains("cursor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pointer_that_is_lost_is_found()
    {
        using var export = await CreateAsync();
        File.Delete(export.Folder["orders/latest.json"]);

        Assert.Equal([FindingKind.LatestWrong], (await export.VerifyAsync(Cursor(export, null))).Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task An_export_without_a_finished_run_says_that_nothing_was_verified()
    {
        using var export = new ExportOnDisk();

        var report = await export.VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Contains("nothing was verified", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_no_record_is_found() =>
        await AssertFoundAsync(FindingKind.RecordInvalid, export => export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[new(1, 3500) { Line = "{}\n" }]]));

    [Fact]
    public async Task A_record_larger_than_any_buffer_and_deeper_than_most_readers_go_is_read()
    {
        using var export = await CreateAsync();
        var deep = new string('[', 5000) + new string(']', 5000);
        await export.AddRunAsync("orders/changes/run=r3/", 3000, 4000,
        [
            [
                new(1, 3500) { Line = $"{{\"ref\":\"1\",\"ts\":3500,\"data\":\"{new string('x', 3_000_000)}\"}}\n" },
                new(2, 3500) { Line = $"{{\"ref\":\"2\",\"ts\":3500,\"data\":{deep}}}\n" },
            ],
        ]);

        Assert.Empty((await export.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task More_documents_at_the_source_than_rows_are_found_and_fewer_are_noted()
    {
        using var export = await CreateAsync();

        Assert.Equal([FindingKind.SourceCountsMore], (await export.VerifyAsync(countAtSource: 801)).Findings.Select(finding => finding.Kind));
        var fewer = await export.VerifyAsync(countAtSource: 799);
        Assert.Empty(fewer.Findings);
        Assert.Single(fewer.Notes);
        Assert.Single((await export.VerifyAsync(countAtSource: null)).Notes);
    }

    [Fact]
    public async Task Findings_of_a_thoroughly_wrong_part_are_few()
    {
        using var export = await CreateAsync();
        await export.AddRunAsync("orders/changes/run=r3/", 3000, 4000, [[.. Enumerable.Repeat(new Row(1, 9), 5000)]]);

        Assert.InRange((await export.VerifyAsync()).Findings.Count, 1, 20);
    }

    private static async Task AssertFoundAsync(FindingKind kind, Func<ExportOnDisk, Task> harm)
    {
        using var export = await CreateAsync();
        Assert.Empty((await export.VerifyAsync()).Findings);

        await harm(export);

        Assert.Contains((await export.VerifyAsync()).Findings, finding => finding.Kind == kind);
    }

    private static ExportCursor Cursor(ExportOnDisk export, string? underWay) => new()
    {
        Export = "orders",
        Source = "v4",
        LastManifest = PartNames.Manifest(SecondRun),
        LastManifestSha256 = export.Latest!.Runs[^1].Sha256,
        Run = underWay is null ? null : new RunState
        {
            Id = "r3",
            Mode = RunMode.Incremental,
            Prefix = underWay,
            Started = 0,
            From = 3000,
            FirstAt = 4000,
            Compression = Compression.Gzip,
            Columns = "",
            Position = new RunPosition(RunPhase.Documents, 4000, null, null, null),
            PartsEnd = new RunPosition(RunPhase.Documents, 4000, null, null, null),
        },
    };
}

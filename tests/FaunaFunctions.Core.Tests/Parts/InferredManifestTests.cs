using FaunaFunctions.Core.Parts.Verification;
using static FaunaFunctions.Core.Tests.Parts.ExportOnDisk;

namespace FaunaFunctions.Core.Tests.Parts;

public sealed class InferredManifestTests
{
    private const string Behind = "orders/changes/date=1970-01-01/run=r0-inferred/";

    [Fact]
    public async Task Inferred_deletions_behind_their_snapshot_pass_and_the_next_window_joins()
    {
        using var export = await WithAsync([Row.Inferred(-5, 1000), Row.Inferred(900, 1000)]);
        await export.AddRunAsync(FirstRun, 1000, 2000, [[new(2, 1001)]]);

        Assert.Empty((await export.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task A_document_of_the_snapshot_cannot_have_vanished()
    {
        using var export = await WithAsync([Row.Inferred(400, 1000), Row.Inferred(900, 1000)]);

        var finding = Assert.Single((await export.VerifyAsync()).Findings);

        Assert.Equal(FindingKind.InferredWrong, finding.Kind);
        Assert.Contains("document 400 was gone at 1000", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inferred_deletion_is_of_the_snapshots_time()
    {
        using var export = await WithAsync([Row.Inferred(900, 999)]);

        Assert.Contains((await export.VerifyAsync()).Findings, finding => finding.Kind == FindingKind.TimeOutsideWindow);
    }

    [Fact]
    public async Task Inferred_deletions_ascend_by_id()
    {
        using var export = await WithAsync([Row.Inferred(901, 1000), Row.Inferred(900, 1000)]);

        Assert.Contains((await export.VerifyAsync()).Findings, finding => finding.Kind == FindingKind.RowTwice);
    }

    [Fact]
    public async Task What_was_read_and_what_was_inferred_do_not_stand_together()
    {
        using var export = await WithAsync([new Row(900, 1000, true)]);
        await export.AddRunAsync(FirstRun, 1000, 2000, [[Row.Inferred(901, 1500)]]);

        Assert.Equal([FindingKind.RecordInvalid, FindingKind.RecordInvalid], (await export.VerifyAsync()).Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Inferred_deletions_stand_behind_a_snapshot_of_their_time_alone()
    {
        using var export = new ExportOnDisk();
        await export.AddSnapshotAsync();
        await export.AddRunAsync(FirstRun, 1000, 2000, [[new(2, 1001)]]);
        await export.AddRunAsync(Behind, 1000, 2000, [[Row.Inferred(900, 2000)]], manifest => manifest with { Inferred = true });

        Assert.Contains((await export.VerifyAsync()).Findings, finding => finding.Kind == FindingKind.ChainBroken);
    }

    private static async Task<ExportOnDisk> WithAsync(Row[] gone)
    {
        var export = new ExportOnDisk();
        await export.AddSnapshotAsync();
        await export.AddRunAsync(Behind, 500, 1000, [gone], manifest => manifest with { Inferred = true });
        return export;
    }
}

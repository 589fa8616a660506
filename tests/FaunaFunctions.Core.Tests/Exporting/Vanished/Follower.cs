using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Tests.Exporting.Vanished;

/// <summary>
/// A consumer that never starts anew: it applies every manifest once, in the order of latest.json, whether a snapshot's or a run's, and keeps what no
/// deletion record tells it to forget.
/// </summary>
internal sealed class Follower(ExportHarness harness)
{
    private readonly HashSet<string> _applied = [];
    private readonly List<ExportHarness.Row> _rows = [];

    /// <summary>What it ends with.</summary>
    public Dictionary<long, (long Ts, int Value)> State => ExportHarness.StateOf(_rows);

    /// <summary>Applies what is new, and has everything verified.</summary>
    public async Task FollowAsync()
    {
        var name = PartNames.Latest(harness.Settings.Name);
        var latest = ManifestJson.ReadLatest((await harness.Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);
        foreach (var link in latest.Runs.Prepend(latest.Snapshot).Where(link => _applied.Add(link.Name)))
        {
            _rows.AddRange(await harness.RowsAsync(link.Name));
        }

        var report = await new Verifier(harness.Parts).VerifyAsync(
            harness.Settings.Name, await harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.Empty(report.Findings);
    }
}

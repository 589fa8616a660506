using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A process that ends a run and goes on, while another has begun the next run already: a schedule that the simulation found.</summary>
public sealed class BegunMeanwhileTests
{
    [Fact]
    public async Task A_run_that_another_process_has_begun_is_gone_on_with_and_not_written_over()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1, Parallelism = 1, PartSize = 1 }, inMemory: true);
        collection.Write((1, 1));
        await harness.RunAsync(collection);
        collection.Write((2, 2), (3, 3));
        Assert.Equal(RunOutcome.Stopped, (await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        var store = harness.Cursors;
        RunResult? other = null;
        harness.Cursors = new Unclaimed(store)
        {
            BeforeRead = async () =>
            {
                if (other is null && (await store.ReadAsync("things", default))!.Cursor.Run is null)
                {
                    harness.Cursors = new Unclaimed(store);
                    collection.Write((4, 4), (5, 5));
                    other = await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
                }
            },
        };

        var result = await harness.RunAsync(collection, RunMode.Full);

        Assert.Equal((RunOutcome.Stopped, RunMode.Full), (other?.Outcome, result.Mode));
        var history = await harness.Cursors.ReadRunsAsync("things", 10, TestContext.Current.CancellationToken);
        Assert.Contains(history, run => run.Run == other?.Run && run.Outcome == "succeeded");
        var report = await new Verifier(harness.Parts).VerifyAsync("things", await harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join("; ", report.Findings));
        Assert.Equal([1L, 2, 3, 4, 5], ExportHarness.StateOf(await harness.AllRowsAsync()).Keys.Order());
    }
}

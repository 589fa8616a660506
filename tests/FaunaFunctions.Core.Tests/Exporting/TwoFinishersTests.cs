using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A process that stands still while it finishes a run, and goes on when another has finished it and the one behind it: a schedule that the simulation found.</summary>
public sealed class TwoFinishersTests
{
    [Fact]
    public async Task A_run_that_another_process_finished_writes_nothing_over_what_came_behind_it()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(inMemory: true);
        collection.Write((1, 1), (2, 2));
        var first = await StandingRun.BeginAsync(harness, collection);

        await harness.RunAsync(collection);
        collection.Write((3, 3));
        await harness.RunAsync(collection);
        await Assert.ThrowsAsync<CursorMoved>(first.GoOnAsync);

        Assert.All(await harness.Cursors.ReadRunsAsync("things", 10, TestContext.Current.CancellationToken), run => Assert.Equal("succeeded", run.Outcome));
        Assert.Equal(3, ExportHarness.StateOf(await harness.AllRowsAsync()).Count);
        var report = await new Verifier(harness.Parts).VerifyAsync("things", await harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join("; ", report.Findings));
    }

    [Theory]
    [InlineData(Operation.Find)]
    [InlineData(Operation.List)]
    public async Task A_run_whose_parts_went_with_its_snapshot_says_that_another_has_moved_the_cursor(Operation standsAt)
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(ExportHarness.Incremental with { KeepSnapshots = 1 }, inMemory: true);
        collection.Write((1, 1), (2, 2));
        var first = await StandingRun.BeginAsync(harness, collection, standsAt);

        await harness.RunAsync(collection);
        await harness.RunAsync(collection, RunMode.Full);

        await Assert.ThrowsAsync<CursorMoved>(first.GoOnAsync);
    }

    [Fact]
    public async Task A_latest_that_was_on_its_way_while_others_went_on_is_refused()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(inMemory: true);
        collection.Write((1, 1), (2, 2));
        await harness.RunAsync(collection);
        collection.Write((3, 3));
        var first = await StandingRun.BeginAsync(harness, collection, Operation.Replace);

        await harness.RunAsync(collection);
        collection.Write((4, 4));
        await harness.RunAsync(collection);
        await Assert.ThrowsAsync<CursorMoved>(first.GoOnAsync);

        Assert.Equal(4, ExportHarness.StateOf(await harness.AllRowsAsync()).Count);
        var report = await new Verifier(harness.Parts).VerifyAsync("things", await harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join("; ", report.Findings));
    }

    [Fact]
    public async Task The_history_tells_of_a_run_as_it_ended_and_not_as_the_process_that_came_too_late_did()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(ExportHarness.Incremental with { Parallelism = 1, PageSize = 5, PartSize = 100 }, inMemory: true);
        collection.Write([.. Enumerable.Range(0, 50).Select(id => ((long)id, id))]);
        harness.Cursors = new Unclaimed(harness.Cursors);
        var stopped = await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        RunResult? done = null;
        collection.BeforeRequest = name =>
        {
            if (name == "page")
            {
                collection.BeforeRequest = null;
                done = harness.RunAsync(collection).GetAwaiter().GetResult();
            }
        };

        await Assert.ThrowsAsync<PartOfAnotherRun>(() => harness.RunAsync(collection));

        Assert.Equal((RunOutcome.Completed, stopped.Run), (done?.Outcome, done?.Run));
        var history = await harness.Cursors.ReadRunsAsync("things", 10, TestContext.Current.CancellationToken);
        Assert.Equal("succeeded", history.Single(run => run.Run == stopped.Run).Outcome);
        Assert.Equal("failed", history.Single(run => run.Run != stopped.Run).Outcome);
    }

    // A run in a process of its own, which stands still where it finishes.
    private sealed class StandingRun(Task<RunResult> run, StandingStill standing)
    {
        public static async Task<StandingRun> BeginAsync(ExportHarness harness, MemoryCollection collection, Operation at = Operation.Find)
        {
            var parts = harness.Parts;
            var standing = new StandingStill(parts, at);
            harness.Parts = standing;
            harness.Cursors = new Unclaimed(harness.Cursors);
            var run = harness.RunAsync(collection);
            await standing.Reached;
            harness.Parts = parts;
            return new StandingRun(run, standing);
        }

        public Task GoOnAsync()
        {
            standing.GoOn();
            return run;
        }
    }

    public enum Operation
    {
        Find,
        List,
        Replace,
    }

    private sealed class StandingStill(IPartStore store, Operation at) : IPartStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void GoOn() => _goOn.SetResult();

        public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) => store.BeginAsync(name, contentEncoding, cancellationToken);

        public async Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken)
        {
            await StandAsync(Operation.Find);
            return await store.FindAsync(name, cancellationToken);
        }

        public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await StandAsync(Operation.List);
            await foreach (var name in store.ListAsync(prefix, cancellationToken))
            {
                yield return name;
            }
        }

        public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => store.OpenAsync(name, cancellationToken);

        public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            store.WriteDocumentAsync(name, content, cancellationToken);

        public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => store.ReadDocumentAsync(name, cancellationToken);

        public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => store.FindDocumentAsync(name, cancellationToken);

        public async Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
        {
            await StandAsync(Operation.Replace);
            await store.ReplaceDocumentAsync(name, content, version, cancellationToken);
        }

        private async Task StandAsync(Operation operation)
        {
            if (operation == at)
            {
                _reached.TrySetResult();
                await _goOn.Task;
            }
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);
    }
}

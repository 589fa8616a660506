using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A snapshot that is far smaller than the last one does not take its place unasked.</summary>
public sealed class ShrinkGuardTests : IDisposable
{
    private readonly MemoryCollection _collection = new();
    private readonly ExportHarness _harness = new(inMemory: true) { AcceptShrink = false };

    public ShrinkGuardTests() => _collection.Write([.. Enumerable.Range(0, 10).Select(id => ((long)id, id))]);

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(5, 50, false)]
    [InlineData(6, 50, true)]
    [InlineData(1, 0, true)]
    [InlineData(0, 0, false)]
    [InlineData(9, 100, false)]
    [InlineData(10, 100, true)]
    public async Task A_snapshot_is_held_back_when_more_than_the_share_is_gone_and_always_when_it_is_empty(int gone, int guard, bool held)
    {
        _harness.Settings = _harness.Settings with { ShrinkGuard = guard };
        await _harness.RunAsync(_collection, RunMode.Full);
        _collection.Delete([.. Enumerable.Range(0, gone).Select(id => (long)id)]);

        var failure = await Record.ExceptionAsync(() => _harness.RunAsync(_collection, RunMode.Full));

        Assert.Equal(held, failure is SnapshotHeld);
        Assert.Equal(held ? 10 : 10 - gone, ExportHarness.StateOf(await _harness.AllRowsAsync()).Count);
    }

    [Fact]
    public async Task What_was_held_back_says_why_and_is_published_when_somebody_accepts_it()
    {
        await _harness.RunAsync(_collection, RunMode.Full);
        _collection.Delete([.. Enumerable.Range(0, 9).Select(id => (long)id)]);

        var failure = await Assert.ThrowsAsync<SnapshotHeld>(() => _harness.RunAsync(_collection, RunMode.Full));

        Assert.Contains("'things' has 1 documents, and the last one has 10", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--accept-shrink", failure.Message, StringComparison.Ordinal);
        var history = await _harness.Cursors.ReadRunsAsync("things", 1, TestContext.Current.CancellationToken);
        Assert.Equal(("failed", failure.Message), (history[0].Outcome, history[0].Error));
        _harness.AcceptShrink = true;
        _collection.Requests.Clear();
        var result = await _harness.RunAsync(_collection, RunMode.Full);
        Assert.Equal((RunOutcome.Completed, 1L), (result.Outcome, result.Rows));
        Assert.DoesNotContain("page", _collection.Requests);
        Assert.Single(ExportHarness.StateOf(await _harness.AllRowsAsync()));
    }

    [Fact]
    public async Task A_privilege_that_comes_back_is_enough_the_next_run_takes_a_new_snapshot()
    {
        await _harness.RunAsync(_collection, RunMode.Full);
        _collection.Predicate = id => id == 3;
        await Assert.ThrowsAsync<SnapshotHeld>(() => _harness.RunAsync(_collection, RunMode.Full));
        await Assert.ThrowsAsync<SnapshotHeld>(() => _harness.RunAsync(_collection, RunMode.Full));
        _collection.Predicate = null;

        var result = await _harness.RunAsync(_collection, RunMode.Full);

        Assert.Equal((RunOutcome.Completed, 10L), (result.Outcome, result.Rows));
        Assert.Equal(10, (await _harness.AllRowsAsync()).Count);
    }

    [Fact]
    public async Task What_was_accepted_stays_so_when_the_run_is_killed_at_any_operation_and_goes_on()
    {
        await _harness.RunAsync(_collection, RunMode.Full);
        _collection.Delete([.. Enumerable.Range(0, 9).Select(id => (long)id)]);
        var killed = true;
        for (var dieAt = 1; killed; dieAt++)
        {
            _harness.AcceptShrink = true;
            killed = await _harness.KilledAsync(dieAt, () => _harness.RunAsync(_collection, RunMode.Full));
            _harness.AcceptShrink = false;

            await _harness.RunAsync(_collection);

            Assert.Null((await _harness.CursorAsync())!.Run);
        }

        Assert.Single(await _harness.AllRowsAsync());
    }

    [Fact]
    public async Task Snapshots_that_are_held_back_do_not_pile_up()
    {
        using var harness = new ExportHarness(inMemory: true) { AcceptShrink = false };
        harness.Settings = harness.Settings with { Mode = RunMode.Full };
        var collection = new MemoryCollection();
        collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        await harness.RunAsync(collection);
        collection.Delete([.. Enumerable.Range(0, 25).Select(id => (long)id)]);
        for (var i = 0; i < 6; i++)
        {
            collection.Tick(1_000_000);
            await Assert.ThrowsAsync<SnapshotHeld>(() => harness.RunAsync(collection));
        }

        var folders = new HashSet<string>();
        await foreach (var name in harness.Parts.ListAsync("things/full/", TestContext.Current.CancellationToken))
        {
            folders.Add(name[..name.LastIndexOf('/')]);
        }

        Assert.True(folders.Count <= 3, $"{folders.Count} folders; Replaces {(await harness.CursorAsync())!.Run!.Replaces.Count}");
    }
}

using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>What a feed does among other things going on: a collection made anew under it, expiry, pages that end early, and more at once than it gives.</summary>
public sealed class V10FeedTrapTests
{
    private const string FeedPage = "\"page_size\"";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_collection_made_anew_between_two_pages_of_one_run_starts_a_new_snapshot(int page)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunV10Async();
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, -id))]);
        export.BeforeRequest(FeedPage, page, () =>
        {
            export.Time.Advance(TimeSpan.FromSeconds(1));
            export.MakeAnew();
            export.Write((3, 30));
        });

        var result = await export.RunV10Async();
        if (page == 1)
        {
            // The look at it shows nothing of the window any more: what it is now is for the next run to see.
            Assert.Equal(RunOutcome.Idle, result.Outcome);
            result = await export.RunV10Async();
        }

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal([(3L, 30)], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Select(document => (document.Key, document.Value.Value)));
        Assert.Contains(result.Warnings, warning => warning.Contains("made anew", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_page_of_a_feed_that_has_become_too_old_by_the_time_it_is_asked_for_starts_a_new_snapshot(int page)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 }, historyDays: 0);
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunV10Async();
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, -id))]);
        export.Delete(4);
        export.BeforeRequest(FeedPage, page, () => export.Time.Advance(TimeSpan.FromMinutes(16)));

        var result = await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("History lost", StringComparison.Ordinal));
        Assert.Equal((await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(await export.Harness.AllRowsAsync()).OrderBy(x => x.Key));
    }

    [Fact]
    public async Task A_run_whose_start_has_fallen_out_of_history_goes_on_with_a_cursor_that_has_not()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 }, historyDays: 0);
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromMinutes(10));
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, -id))]);
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromMinutes(10));
        export.Delete(4);

        var result = await export.RunV10Async();
        var deleted = await export.RunV10Async();

        Assert.Equal((RunMode.Incremental, 9L, 0L), (result.Mode, result.Rows, result.Deletions));
        Assert.Equal((RunMode.Incremental, 1L, 1L), (deleted.Mode, deleted.Rows, deleted.Deletions));
        Assert.Equal((await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(await export.Harness.AllRowsAsync()).OrderBy(x => x.Key));
    }

    [Fact]
    public async Task A_run_ends_where_it_began_whoever_reads_it_and_whenever()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        export.Write((1, 1));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Write([.. Enumerable.Range(1, 5).Select(id => ((long)id, 10 * id))]);
        var stopped = await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Write([.. Enumerable.Range(1, 5).Select(id => ((long)id, 100 * id))]);

        var first = await export.RunV10Async();
        var second = await export.RunV10Async();

        Assert.Equal((RunOutcome.Stopped, RunOutcome.Completed), (stopped.Outcome, first.Outcome));
        Assert.Equal([10, 20, 30, 40, 50], (await export.Harness.RowsAsync(first.Manifest!)).Select(row => row.Value!.Value));
        Assert.Equal([100, 200, 300, 400, 500], (await export.Harness.RowsAsync(second.Manifest!)).Select(row => row.Value!.Value));
        Assert.Equal(first.Through, (await export.Harness.ManifestAsync(second.Manifest!)).Window.From);
    }

    [Fact]
    public async Task A_version_that_has_expired_is_a_deletion_also_beside_a_change_that_a_computed_field_hides()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2), (3, 3));
        export.Database.QueryV10("""Collection.byName("things")!.update({ computed_fields: { half: { body: "d => 100 / d.v" } } })""");
        await export.RunV10Async();
        export.Write((1, 0));
        export.Expire(2, export.Time.GetUtcNow().AddMinutes(1));
        export.Write((3, 30));
        export.Time.Advance(TimeSpan.FromMinutes(2));

        var result = await export.RunV10Async();

        Assert.Equal(
            [(1L, (int?)0), (2, null), (3, 30)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Equal([1L, 3], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_page_without_events_that_says_there_is_more_is_not_the_end(int emptyPages)
    {
        var collection = new MemoryCollection(MemoryApi.V10);
        using var harness = new ExportHarness(inMemory: true);
        collection.Write((1, 1), (2, 2));
        await harness.RunAsync(collection);
        collection.Write((1, 10), (3, 30));
        collection.Delete(2);
        collection.EmptyPages = emptyPages;

        var result = await harness.RunAsync(collection);

        Assert.Equal((RunOutcome.Completed, 3L, 1L), (result.Outcome, result.Rows, result.Deletions));
        Assert.Equal([(1L, (int?)10), (3, 30), (2, null)], (await harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task A_feed_that_promises_more_for_ever_and_stands_still_is_left()
    {
        var collection = new MemoryCollection(MemoryApi.V10);
        using var harness = new ExportHarness(inMemory: true);
        collection.Write((1, 1));
        await harness.RunAsync(collection);
        collection.Write((1, 10));
        collection.EmptyPages = int.MaxValue;

        var failure = await Assert.ThrowsAsync<FaunaProtocolViolation>(() => harness.RunAsync(collection));

        Assert.Contains("does not go on", failure.Message, StringComparison.Ordinal);
        collection.EmptyPages = 0;
        Assert.Equal(1, (await harness.RunAsync(collection)).Rows);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(1, false)]
    public async Task Pages_larger_than_the_language_allows_are_asked_for_in_the_size_that_it_does(int parallelism, bool history)
    {
        const int Documents = 16_100;
        await using var export = await EmulatedExport.StartAsync(
            ExportHarness.Incremental with { PageSize = 100_000, Parallelism = parallelism, PartSize = 1 << 22 });
        export.SetReadable(true, history);
        export.Harness.Tuning = new ExportTuning { OutlineSize = 100_000, FirstPageSize = 100_000 };
        await export.RunV10Async();
        export.Database.Load(
            EmulatedExport.Collection, Enumerable.Range(0, Documents).Select(id => new Emulator.EmulatorDocument(id, $$"""{"v":{{id}}}""")));
        var changes = await export.RunV10Async();

        var full = await export.RunV10Async(new RunRequest(RunMode.Full));

        Assert.Equal((RunMode.Incremental, (long)Documents), (changes.Mode, changes.Rows));
        Assert.Equal((RunMode.Full, (long)Documents), (full.Mode, full.Rows));
        Assert.Equal(Enumerable.Range(0, Documents).Select(id => (long)id), (await export.Harness.RowsAsync(full.Manifest!)).Select(row => row.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_removal_behind_the_look_at_the_collection_hides_nothing_from_the_next_run(bool between)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2), (3, 3));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Write((4, 4));
        if (between)
        {
            export.BeforeRequest("\"page_size\"", 2, () =>
            {
                export.Time.Advance(TimeSpan.FromSeconds(1));
                export.Delete(3);
            });
        }
        else
        {
            export.Delete(3);
        }

        await export.RunV10Async();
        export.Server.Faults.OnRequest = null;
        await export.RunV10Async();
        Assert.Equal([1L, 2L, 4L], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys.Order());
        export.Time.Advance(TimeSpan.FromMinutes(1));
        export.MakeAnew();
        export.Write((10, 10));

        await export.RunV10Async();

        Assert.Equal([10L], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys.Order());
    }
}

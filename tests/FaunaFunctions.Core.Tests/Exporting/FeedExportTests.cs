using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Exports through FQL v10: documents at a pinned time, changes from the feed.</summary>
public class FeedExportTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_full_export_holds_every_document_once_in_order(int parallelism)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(0, 50).Select(id => ((long)id, id))]);

        var result = await export.RunV10Async();

        Assert.Equal((RunOutcome.Completed, RunMode.Full), (result.Outcome, result.Mode));
        Assert.Equal(Enumerable.Range(0, 50).Select(id => ((long)id, (int?)id)), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(8, true)]
    [InlineData(1, false)]
    public async Task Pages_that_end_exactly_full_are_neither_the_end_nor_twice(int parallelism, bool history)
    {
        foreach (var (documents, pageSize) in new[] { (0, 4), (1, 1), (4, 4), (8, 4), (9, 4), (64, 64), (65, 64), (128, 64) })
        {
            await using var export = await EmulatedExport.StartAsync(
                ExportHarness.Incremental with { PageSize = pageSize, Parallelism = parallelism, PartSize = 4000 });
            export.SetReadable(true, history);
            await export.RunV10Async();
            export.Database.Load(
                EmulatedExport.Collection, Enumerable.Range(0, documents).Select(id => new Emulator.EmulatorDocument(id, $$"""{"v":{{id}}}""")));

            var changes = await export.RunV10Async();
            var full = await export.RunV10Async(new RunRequest(RunMode.Full));

            Assert.Equal((documents, (long)documents), (documents, changes.Rows));
            Assert.Equal(
                Enumerable.Range(0, documents).Select(id => (long)id), (await export.Harness.RowsAsync(full.Manifest!)).Select(row => row.Id));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Every_page_shows_the_time_of_the_first_and_the_next_run_brings_what_changed_since(int parallelism)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        export.BeforeRequest("page: set", 2, () =>
        {
            export.Write((20, 200), (0, 100), (77, 77));
            export.Delete(21, 22);
        });

        var full = await export.RunV10Async();
        var changes = await export.RunV10Async();

        Assert.Equal(Enumerable.Range(0, 30).Select(id => ((long)id, (int?)id)), (await export.Harness.RowsAsync(full.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Equal(
            [(0L, 100), (20, 200), (77, 77), (21, null), (22, (int?)null)],
            (await export.Harness.RowsAsync(changes.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task Changes_come_in_the_order_in_which_they_happened_and_once()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2), (3, 3));
        await export.RunV10Async();
        export.Write((2, 20));
        export.Delete(1);
        export.Write((4, 4), (2, 21));

        var result = await export.RunV10Async();

        Assert.Equal((RunOutcome.Completed, RunMode.Incremental), (result.Outcome, result.Mode));
        Assert.Equal(
            [(2L, 20), (1, null), (2, 21), (4, 4)],
            (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Equal(RunOutcome.Idle, (await export.RunV10Async()).Outcome);
    }

    [Fact]
    public async Task A_tick_without_changes_is_two_requests_and_writes_nothing()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        await export.RunV10Async();
        var before = export.Server.Statistics.RequestCount;

        var result = await export.RunV10Async();

        Assert.Equal((RunOutcome.Idle, 2L), (result.Outcome, export.Server.Statistics.RequestCount - before));
    }

    [Fact]
    public async Task A_run_that_stops_after_every_page_comes_to_the_same_end()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        for (var i = 0; i < 30; i++)
        {
            export.Write([.. Enumerable.Range(2, 5).Select(id => ((long)id, (i * 10) + id))]);
        }

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await export.RunV10ToEndAsync(new RunRequest(Stop: stop.Token));

        var rows = await export.Harness.AllRowsAsync();
        Assert.Equal(1 + (30 * 5), rows.Count);
        Assert.Equal(rows.Count, rows.DistinctBy(row => (row.Id, row.Ts)).Count());
    }

    [Fact]
    public async Task Lost_history_is_answered_with_a_new_snapshot()
    {
        await using var export = await EmulatedExport.StartAsync(historyDays: 0);
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromHours(1));
        export.Delete(1);

        var result = await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("History lost", StringComparison.Ordinal));
        Assert.Equal([2L], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_collection_made_anew_under_its_name_starts_a_new_snapshot()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.MakeAnew();
        export.Write((7, 7));

        var result = await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal([7L], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_collection_that_may_not_be_read_is_not_an_empty_one()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        export.SetReadable(false);

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunV10Async());

        Assert.Null((await export.Harness.CursorAsync())?.Through);
    }

    [Fact]
    public async Task A_changed_ttl_is_not_a_deletion()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Expire(1, export.Time.GetUtcNow().AddDays(1));

        var result = await export.RunV10Async();

        Assert.Equal([(1L, (int?)1)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }
}

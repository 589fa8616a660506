using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A collection that is made anew right behind a run over its feed: a schedule that the simulation found.</summary>
public sealed class FeedMadeAnewTests
{
    [Fact]
    public async Task A_collection_made_anew_behind_a_run_with_changes_is_exported_in_full()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Write((3, 3));
        var changes = await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.MakeAnew();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Write((7, 7));

        var result = await export.RunV10Async();

        Assert.Equal(Core.Cursors.RunMode.Incremental, changes.Mode);
        Assert.Equal(Core.Cursors.RunMode.Full, result.Mode);
        Assert.Equal([7L], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys);
    }

    [Fact]
    public async Task A_collection_that_was_emptied_document_by_document_is_not_one_made_anew()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Delete(1);
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await export.RunV10Async();

        Assert.Equal(RunOutcome.Idle, result.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collection_that_was_empty_and_is_made_anew_while_its_first_documents_are_read_is_exported_in_full(bool stopped)
    {
        var collection = new MemoryCollection(MemoryApi.V10);
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1 }, inMemory: true);
        await harness.RunAsync(collection);
        collection.Write((1, 1));
        collection.Write((2, 2));
        collection.Write((3, 3));
        if (stopped)
        {
            await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        }

        var pages = 0;
        collection.BeforeRequest = request =>
        {
            if (request == (stopped ? "open" : "feed") && ++pages == (stopped ? 1 : 3))
            {
                collection.Recreate();
                collection.Write((7, 7));
            }
        };
        var result = await harness.RunAsync(collection);

        Assert.Equal(Core.Cursors.RunMode.Full, result.Mode);
        Assert.Equal([7L], ExportHarness.StateOf(await harness.AllRowsAsync()).Keys);
    }

    [Fact]
    public async Task A_collection_made_anew_behind_a_run_that_was_killed_at_any_operation_is_exported_in_full()
    {
        var killed = true;
        for (var dieAt = 1; killed; dieAt++)
        {
            var collection = new MemoryCollection(MemoryApi.V10);
            using var harness = new ExportHarness(inMemory: true);
            await harness.RunAsync(collection);
            // When the feed is opened there is nothing yet.
            collection.Before("feed", 1, () => collection.Write((1, 1)));
            killed = await harness.KilledAsync(dieAt, () => harness.RunAsync(collection));
            await harness.RunToEndAsync(collection, new RunRequest());
            collection.Recreate();
            collection.Write((50, 5));

            await harness.RunToEndAsync(collection, new RunRequest());

            Assert.Equal((dieAt, 50L), (dieAt, Assert.Single(ExportHarness.StateOf(await harness.AllRowsAsync()).Keys)));
        }
    }

    [Fact]
    public async Task A_collection_made_anew_under_a_run_whose_window_starts_beyond_history_is_exported_in_full()
    {
        var collection = new MemoryCollection(MemoryApi.V10);
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1 }, inMemory: true);
        collection.Write((1, 1));
        await harness.RunAsync(collection);
        collection.Tick();
        var written = collection.Write((2, 2));
        collection.Write((3, 3));
        var stopped = await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        collection.MinimumTime = written;
        collection.Recreate();
        collection.Write((50, 5));

        var result = await harness.RunToEndAsync(collection, new RunRequest());

        Assert.Equal((RunOutcome.Stopped, Core.Cursors.RunMode.Full), (stopped.Outcome, result.Mode));
        Assert.Equal([50L], ExportHarness.StateOf(await harness.AllRowsAsync()).Keys);
    }
}

using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A privilege that is gone for a stretch of requests, and back before anybody asks: schedules that the simulation found.</summary>
public sealed class PrivilegeFlickerTests
{
    [Fact]
    public async Task A_page_and_the_second_look_at_its_outline_without_the_privilege_cost_no_row()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(ExportHarness.Incremental with { Parallelism = 4 }, inMemory: true);
        collection.Write([.. Enumerable.Range(0, 10).Select(id => ((long)id, id))]);
        var (pages, lost) = (0, false);
        collection.BeforeRequest = request =>
        {
            lost = (lost && request is "page" or "outline") || (request == "page" && ++pages == 3);
            collection.Readable = !lost;
        };

        await FailOrFinishAsync(harness, collection);

        collection.BeforeRequest = null;
        collection.Readable = true;
        await harness.RunToEndAsync(collection, new RunRequest());
        Assert.Equal(10, ExportHarness.StateOf(await harness.AllRowsAsync()).Count);
    }

    [Fact]
    public async Task A_first_document_in_a_collection_that_was_empty_is_not_passed_over_when_the_tick_could_not_see_it()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(inMemory: true);
        await harness.RunAsync(collection);
        collection.Write((1, 1));
        var asked = 0;
        collection.BeforeRequest = _ => collection.Readable = ++asked > 1;

        await FailOrFinishAsync(harness, collection);

        await harness.RunToEndAsync(collection, new RunRequest());
        Assert.Equal([1L], ExportHarness.StateOf(await harness.AllRowsAsync()).Keys);
    }

    [Fact]
    public async Task A_document_that_came_and_went_is_told_of_when_only_the_first_look_could_see_it()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(inMemory: true);
        await harness.RunAsync(collection);
        collection.Write((1, 1));
        collection.Delete(1);
        var probes = 0;
        collection.BeforeRequest = request => collection.Readable = request != "probe" || ++probes != 2;

        await FailOrFinishAsync(harness, collection);

        await harness.RunToEndAsync(collection, new RunRequest());
        Assert.Contains(await harness.AllRowsAsync(), row => row is { Id: 1, Value: null });
    }

    [Theory]
    [InlineData(MemoryApi.V4, "probe")]
    [InlineData(MemoryApi.V10WithoutHistory, "first")]
    public async Task A_first_document_that_comes_between_two_looks_is_not_passed_over_when_the_second_could_not_see_it(MemoryApi api, string look)
    {
        var collection = new MemoryCollection(api);
        using var harness = new ExportHarness(inMemory: true);
        if (api == MemoryApi.V4)
        {
            await harness.RunAsync(collection);
        }

        var looks = 0;
        collection.BeforeRequest = request =>
        {
            collection.Readable = request != look || ++looks != 2;
            if (!collection.Readable)
            {
                collection.Write((1, 1));
            }
        };

        await FailOrFinishAsync(harness, collection);

        await harness.RunToEndAsync(collection, new RunRequest());
        Assert.Equal([1L], ExportHarness.StateOf(await harness.AllRowsAsync()).Keys);
    }

    [Fact]
    public async Task A_key_with_a_predicate_goes_on_with_a_run_whose_time_fell_out_of_history()
    {
        var collection = new MemoryCollection { Predicate = _ => true };
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1, Parallelism = 1, DeletedColumn = null }, inMemory: true);
        collection.Write([.. Enumerable.Range(0, 6).Select(id => ((long)id, id))]);
        var stopped = await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        collection.Write((9, 9));
        collection.MinimumTime = await collection.ReadTimeAsync(default) - 1;

        var result = await harness.RunAsync(collection);

        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Contains(result.Warnings, warning => warning.Contains("predicate", StringComparison.Ordinal));
    }

    private static async Task FailOrFinishAsync(ExportHarness harness, MemoryCollection collection)
    {
        try
        {
            await harness.RunAsync(collection);
        }
        catch (Exception failure) when (failure is PageDisagrees or Core.Fauna.FaunaPermissionDenied)
        {
            // Said aloud: the next run reads it again.
        }
    }
}

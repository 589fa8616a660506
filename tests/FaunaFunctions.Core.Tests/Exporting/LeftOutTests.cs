using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A page that leaves a document out, and fills a part behind it: a schedule that the simulation found.</summary>
public sealed class LeftOutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(1_000_000)]
    public async Task No_part_is_committed_behind_a_document_that_a_page_left_out(int partSize)
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(
            ExportHarness.Incremental with { PageSize = 8, PartSize = partSize }, inMemory: true);
        harness.Tuning = harness.Tuning with { FirstPageSize = 8 };
        collection.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id))]);
        var leaving = true;
        collection.AlterPage = ids => leaving ? ids.Where(id => id != 9) : ids;

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => harness.RunAsync(collection));

        Assert.Contains("document 9", failure.Message, StringComparison.Ordinal);
        leaving = false;
        await harness.RunToEndAsync(collection, new RunRequest());
        Assert.Equal(Enumerable.Range(0, 20).Select(id => (long)id), (await harness.AllRowsAsync()).Select(row => row.Id));
    }
}

using FaunaFunctions.Benchmarks.EndToEnd;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.EndToEnd.Tests;

/// <summary>Peak resident memory of processes that do nothing but one export.</summary>
public sealed class MemoryTests
{
    private static readonly ReadOptions Options = new() { PageSize = 1000, Parallelism = 8, Compression = Compression.Gzip };

    [Fact]
    public async Task A_million_documents_take_no_more_memory_than_a_hundred_thousand()
    {
        var few = await ReplayExport.MeasureAsync(new ReplayOptions { Documents = 100_000 }, Options, TestContext.Current.CancellationToken);
        var many = await ReplayExport.MeasureAsync(new ReplayOptions { Documents = 1_000_000 }, Options, TestContext.Current.CancellationToken);

        Assert.Equal((100_000, 1_000_000), (few.Documents, many.Documents));
        Assert.InRange(many.PeakResidentBytes, 0, 150_000_000);
        Assert.InRange(many.PeakResidentBytes, 0, few.PeakResidentBytes + 30_000_000);
    }

    [Fact]
    public async Task Through_v10_an_export_takes_no_more_memory_than_that()
    {
        var export = await ReplayExport.MeasureAsync(
            new ReplayOptions { Api = FaunaApi.V10, Documents = 200_000 }, Options with { Api = FaunaApi.V10 }, TestContext.Current.CancellationToken);

        Assert.Equal(200_000, export.Documents);
        Assert.InRange(export.PeakResidentBytes, 0, 150_000_000);
    }

    [Theory]
    [InlineData(FaunaApi.V4, 2000)]
    [InlineData(FaunaApi.V10, 600)]
    public async Task Documents_of_a_megabyte_are_read_in_smaller_pages(FaunaApi api, int documents)
    {
        var server = new ReplayOptions { Api = api, Documents = documents, DocumentBytes = 1_000_000 };

        var export = await ReplayExport.MeasureAsync(server, Options with { Api = api }, TestContext.Current.CancellationToken);

        Assert.Equal(documents, export.Documents);
        Assert.InRange(export.PeakResidentBytes, 0, 250_000_000);
    }
}

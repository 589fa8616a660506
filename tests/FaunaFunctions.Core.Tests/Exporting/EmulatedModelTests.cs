using CsCheck;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Whole exports against the emulator: sizes at the borders, and random histories.</summary>
public sealed class EmulatedModelTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(8, 4)]
    [InlineData(64, 64)]
    [InlineData(128, 64)]
    [InlineData(129, 64)]
    [InlineData(2000, 1000)]
    [InlineData(2000, 1)]
    public async Task Pages_that_end_exactly_full_are_neither_the_end_nor_twice(int documents, int pageSize)
    {
        foreach (var parallelism in new[] { 1, 8 })
        {
            await using var export = await EmulatedExport.StartAsync(
                ExportHarness.Incremental with { PageSize = pageSize, Parallelism = parallelism, PartSize = 4000 });
            export.Database.Load(EmulatedExport.Collection, Documents(documents));

            var result = await export.RunAsync();

            Assert.Equal(Enumerable.Range(0, documents).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        }
    }

    [Fact]
    public async Task A_hundred_thousand_documents_of_one_time_come_as_an_increment()
    {
        await using var export = await EmulatedExport.StartAsync(
            ExportHarness.Incremental with { PageSize = 1000, Parallelism = 8, PartSize = 1 << 20, Compression = Core.Configuration.Compression.Gzip });
        export.Harness.Tuning = new ExportTuning();
        await export.RunAsync();
        export.Database.Load(EmulatedExport.Collection, Documents(100_000));

        var result = await export.RunAsync();

        Assert.Equal(100_000, result.Rows);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task Documents_of_a_megabyte_come_whole_in_pages_that_fit()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 1000, Parallelism = 8, PartSize = 16 << 20 });
        export.Harness.Tuning = new ExportTuning();
        var text = new string('x', 1_000_000);
        export.Database.Load(EmulatedExport.Collection, Enumerable.Range(0, 40).Select(id => new EmulatorDocument(id, $$"""{"v":{{id}},"text":"{{text}}"}""")));

        var result = await export.RunAsync();

        Assert.Equal(40, result.Rows);
        Assert.True(result.Bytes > 40_000_000);
    }

    [Fact]
    public async Task Small_documents_followed_by_large_ones_are_read_in_smaller_pages()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 1000, Parallelism = 4, PartSize = 8 << 20 });
        export.Harness.Tuning = new ExportTuning { InFlightBytes = 4 << 20 };
        var text = new string('y', 100_000);
        export.Database.Load(
            EmulatedExport.Collection,
            Enumerable.Range(0, 4000).Select(id => new EmulatorDocument(id, id < 2500 ? $$"""{"v":{{id}}}""" : $$"""{"v":{{id}},"text":"{{(id % 10 == 0 ? text : "")}}"}""")));

        var result = await export.RunAsync();

        Assert.Equal(Enumerable.Range(0, 4000).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    [InlineData(MemoryApi.V10WithoutHistory)]
    public Task Any_history_of_a_collection_ends_with_the_collection(MemoryApi api) =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 2], Gen.Int[0, 3]).SampleAsync(
            (seed, parallelism, pageSize) => CheckAsync(api, seed, new[] { 1, 3, 8 }[parallelism], new[] { 1, 2, 64, 1000 }[pageSize]), iter: api == MemoryApi.V4 ? 40 : 25, threads: 1);

    private static async Task CheckAsync(MemoryApi api, int seed, int parallelism, int pageSize)
    {
        var random = new Random(seed);
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism, PageSize = pageSize });
        export.SetReadable(true, history: api != MemoryApi.V10WithoutHistory);
        var living = new HashSet<long>();
        for (var step = 0; step < 30; step++)
        {
            var ids = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (long)random.Next(0, 25)).Distinct().ToArray();
            switch (random.Next(7))
            {
                case 0:
                    var dying = ids.Where(living.Contains).ToArray();
                    if (dying.Length > 0)
                    {
                        export.Delete(dying);
                        living.ExceptWith(dying);
                    }

                    break;
                case 1 when living.Contains(ids[0]):
                    export.Expire(ids[0], export.Time.GetUtcNow().AddDays(random.Next(100, 900)));
                    break;
                case 2 when living.Contains(ids[0]):
                    export.Remake(ids[0], step);
                    break;
                case 3 or 4:
                    var request = random.Next(2) == 0 ? new RunRequest(Budget: TimeSpan.Zero) : null;
                    await (api == MemoryApi.V4 ? export.RunAsync(request) : export.RunV10Async(request));
                    break;
                default:
                    export.Write([.. ids.Select(id => (id, step))]);
                    living.UnionWith(ids);
                    break;
            }

            if (random.Next(3) == 0)
            {
                export.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 5000)));
            }
        }

        for (var i = 0; i < 2; i++)
        {
            await (api == MemoryApi.V4 ? export.Harness.RunToEndAsync(export.Source(), new RunRequest()) : export.RunV10ToEndAsync(new RunRequest()));
        }

        var rows = await export.Harness.AllRowsAsync();

        Assert.Equal(rows.Count, rows.Select(row => (row.Id, row.Ts)).Distinct().Count());
        Assert.Equal((await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(rows).OrderBy(x => x.Key));
    }

    private static IEnumerable<EmulatorDocument> Documents(int count) =>
        Enumerable.Range(0, count).Select(id => new EmulatorDocument(id, $$"""{"v":{{id}}}"""));
}

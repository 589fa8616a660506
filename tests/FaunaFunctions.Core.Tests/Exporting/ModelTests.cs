using CsCheck;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>After any sequence of writes and runs, the records with the greatest time per document are the collection, and no version stands twice.</summary>
public sealed class ModelTests
{
    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (6, Gen.Select(Gen.Long[0, 30].Array[1, 12], Gen.Int[0, 1000], (ids, value) => (Step)new Step.Write([.. ids.Distinct()], value))),
        (3, Gen.Long[0, 30].Array[1, 8].Select(ids => (Step)new Step.Delete([.. ids.Distinct()]))),
        (1, Gen.Long[0, 30].Select(id => (Step)new Step.ChangeTtl(id))),
        (4, Gen.Const((Step)new Step.Run(null))),
        (2, Gen.Const((Step)new Step.Run(TimeSpan.Zero))),
        (2, Gen.Int[1, 60].Select(at => (Step)new Step.RunAndDie(at))),
        (1, Gen.Const((Step)new Step.LoseHistory())));

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    [InlineData(MemoryApi.V10WithoutHistory)]
    public Task Any_sequence_of_writes_runs_stops_and_crashes_ends_with_the_collection(MemoryApi api) =>
        Gen.Select(AnyStep.Array[1, 40], Gen.Int[0, 2].Select(i => new[] { 1, 3, 8 }[i]), Gen.Int[0, 3].Select(i => new[] { 1, 2, 5, 64 }[i])).SampleAsync(
            (steps, parallelism, pageSize) => CheckAsync(api, steps, parallelism, pageSize), iter: 1000, threads: 1);

    private static async Task CheckAsync(MemoryApi api, Step[] steps, int parallelism, int pageSize)
    {
        var collection = new MemoryCollection(api) { Fails = value => value % 5 == 0 };
        using var harness = new ExportHarness(ExportHarness.Incremental with { Parallelism = parallelism, PageSize = pageSize }, inMemory: true);
        var reaper = new Reaper();
        harness.Parts = new MortalParts(harness.Parts, reaper);
        harness.Cursors = new MortalCursors(harness.Cursors, reaper);
        foreach (var step in steps)
        {
            await TakeAsync(step, collection, harness, reaper);
        }

        await harness.RunToEndAsync(collection, new RunRequest());
        await harness.RunToEndAsync(collection, new RunRequest());

        var rows = await harness.AllRowsAsync();
        Assert.Equal(rows.Count, rows.Select(row => (row.Id, row.Ts)).Distinct().Count());
        Assert.Equal(collection.Living.OrderBy(x => x.Key), ExportHarness.StateOf(rows).OrderBy(x => x.Key));
    }

    private static async Task TakeAsync(Step step, MemoryCollection collection, ExportHarness harness, Reaper reaper)
    {
        switch (step)
        {
            case Step.Write write:
                collection.Write([.. write.Ids.Select(id => (id, write.Value))]);
                break;
            case Step.Delete delete:
                collection.Delete([.. delete.Ids.Where(collection.Living.ContainsKey)]);
                break;
            case Step.ChangeTtl change when collection.Living.ContainsKey(change.Id):
                collection.Expire(change.Id, collection.Now + 1_000_000_000_000);
                break;
            case Step.LoseHistory:
                collection.MinimumTime = collection.Now;
                break;
            case Step.Run run:
                await harness.RunAsync(collection, request: new RunRequest(Budget: run.Budget));
                break;
            case Step.RunAndDie die:
                reaper.DieAt = die.At;
                try
                {
                    await harness.RunAsync(collection);
                }
                catch (ProcessKilled)
                {
                }

                reaper.Revive();
                break;
        }
    }

    internal abstract record Step
    {
        internal sealed record Write(long[] Ids, int Value) : Step;

        internal sealed record Delete(long[] Ids) : Step;

        internal sealed record ChangeTtl(long Id) : Step;

        internal sealed record Run(TimeSpan? Budget) : Step;

        internal sealed record RunAndDie(int At) : Step;

        internal sealed record LoseHistory : Step;
    }
}

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>The process is killed before and after every single operation on storage; the next run must come to the same end.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    [InlineData(MemoryApi.V10WithoutHistory)]
    public async Task A_full_export_killed_at_any_operation_has_every_row_once_after_the_next_run(MemoryApi api) =>
        await KillEverywhereAsync(
            api,
            collection => collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]),
            beforehand: _ => Task.CompletedTask);

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    [InlineData(MemoryApi.V10WithoutHistory)]
    public async Task An_incremental_export_killed_at_any_operation_has_every_row_once_after_the_next_run(MemoryApi api) =>
        await KillEverywhereAsync(
            api,
            collection =>
            {
                collection.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id))]);
                collection.Delete(2, 3, 4, 5, 6, 7, 8);
            },
            beforehand: async run =>
            {
                run.Collection.Write([.. Enumerable.Range(0, 10).Select(id => ((long)id, -id))]);
                await run.Harness.RunAsync(run.Collection);
            });

    private static async Task KillEverywhereAsync(
        MemoryApi api, Action<MemoryCollection> change, Func<(MemoryCollection Collection, ExportHarness Harness), Task> beforehand)
    {
        var most = int.MaxValue;
        for (var dieAt = 1; dieAt <= most; dieAt++)
        {
            var collection = new MemoryCollection(api);
            using var harness = new ExportHarness(inMemory: true);
            await beforehand((collection, harness));
            change(collection);
            var reaper = new Reaper { DieAt = dieAt };
            harness.Parts = new MortalParts(harness.Parts, reaper);
            harness.Cursors = new MortalCursors(harness.Cursors, reaper);

            var killed = await KilledAsync(harness, collection);
            most = killed ? most : dieAt;
            reaper.Revive();
            await harness.RunAsync(collection);
            await harness.RunAsync(collection);

            var rows = await harness.AllRowsAsync();
            Assert.True(rows.Count == rows.Select(row => (row.Id, row.Ts)).Distinct().Count(), $"Killed at {dieAt}: a row stands twice.");
            Assert.True(collection.Living.Count > 0 && Same(collection, rows), $"Killed at {dieAt}: the rows are not the collection.");
            Assert.Null((await harness.CursorAsync())!.Run);
        }

        Assert.InRange(most, 20, 400);
    }

    private static bool Same(MemoryCollection collection, IEnumerable<ExportHarness.Row> rows)
    {
        var state = ExportHarness.StateOf(rows);
        var living = collection.Living;
        return state.Count == living.Count && living.All(document => state.TryGetValue(document.Key, out var value) && value == document.Value);
    }

    private static async Task<bool> KilledAsync(ExportHarness harness, MemoryCollection collection)
    {
        try
        {
            await harness.RunAsync(collection);
            return false;
        }
        catch (ProcessKilled)
        {
            return true;
        }
    }
}

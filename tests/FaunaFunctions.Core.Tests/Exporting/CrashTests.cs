using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Exporting.Vanished;

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

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    public async Task A_search_for_vanished_documents_killed_at_any_operation_tells_each_once(MemoryApi api) =>
        await KillEverywhereAsync(
            api,
            collection =>
            {
                collection.Delete([.. Enumerable.Range(2, 9).Select(id => (long)id)]);
                collection.Write((1, 11), (30, 30));
                collection.MinimumTime = collection.Tick();
            },
            beforehand: async run =>
            {
                run.Harness.Settings = run.Harness.Settings with { KeepSnapshots = 1 };
                run.Harness.Tuning = run.Harness.Tuning with { SortedInMemory = 3 };
                run.Collection.Write([.. Enumerable.Range(0, 14).Select(id => ((long)id, -id))]);
                await run.Harness.RunAsync(run.Collection);
                run.Collection.Write([.. Enumerable.Range(4, 6).Select(id => ((long)id, id))]);
                await run.Harness.RunAsync(run.Collection);
                await run.Follower.FollowAsync();
            });

    [Fact]
    public async Task What_a_manifest_has_to_say_is_said_wherever_the_run_was_killed()
    {
        var killed = true;
        for (var dieAt = 1; killed; dieAt++)
        {
            var collection = new MemoryCollection();
            using var harness = new ExportHarness(ExportHarness.Incremental with { DeletedColumn = null, Parallelism = 1 }, inMemory: true);
            collection.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id))]);
            collection.Before("page", 4, () => collection.MinimumTime = collection.Tick());
            killed = await harness.KilledAsync(dieAt, () => harness.RunAsync(collection));
            collection.BeforeRequest = null;

            await harness.RunAsync(collection, RunMode.Full);

            var manifest = await harness.ManifestAsync((await harness.CursorAsync())!.LastManifest!);
            Assert.True(
                manifest.Consistency == (manifest.Warnings.Count > 0 ? Consistency.CatchUp : Consistency.Snapshot),
                $"Killed at {dieAt}: {manifest.Consistency} with {manifest.Warnings.Count} warnings.");
        }
    }

    private static async Task KillEverywhereAsync(
        MemoryApi api, Action<MemoryCollection> change, Func<(MemoryCollection Collection, ExportHarness Harness, Follower Follower), Task> beforehand)
    {
        var most = int.MaxValue;
        for (var dieAt = 1; dieAt <= most; dieAt++)
        {
            var collection = new MemoryCollection(api);
            using var harness = new ExportHarness(inMemory: true);
            var follower = new Follower(harness);
            await beforehand((collection, harness, follower));
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
            await follower.FollowAsync();
            Assert.True(Same(collection, follower.State), $"Killed at {dieAt}: who follows ends with something else than the collection.");
        }

        Assert.InRange(most, 20, 600);
    }

    private static bool Same(MemoryCollection collection, IEnumerable<ExportHarness.Row> rows) => Same(collection, ExportHarness.StateOf(rows));

    private static bool Same(MemoryCollection collection, Dictionary<long, (long Ts, int Value)> state)
    {
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

using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Exporting;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>The process is killed before and after every single operation on storage; the next run must come to the same end, at the same time.</summary>
public sealed class DatabaseCrashTests
{
    [Theory]
    [InlineData(FaunaApi.V4, false)]
    [InlineData(FaunaApi.V4, true)]
    [InlineData(FaunaApi.V10, false)]
    [InlineData(FaunaApi.V10, true)]
    public async Task A_run_killed_at_any_operation_has_every_row_of_its_time_once_after_the_next(FaunaApi api, bool incremental)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental, inMemory: true);
        export.Make("a", 1, 2, 3);
        export.Make("b", 10, 20, 30);
        export.Make("gone", 1);
        if (incremental)
        {
            await export.RunAsync();
        }

        var parts = export.Parts;
        var cursors = export.Cursors;
        var most = int.MaxValue;
        for (var dieAt = 1; dieAt <= most; dieAt++)
        {
            var (a, b) = (dieAt, -dieAt);
            export.Put("a", 2, a);
            export.Put("b", 3, b);
            export.Delete("b", 1);
            export.Put("b", 1, b);
            var reaper = new Reaper { DieAt = dieAt };
            export.Parts = new MortalParts(parts, reaper);
            export.Cursors = new MortalCursors(cursors, reaper);

            var killed = await IsKilledAsync(export);
            most = killed ? most : dieAt;
            reaper.Revive();
            var begun = (await export.CursorAsync())?.Database?.Run?.At;
            if (begun is not null)
            {
                // What is written after a run has begun is not its own, through v4 and in snapshots.
                export.Put("a", 1, 1000 + dieAt);
            }

            var result = await export.RunAsync();

            var manifest = await export.LatestAsync();
            var where = $"Killed at {dieAt}";
            Assert.True(manifest.Complete && manifest.Collections.Count == 3, where);
            Assert.True(killed || begun is null, where);
            Assert.True(begun is null || manifest.At == begun || result.Outcome == RunOutcome.Idle, $"{where}: the run did not go on at its time.");
            Assert.Null((await export.CursorAsync())!.Database!.Run);
            if (!incremental)
            {
                Assert.Equal(DatabaseConsistency.Snapshot, manifest.Consistency);
                Assert.Equal(7, manifest.Rows);
            }

            if (begun is not null && (api == FaunaApi.V4 || !incremental))
            {
                Assert.DoesNotContain((1L, 1000 + dieAt), await export.StateAsync("shop/a"));
            }

            await export.RunAsync();
            foreach (var name in (string[])["shop/a", "shop/b", "shop/gone"])
            {
                var rows = await export.RowsAsync(name);
                Assert.True(rows.Count == rows.Select(row => (row.Id, row.Ts, row.Value is null)).Distinct().Count(), $"{where}: a row of {name} stands twice.");
            }

            Assert.Equal([(2L, a), (3L, 3)], (await export.StateAsync("shop/a")).Where(d => d.Id > 1));
            Assert.Equal([(1L, b), (2L, 20), (3L, b)], await export.StateAsync("shop/b"));
        }

        Assert.InRange(most, 30, 400);
    }

    private static async Task<bool> IsKilledAsync(EmulatedDatabaseExport export)
    {
        try
        {
            await export.RunAsync();
            return false;
        }
        catch (ProcessKilled)
        {
            return true;
        }
    }
}

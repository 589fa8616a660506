using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>The process is killed before and after every single operation on storage, while it reads a server's event feed over a socket.</summary>
public sealed class FeedCrashTests
{
    [Fact]
    public async Task Changes_of_several_parts_come_once_and_in_order_wherever_the_process_was_killed()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 3, PartSize = 150 });
        export.Write([.. Enumerable.Range(0, 6).Select(id => ((long)id, id))]);
        var most = int.MaxValue;
        var parts = 0L;
        for (var dieAt = 1; dieAt <= most; dieAt++)
        {
            var (store, cursors) = (new MemoryPartStore(), new MemoryCursorStore());
            (export.Harness.Parts, export.Harness.Cursors) = (store, cursors);
            await export.RunV10Async();
            export.Write([.. Enumerable.Range(0, 7).Select(id => ((long)id, (10 * dieAt) + id))]);
            export.Delete(1, 3);
            export.Write((1, dieAt), (3, dieAt), (5, dieAt));

            var reaper = new Reaper { DieAt = dieAt };
            (export.Harness.Parts, export.Harness.Cursors) = (new MortalParts(store, reaper), new MortalCursors(cursors, reaper));
            most = await KilledAsync(export) ? most : dieAt;
            (export.Harness.Parts, export.Harness.Cursors) = (store, cursors);
            var result = await export.RunV10Async();
            parts = Math.Max(parts, result.Parts);

            var rows = await export.Harness.AllRowsAsync();
            var changes = rows.Skip(rows.Count - 12).Select(row => (row.Id, row.Value));
            Assert.True(
                changes.SequenceEqual(
                    [.. Enumerable.Range(0, 7).Select(id => ((long)id, (int?)((10 * dieAt) + id))), (1, null), (3, null), (1, dieAt), (3, dieAt), (5, dieAt)]),
                $"Killed at {dieAt}: the changes are not what happened.");
            Assert.True(rows.Count == rows.DistinctBy(row => (row.Id, row.Ts)).Count(), $"Killed at {dieAt}: a row stands twice.");
            Assert.Equal((await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(rows).OrderBy(x => x.Key));
            Assert.Null((await export.Harness.CursorAsync())!.Run);
        }

        Assert.InRange(most, 30, 200);
        Assert.InRange(parts, 3, 12);
    }

    private static async Task<bool> KilledAsync(EmulatedExport export)
    {
        try
        {
            Assert.Equal(RunMode.Incremental, (await export.RunV10Async()).Mode);
            return false;
        }
        catch (ProcessKilled)
        {
            return true;
        }
    }
}

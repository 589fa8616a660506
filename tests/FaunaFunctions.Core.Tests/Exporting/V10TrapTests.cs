using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>What Fauna does through FQL v10 that loses or invents rows when it is read naively, against a server that does it.</summary>
public sealed class V10TrapTests
{
    [Fact]
    public async Task Changes_at_exactly_the_time_of_the_snapshot_are_in_it_and_not_exported_again()
    {
        // Of the events of the time that it starts at, a feed leaves out the first only.
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        var written = (await export.LivingAsync())[1].Ts;
        var full = await export.RunV10Async(new RunRequest { At = written });
        export.Write((2, 20));

        var result = await export.RunV10Async();

        Assert.Equal((9L, written), (full.Rows, full.Through));
        Assert.Equal([(2L, (int?)20)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task A_transaction_that_a_pages_end_cuts_through_comes_once_and_whole()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2, PartSize = 120 });
        export.Write((0, 0));
        await export.RunV10Async();
        export.Write([.. Enumerable.Range(1, 7).Select(id => ((long)id, id))]);
        export.Delete(2, 4, 6);

        var result = await export.RunV10ToEndAsync(new RunRequest(Budget: TimeSpan.Zero));

        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7, 2, 4, 6],
            (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_deletion_has_the_time_of_the_deletion_and_not_that_of_the_version_that_its_event_shows()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        var written = (await export.LivingAsync())[1].Ts;
        export.Time.Advance(TimeSpan.FromMinutes(1));
        export.Delete(1);

        var result = await export.RunV10Async();

        var row = Assert.Single(await export.Harness.RowsAsync(result.Manifest!));
        Assert.InRange(row.Ts - written, 59_000_000, 61_000_000);
    }

    [Fact]
    public async Task A_document_written_several_times_in_one_transaction_is_one_change()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        export.Remake(1, 2);

        var result = await export.RunV10Async();

        Assert.Equal([(1L, (int?)2)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task A_version_that_has_expired_when_its_event_is_read_is_a_deletion()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Expire(1, export.Time.GetUtcNow().AddMinutes(1));
        export.Time.Advance(TimeSpan.FromMinutes(2));

        var result = await export.RunV10Async();

        Assert.Equal([(1L, (int?)null)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Equal([2L], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys);
    }

    [Fact]
    public async Task A_version_that_has_expired_and_was_replaced_before_is_followed_by_the_one_that_replaced_it()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Expire(1, export.Time.GetUtcNow().AddMinutes(1));
        export.Database.QueryV10("""Collection("things").byId("1")!.replace({ v: 7 })""");
        export.Time.Advance(TimeSpan.FromMinutes(2));

        await export.RunV10Async();

        Assert.Equal(await export.LivingAsync(), ExportHarness.StateOf(await export.Harness.AllRowsAsync()).OrderBy(x => x.Key).ToDictionary());
    }

    [Fact]
    public async Task A_document_that_expires_between_outline_and_page_is_counted_as_expired()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.Expire(5, export.Time.GetUtcNow().AddMinutes(1));
        export.BeforeRequest("page: set", 1, () => export.Time.Advance(TimeSpan.FromMinutes(2)));

        var result = await export.RunV10Async();

        Assert.Equal(29, result.Rows);
        Assert.Equal(1, (await export.Harness.ManifestAsync(result.Manifest!)).Expired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_privilege_lost_in_mid_export_is_not_the_end_of_the_collection(int parallelism)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(1, 60).Select(id => ((long)id, id))]);
        export.BeforeRequest("page: set", 4, () => export.SetReadable(false));

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunV10Async());

        Assert.Null((await export.Harness.CursorAsync())!.Through);
        export.Server.Faults.OnRequest = null;
        export.SetReadable(true);
        var result = await export.RunV10Async();
        Assert.Equal(Enumerable.Range(1, 60).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_collection_made_anew_in_mid_export_has_not_expired(int parallelism)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(1, 60).Select(id => ((long)id, id))]);
        export.BeforeRequestAlone("page: set", 4, () =>
        {
            export.Time.Advance(TimeSpan.FromSeconds(1));
            export.MakeAnew();
            export.Write((3, 30), (99, 99));
        });

        var result = await export.RunV10Async();

        Assert.Equal([(3L, (int?)30), (99, 99)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Contains(result.Warnings, warning => warning.Contains("made anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collection_made_anew_while_its_changes_are_read_starts_a_new_snapshot()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunV10Async();
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, -id))]);
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.MakeAnew();
        export.Write((3, 30));

        var result = await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal([(3L, (int?)30)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task A_feed_whose_start_is_too_old_says_so_with_status_200_and_moves_nothing()
    {
        await using var export = await EmulatedExport.StartAsync(historyDays: 0);
        export.Write((1, 1), (2, 2));
        await export.RunV10Async();
        export.Write((3, 3));
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromMinutes(16));
        export.Delete(2);

        var result = await export.RunV10Async();
        await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("History lost", StringComparison.Ordinal));
        Assert.Equal(await export.LivingAsync(), ExportHarness.StateOf(await export.Harness.AllRowsAsync()));
    }

    [Fact]
    public async Task A_field_that_starts_with_an_at_sign_wraps_its_document_in_pages_and_in_events()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Database.Load(EmulatedExport.Collection, [new EmulatorDocument(1, """{"@obj":{"@ts":5,"v":1,"id":"mine"}}""")]);
        var full = await export.RunV10Async();
        export.Database.Put(EmulatedExport.Collection, new EmulatorDocument(1, """{"@obj":{"@ref":5,"v":2,"ttl":"mine"}}"""));

        var changes = await export.RunV10Async();

        Assert.EndsWith(""","data":{"@ts":5,"v":1,"id":"mine"}}""", Assert.Single(await export.Harness.LinesAsync(full.Manifest!)), StringComparison.Ordinal);
        Assert.EndsWith(""","data":{"@ref":5,"v":2,"ttl":"mine"}}""", Assert.Single(await export.Harness.LinesAsync(changes.Manifest!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_with_negative_ids_are_in_no_page_and_no_feed_and_stop_nothing()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(-7, 15).Select(id => ((long)id, id))]);
        var full = await export.RunV10Async();
        export.Write([.. Enumerable.Range(-7, 15).Select(id => ((long)id, 100 + id))]);

        var changes = await export.RunV10Async();

        Assert.Equal((8L, 8L), (full.Rows, changes.Rows));
    }

    [Fact]
    public async Task An_idle_tick_asks_the_feed_once_and_the_server_twice_and_writes_no_blob()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunV10Async();
        await export.RunV10Async();
        var paths = new System.Collections.Concurrent.ConcurrentQueue<string>();
        export.Server.Faults.OnRequest = request =>
        {
            paths.Enqueue(request.Path);
            return Emulator.Faults.EmulatorFault.None;
        };
        var reaper = new Reaper();
        export.Harness.Parts = new MortalParts(export.Harness.Parts, reaper);

        var result = await export.RunV10Async();

        Assert.Equal(RunOutcome.Idle, result.Outcome);
        Assert.Equal(["/query/1", "/feed/1"], paths);
        Assert.Equal(0, reaper.Operations);
    }

    [Fact]
    public async Task A_hundred_thousand_changes_come_in_order_and_once_though_the_process_is_killed_among_them()
    {
        await using var export = await EmulatedExport.StartAsync(
            ExportHarness.Incremental with { PageSize = 1000, PartSize = 500_000, DeletedColumn = "deleted_at" }, options: new EmulatorOptions());
        export.Harness.Tuning = new ExportTuning();
        await export.RunV10Async();
        for (var batch = 0; batch < 100; batch++)
        {
            export.Database.Load(
                EmulatedExport.Collection, Enumerable.Range(batch * 1000, 1000).Select(id => new EmulatorDocument(id, $$"""{"v":{{id}}}""")));
        }

        var reaper = new Reaper { DieAt = 25 };
        var (parts, cursors) = (export.Harness.Parts, export.Harness.Cursors);
        export.Harness.Parts = new MortalParts(parts, reaper);
        export.Harness.Cursors = new MortalCursors(cursors, reaper);
        await Assert.ThrowsAsync<ProcessKilled>(() => export.RunV10Async());
        (export.Harness.Parts, export.Harness.Cursors) = (parts, cursors);
        var committed = (await export.Harness.CursorAsync())!.Run!.Rows;

        var result = await export.RunV10Async();

        Assert.InRange(committed, 1, 99_999);
        Assert.Equal((RunMode.Incremental, 100_000L), (result.Mode, result.Rows));
        Assert.Equal(Enumerable.Range(0, 100_000).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }
}

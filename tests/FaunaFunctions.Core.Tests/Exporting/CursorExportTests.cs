using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Exports through FQL v10 with a key that may read documents as they are, and not as they were: along the server's own cursor.</summary>
public sealed class CursorExportTests
{
    private const string NextPage = "Set.paginate";

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_key_that_may_not_look_back_exports_every_document_once_and_says_how(int parallelism)
    {
        await using var export = await StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(0, 50).Select(id => ((long)id, id))]);

        var result = await export.RunV10Async();

        Assert.Equal(Enumerable.Range(0, 50).Select(id => ((long)id, (int?)id)), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Equal(Consistency.Snapshot, (await export.Harness.ManifestAsync(result.Manifest!)).Consistency);
        Assert.Contains(result.Warnings, warning => warning.Contains("history_read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task Collections_of_few_documents_end_where_they_end(int documents)
    {
        await using var export = await StartAsync();
        if (documents > 0)
        {
            export.Write([.. Enumerable.Range(0, documents).Select(id => ((long)id, id))]);
        }

        var result = await export.RunV10Async();

        Assert.Equal(Enumerable.Range(0, documents).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        Assert.Equal(RunOutcome.Idle, (await export.RunV10Async()).Outcome);
    }

    [Fact]
    public async Task Later_pages_show_the_time_of_the_first_and_the_next_run_brings_what_changed_since()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        export.BeforeRequest(NextPage, 2, () =>
        {
            export.Write((20, 200), (0, 100), (77, 77));
            export.Delete(21, 22);
        });

        var full = await export.RunV10Async();
        var rows = await export.Harness.RowsAsync(full.Manifest!);
        await export.RunV10Async();

        Assert.Equal(Enumerable.Range(0, 30).Select(id => ((long)id, (int?)id)), rows.Select(row => (row.Id, row.Value)));
        Assert.All(rows, row => Assert.True(row.Ts <= full.Through));
        await AssertIsTheCollectionAsync(export);
    }

    [Fact]
    public async Task A_run_that_stops_after_every_page_goes_on_at_the_same_time()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(0, 40).Select(id => ((long)id, id))]);
        var runs = 0;
        RunResult result;
        do
        {
            result = await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
            export.Write((39 - runs, 1000 + runs));
        }
        while (result.Outcome == RunOutcome.Stopped && ++runs < 100);

        var manifest = await export.Harness.ManifestAsync(result.Manifest!);
        Assert.InRange(runs, 5, 40);
        Assert.Equal(Consistency.Snapshot, manifest.Consistency);
        Assert.Equal(Enumerable.Range(0, 40).Select(id => ((long)id, (int?)id)), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        await export.RunV10Async();
        await AssertIsTheCollectionAsync(export);
    }

    [Fact]
    public async Task A_full_export_killed_at_any_operation_is_of_one_time_all_the_same()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(0, 12).Select(id => ((long)id, id))]);
        var killed = true;
        for (var dieAt = 1; killed; dieAt++)
        {
            (export.Harness.Parts, export.Harness.Cursors) = (new MemoryPartStore(), new MemoryCursorStore());
            killed = await export.Harness.KilledAsync(dieAt, () => export.RunV10Async());
            export.Write((1, dieAt), (11, dieAt));

            await export.RunV10Async(new RunRequest(RunMode.Full));

            var latest = (await export.Harness.CursorAsync())!.LastManifest!;
            Assert.Equal((dieAt, Consistency.Snapshot), (dieAt, (await export.Harness.ManifestAsync(latest)).Consistency));
            Assert.Equal(12, (await export.Harness.RowsAsync(latest)).Count);
        }
    }

    [Theory]
    [InlineData(RunMode.Incremental, Consistency.CatchUp)]
    [InlineData(RunMode.Full, Consistency.Drift)]
    public async Task A_cursor_that_expires_under_way_is_replaced_behind_the_last_document(RunMode mode, Consistency consistency)
    {
        await using var export = await StartAsync(ExportHarness.Incremental with { Mode = mode }, historyDays: 0);
        export.Write([.. Enumerable.Range(1, 40).Select(id => ((long)id, id))]);
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromMinutes(16));
        export.Write((1, 111), (39, 393));

        var full = await export.RunV10Async();

        var manifest = await export.Harness.ManifestAsync(full.Manifest!);
        Assert.Equal(consistency, manifest.Consistency);
        Assert.Contains(manifest.Warnings, warning => warning.Contains("history_days", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 40).Select(id => (long)id), (await export.Harness.RowsAsync(full.Manifest!)).Select(row => row.Id));
        if (mode == RunMode.Incremental)
        {
            await export.RunV10Async();
            await AssertIsTheCollectionAsync(export);
        }
    }

    [Fact]
    public async Task A_cursor_that_the_server_does_not_know_any_more_is_replaced_behind_the_last_document()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(1, 40).Select(id => ((long)id, id))]);
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        var stored = (await export.Harness.Cursors.ReadAsync("things", TestContext.Current.CancellationToken))!;
        var run = stored.Cursor.Run!;
        await export.Harness.Cursors.WriteAsync(
            stored.Cursor with { Run = run with { Position = run.Position with { EventCursor = "hdWnonsense" } } },
            stored.Version,
            TestContext.Current.CancellationToken);
        export.Write((1, 111), (39, 393));

        var full = await export.RunV10Async();
        await export.RunV10Async();

        Assert.Equal(Enumerable.Range(1, 40).Select(id => (long)id), (await export.Harness.RowsAsync(full.Manifest!)).Select(row => row.Id));
        await AssertIsTheCollectionAsync(export);
    }

    [Fact]
    public async Task A_collection_made_anew_under_a_cursor_is_read_from_its_beginning()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.BeforeRequest(NextPage, 3, () =>
        {
            export.MakeAnew(history: false);
            export.Write((5, 50), (500, 51));
        });

        var result = await export.RunV10Async();

        Assert.Equal([(5L, (int?)50), (500, 51)], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        Assert.Contains(result.Warnings, warning => warning.Contains("made anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_privilege_lost_under_a_cursor_is_not_the_end_of_the_collection()
    {
        await using var export = await StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.BeforeRequest(NextPage, 3, () => export.SetReadable(false));

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunV10Async());

        Assert.Null((await export.Harness.CursorAsync())!.Through);
        export.Server.Faults.OnRequest = null;
        export.SetReadable(true, history: false);
        var result = await export.RunV10Async();
        Assert.Equal(Enumerable.Range(1, 30).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_privilege_to_look_back_that_is_lost_under_way_is_done_without()
    {
        await using var export = await StartAsync(history: true);
        export.Write([.. Enumerable.Range(1, 60).Select(id => ((long)id, id))]);
        await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero));
        export.SetReadable(true, history: false);
        export.Write((1, 100), (60, 600));

        var result = await export.Harness.RunToEndAsync(export.V10Source(), new RunRequest());
        await export.RunV10Async();

        Assert.Equal(Consistency.CatchUp, (await export.Harness.ManifestAsync(result.Manifest!)).Consistency);
        Assert.Equal(Enumerable.Range(1, 60).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        await AssertIsTheCollectionAsync(export);
    }

    [Fact]
    public async Task Changes_and_deletions_come_to_a_key_that_may_not_look_back()
    {
        await using var export = await StartAsync();
        export.Write((1, 1), (2, 2), (3, 3));
        await export.RunV10Async();
        export.Write((2, 20), (4, 4));
        export.Delete(1);

        var result = await export.RunV10Async();

        Assert.Equal((RunMode.Incremental, 3L, 1L), (result.Mode, result.Rows, result.Deletions));
        Assert.Contains(result.Warnings, warning => warning.Contains("history_read", StringComparison.Ordinal));
        await AssertIsTheCollectionAsync(export);
    }

    [Fact]
    public async Task A_collection_made_anew_is_noticed_by_its_definition_where_the_key_may_not_look_back()
    {
        await using var export = await StartAsync();
        export.SetReadable(true, history: false, definition: true);
        export.Write((1, 1), (2, 2));
        export.Time.Advance(TimeSpan.FromSeconds(1));
        await export.RunV10Async();
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.MakeAnew(history: false, definition: true);
        export.Write((7, 7));

        var result = await export.RunV10Async();

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal([7L], (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        Assert.Equal(RunOutcome.Idle, (await export.RunV10Async()).Outcome);
    }

    [Fact]
    public async Task A_collection_named_like_a_module_is_not_read_along_a_cursor_which_would_show_the_modules_documents()
    {
        await using var export = await StartAsync();
        export.Database.CreateCollection("Key", historyDays: 1);
        export.Database.Query("""{"do":[{"create":{"ref":{"collection":"Key"},"id":"1"}},{"create":{"ref":{"collection":"Key"},"id":"2"}},{"create":{"ref":{"collection":"Key"},"id":"3"}}]}""");
        var secret = export.Database.CreateRoleKey("keys", """[{"object":{"resource":{"collection":"Key"},"actions":{"object":{"read":true}}}}]""");
        export.Harness.Settings = export.Harness.Settings with
        {
            Collection = "Key",
            Mode = RunMode.Full,
            Connection = EmulatedExport.ConnectionTo(export.Server, secret),
        };

        var denied = await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunV10Async());

        Assert.Contains("history_read", denied.Message, StringComparison.Ordinal);
        Assert.Contains("'Key'", denied.Message, StringComparison.Ordinal);
        Assert.Null(await export.Harness.CursorAsync());
    }

    [Fact]
    public async Task A_collection_made_anew_is_noticed_also_behind_a_snapshot_that_lost_the_privilege_to_look_back()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        export.SetReadable(true, history: true, definition: true);
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        Assert.Equal(RunOutcome.Stopped, (await export.RunV10Async(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.SetReadable(true, history: false, definition: true);
        Assert.Equal(RunOutcome.Completed, (await export.RunV10Async()).Outcome);
        export.Time.Advance(TimeSpan.FromMinutes(1));
        export.MakeAnew(history: false, definition: true);
        export.Write((50, 50));

        await export.RunV10Async();

        Assert.Equal([50L], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys.Order());
    }

    [Fact]
    public async Task A_collection_made_anew_is_noticed_wherever_the_snapshot_before_it_was_killed_and_lost_the_privilege_to_look_back()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        var killed = true;
        for (var dieAt = 1; killed; dieAt++)
        {
            (export.Harness.Parts, export.Harness.Cursors) = (new MemoryPartStore(), new MemoryCursorStore());
            export.SetReadable(true, history: true, definition: true);
            export.Write((1, 1), (2, 2), (3, 3));
            killed = await export.Harness.KilledAsync(dieAt, () => export.RunV10Async());
            export.Time.Advance(TimeSpan.FromSeconds(1));
            export.SetReadable(true, history: false, definition: true);
            await export.RunV10ToEndAsync(new RunRequest());
            export.Time.Advance(TimeSpan.FromMinutes(1));
            export.MakeAnew(history: false, definition: true);
            export.Write((50, 50));

            await export.RunV10ToEndAsync(new RunRequest());

            Assert.Equal((dieAt, 50L), (dieAt, Assert.Single(ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys)));
        }
    }

    private static async Task<EmulatedExport> StartAsync(Core.Configuration.ExportSettings? settings = null, int historyDays = 1, bool history = false)
    {
        var export = await EmulatedExport.StartAsync(settings, historyDays);
        export.SetReadable(true, history);
        return export;
    }

    private static async Task AssertIsTheCollectionAsync(EmulatedExport export) => Assert.Equal(
        (await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(await export.Harness.AllRowsAsync()).OrderBy(x => x.Key));
}

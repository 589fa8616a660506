using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

public sealed class RunTests : IDisposable
{
    private readonly MemoryCollection _collection = new();
    private readonly ExportHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_full_export_holds_every_document_once_in_order(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        Fill(100);

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunOutcome.Completed, RunMode.Full, 100L), (result.Outcome, result.Mode, result.Rows));
        var rows = await _harness.RowsAsync(result.Manifest!);
        Assert.Equal(Enumerable.Range(0, 100).Select(id => (long)id), rows.Select(row => row.Id));
        Assert.True(result.Parts > 5);
    }

    [Fact]
    public async Task An_empty_collection_gives_an_empty_snapshot_and_asks_whether_it_may_be_read()
    {
        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunOutcome.Completed, 0L, 0), (result.Outcome, result.Rows, result.Parts));
        Assert.NotNull(result.Manifest);
        Assert.Contains("confirm", _collection.Requests);
    }

    [Fact]
    public async Task A_tick_without_changes_costs_one_request_and_writes_nothing()
    {
        Fill(10);
        await _harness.RunAsync(_collection);
        var files = Directory.GetFiles(_harness.Folder, "*", SearchOption.AllDirectories).Length;
        _collection.Requests.Clear();

        var result = await _harness.RunAsync(_collection);

        Assert.Equal(RunOutcome.Idle, result.Outcome);
        Assert.Equal(["probe"], _collection.Requests);
        Assert.Equal(files, Directory.GetFiles(_harness.Folder, "*", SearchOption.AllDirectories).Length);
        Assert.True((await _harness.CursorAsync())!.Through > result.From);
    }

    [Fact]
    public async Task A_tick_that_sees_no_document_at_all_asks_whether_it_may_read()
    {
        Fill(3);
        await _harness.RunAsync(_collection);
        var before = await _harness.CursorAsync();
        _collection.Readable = false;

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => _harness.RunAsync(_collection));

        Assert.Equal(before, await _harness.CursorAsync());
    }

    [Fact]
    public async Task Updates_and_deletions_are_exported_and_nothing_else()
    {
        Fill(10);
        await _harness.RunAsync(_collection);
        _collection.Write((3, 33), (11, 11));
        _collection.Delete(5);

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((3L, 1L), (result.Rows, result.Deletions));
        var rows = await _harness.RowsAsync(result.Manifest!);
        Assert.Equal([(5L, (int?)null), (3, 33), (11, 11)], rows.Select(row => (row.Id, row.Value)));
    }

    [Fact]
    public async Task A_changed_ttl_is_not_a_deletion()
    {
        Fill(3);
        await _harness.RunAsync(_collection);
        _collection.Expire(1, ttl: _collection.Now + 1_000_000_000_000);

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((1L, 0L), (result.Rows, result.Deletions));
    }

    [Fact]
    public async Task Many_documents_of_one_time_are_neither_skipped_nor_repeated_across_pages_parts_and_stops()
    {
        await _harness.RunAsync(_collection);
        _collection.Write([.. Enumerable.Range(0, 50).Select(id => ((long)id, id))]);

        var result = await _harness.RunToEndAsync(_collection, new RunRequest(Budget: TimeSpan.Zero));

        Assert.Equal(50, result.Rows);
        Assert.Equal(Enumerable.Range(0, 50).Select(id => (long)id), (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_run_that_stops_at_its_budget_after_every_page_comes_to_the_same_end()
    {
        Fill(60);

        var result = await _harness.RunToEndAsync(_collection, new RunRequest(Budget: TimeSpan.Zero));

        Assert.Equal((60L, RunOutcome.Completed), (result.Rows, result.Outcome));
        Assert.Equal(60, (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id).Distinct().Count());
        Assert.Equal("snapshot", (await _harness.ManifestAsync(result.Manifest!)).Consistency.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task A_page_that_leaves_out_a_document_fails_the_run_and_names_it()
    {
        Fill(20);
        _collection.AlterPage = ids => ids.Where(id => id != 13);

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection));

        Assert.Contains("document 13", failure.Message, StringComparison.Ordinal);
        Assert.Null((await _harness.CursorAsync())!.Through);
    }

    [Fact]
    public async Task A_page_that_adds_a_document_fails_the_run_and_names_it()
    {
        Fill(20, step: 2);
        _collection.AlterPage = ids => ids.SelectMany(id => id == 12 ? [id, 13] : new[] { id });

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection));

        Assert.Contains("document 13", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_expires_between_outline_and_page_is_counted_and_the_run_goes_on()
    {
        Fill(20);
        var ttl = _collection.Now + 5_000_000;
        _collection.Expire(13, ttl);
        _collection.BeforeRequest = request =>
        {
            if (request == "page" && _collection.Now < ttl)
            {
                _collection.Tick(ttl - _collection.Now);
            }
        };

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunOutcome.Completed, 19L), (result.Outcome, result.Rows));
        Assert.Equal(1, (await _harness.ManifestAsync(result.Manifest!)).Expired);
    }

    [Fact]
    public async Task A_snapshot_that_falls_out_of_history_goes_on_at_a_later_time_and_is_caught_up_with()
    {
        _harness.Settings = _harness.Settings with { DeletedColumn = null };
        Fill(60);
        _collection.Before("page", 6, () =>
        {
            _collection.Write((2, 222), (50, 555));
            _collection.MinimumTime = _collection.Now;
        });

        var full = await _harness.RunAsync(_collection);
        var manifest = await _harness.ManifestAsync(full.Manifest!);
        _collection.BeforeRequest = null;
        await _harness.RunAsync(_collection);

        Assert.Equal(Consistency.CatchUp, manifest.Consistency);
        Assert.Equal(_collection.Living, ExportHarness.StateOf(await _harness.AllRowsAsync()));
    }

    [Fact]
    public async Task A_full_export_with_nothing_to_catch_up_with_says_that_it_drifted()
    {
        _harness.Settings = _harness.Settings with { Mode = RunMode.Full, Index = null, DeletedColumn = null };
        Fill(60);
        _collection.Before("page", 6, () => _collection.MinimumTime = _collection.Tick());

        var manifest = await _harness.ManifestAsync((await _harness.RunAsync(_collection)).Manifest!);

        Assert.Equal(Consistency.Drift, manifest.Consistency);
        Assert.NotEmpty(manifest.Warnings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_snapshot_that_falls_out_of_history_before_its_first_page_is_one_of_a_later_time(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        Fill(20);
        _collection.Before("page", 1, () => _collection.MinimumTime = _collection.Tick());

        var manifest = await _harness.ManifestAsync((await _harness.RunAsync(_collection)).Manifest!);

        Assert.Equal((Consistency.Snapshot, 20L), (manifest.Consistency, manifest.Rows));
        Assert.Empty(manifest.Warnings);
        Assert.True((await _harness.CursorAsync())!.HadDocuments);
    }

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    public async Task Every_invocation_reads_from_what_the_one_before_has_come_to(MemoryApi api)
    {
        var collection = new MemoryCollection(api);
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1, Parallelism = 1 }, inMemory: true);
        collection.Write((1, 1));
        var full = await harness.RunAsync(collection);
        collection.Write((2, 2), (3, 3));
        await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        var seen = collection.Seen;

        await harness.RunAsync(collection);

        Assert.Equal(full.Through, seen);
        Assert.Equal((await harness.CursorAsync())!.Through, collection.Seen);
    }

    [Fact]
    public async Task Lost_history_is_said_and_answered_with_a_new_snapshot()
    {
        Fill(10);
        await _harness.RunAsync(_collection);
        _collection.Delete(4);
        _collection.MinimumTime = _collection.Tick();

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunMode.Full, 9L), (result.Mode, result.Rows));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("History lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_lost_while_deletions_are_read_replaces_the_run_by_a_snapshot_and_removes_its_parts()
    {
        Fill(60);
        await _harness.RunAsync(_collection);
        _collection.Delete([.. Enumerable.Range(0, 40).Select(id => (long)id)]);
        await _harness.RunAsync(_collection, request: new RunRequest(Budget: TimeSpan.Zero));
        _collection.MinimumTime = _collection.Tick();

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunMode.Full, 20L), (result.Mode, result.Rows));
        Assert.All(
            Directory.GetFiles(_harness.Folder, "part-*", SearchOption.AllDirectories).Where(file => file.Contains("/changes/", StringComparison.Ordinal)),
            file => Assert.Contains("-inferred", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collection_made_anew_under_its_name_starts_a_new_snapshot()
    {
        Fill(10);
        await _harness.RunAsync(_collection);
        _collection.Recreate();
        _collection.Write((500, 1));

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunMode.Full, 1L), (result.Mode, result.Rows));
        Assert.Contains(result.Warnings, warning => warning.Contains("made anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trouble_on_the_way_to_fauna_commits_what_was_read_before_it_fails()
    {
        Fill(60);
        var pages = 0;
        _collection.BeforeRequest = request =>
        {
            if (request == "page" && ++pages > 8)
            {
                throw new FaunaUnavailable("No connection.");
            }
        };

        await Assert.ThrowsAsync<FaunaUnavailable>(() => _harness.RunAsync(_collection));

        Assert.True((await _harness.CursorAsync())!.Run!.Rows > 0);
        _collection.BeforeRequest = null;
        var result = await _harness.RunAsync(_collection);
        Assert.Equal(60, (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Windows_of_manifests_join_across_ticks_without_changes()
    {
        Fill(5);
        var full = await _harness.ManifestAsync((await _harness.RunAsync(_collection)).Manifest!);
        await _harness.RunAsync(_collection);
        await _harness.RunAsync(_collection);
        _collection.Write((1, 5));
        var first = await _harness.ManifestAsync((await _harness.RunAsync(_collection)).Manifest!);
        _collection.Write((1, 6));
        var second = await _harness.ManifestAsync((await _harness.RunAsync(_collection)).Manifest!);

        Assert.Null(full.Window.From);
        Assert.Equal(full.Window.To, first.Window.From);
        Assert.Equal(first.Window.To, second.Window.From);
        Assert.NotNull(second.Previous);
    }

    [Fact]
    public async Task Old_snapshots_go_only_after_a_newer_one_is_complete()
    {
        _harness.Settings = _harness.Settings with { KeepSnapshots = 2 };
        Fill(30);
        for (var run = 0; run < 4; run++)
        {
            await _harness.RunAsync(_collection, RunMode.Full);
        }

        var unfinished = await _harness.RunAsync(_collection, request: new RunRequest(RunMode.Full, TimeSpan.Zero));

        Assert.Equal(RunOutcome.Stopped, unfinished.Outcome);
        Assert.Equal(2, Directory.GetFiles(_harness.Folder, "manifest.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_second_run_at_the_same_time_is_told_that_the_export_is_busy()
    {
        await using var lease = await _harness.Cursors.AcquireLeaseAsync("things", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ExportBusy>(() => _harness.RunAsync(_collection));
    }

    [Fact]
    public async Task A_cursor_of_another_collection_is_refused()
    {
        Fill(3);
        await _harness.RunAsync(_collection);
        _harness.Settings = _harness.Settings with { Collection = "others" };

        await Assert.ThrowsAsync<CursorOfAnotherSource>(() => _harness.RunAsync(_collection));
    }

    [Fact]
    public async Task Parts_do_not_depend_on_how_many_pages_are_in_flight_or_how_large_they_are()
    {
        Fill(200);
        var contents = new List<string>();
        foreach (var (parallelism, pageSize) in new[] { (1, 1), (1, 64), (2, 3), (8, 7), (8, 1000) })
        {
            using var harness = new ExportHarness(ExportHarness.Incremental with { Parallelism = parallelism, PageSize = pageSize });
            await harness.RunAsync(_collection);
            contents.Add(string.Join('|', Directory.GetFiles(harness.Folder, "part-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)));
        }

        Assert.Single(contents.Distinct());
    }

    private void Fill(int documents, int step = 1) =>
        _collection.Write([.. Enumerable.Range(0, documents).Select(id => ((long)id * step, id))]);

    [Fact]
    public async Task What_fails_behind_a_run_that_was_completed_first_is_not_told_of_that_run()
    {
        using var harness = new ExportHarness(inMemory: true);
        var collection = new MemoryCollection();
        collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        await harness.RunAsync(collection);
        collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, -id))]);
        var stopped = await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        collection.BeforeRequest = name =>
        {
            if (name == "time")
            {
                throw new FaunaUnavailable("not now");
            }
        };

        await Assert.ThrowsAsync<FaunaUnavailable>(() => harness.RunAsync(collection, RunMode.Full));

        var runs = await harness.Cursors.ReadRunsAsync("things", 10, TestContext.Current.CancellationToken);
        Assert.Null((await harness.CursorAsync())!.Run);
        Assert.Equal("succeeded", runs.Single(run => run.Run == stopped.Run).Outcome);
    }
}

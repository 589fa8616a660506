using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting.Vanished;

public sealed class InferenceTests : IDisposable
{
    private readonly ExportHarness _harness = new(inMemory: true);
    private readonly Follower _follower;

    public InferenceTests() => _follower = new Follower(_harness);

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    [InlineData(MemoryApi.V10WithoutHistory)]
    public async Task Deletions_that_went_with_lost_history_are_inferred(MemoryApi api)
    {
        var collection = await FilledAsync(api);
        collection.Delete(2, 7, 21);
        collection.Write((3, 33), (40, 40));
        collection.MinimumTime = collection.Tick();

        var result = await RunAsync(collection);

        Assert.Equal((RunMode.Full, 3L), (result.Mode, result.Inferred));
        Assert.Equal([2, 7, 21], await InferredAsync());
        Assert.Equal(collection.Living, _follower.State);
    }

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    public async Task Documents_whose_ttl_passed_are_told_by_the_next_full_export(MemoryApi api)
    {
        var collection = await FilledAsync(api);
        collection.Expire(5, collection.Now + 1_000_000);
        await RunAsync(collection);
        collection.Tick(2_000_000);
        await RunAsync(collection);

        var result = await RunAsync(collection, RunMode.Full);

        Assert.Equal(result.Inferred, (await InferredAsync()).Count);
        Assert.Equal(collection.Living, _follower.State);
        Assert.False(_follower.State.ContainsKey(5));
    }

    [Theory]
    [InlineData(MemoryApi.V4)]
    [InlineData(MemoryApi.V10)]
    public async Task A_collection_made_anew_loses_what_the_old_one_had(MemoryApi api)
    {
        var collection = await FilledAsync(api);
        collection.Recreate();
        collection.Write((3, 333), (50, 50));

        var result = await RunAsync(collection);

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal(collection.Living, _follower.State);
        Assert.DoesNotContain(3, await InferredAsync());
        Assert.Contains(4, await InferredAsync());
    }

    [Fact]
    public async Task What_was_deleted_before_is_not_told_twice()
    {
        var collection = await FilledAsync();
        collection.Delete(1, 2);
        await RunAsync(collection);
        collection.Write((2, 22), (60, 60));
        await RunAsync(collection);

        var result = await RunAsync(collection, RunMode.Full);

        Assert.Equal(0, result.Inferred);
        Assert.Empty((await LatestAsync()).Runs);
        Assert.Equal(collection.Living, _follower.State);
    }

    [Fact]
    public async Task The_records_say_what_they_are_and_the_manifest_stands_behind_the_snapshot()
    {
        var collection = await FilledAsync();
        await RunAsync(collection);
        var through = (await LatestAsync()).Through;
        Lose(collection, 7);

        var result = await RunAsync(collection);
        collection.Write((70, 70));
        await RunAsync(collection);

        var latest = await LatestAsync();
        Assert.Equal((result.Manifest, 2), (latest.Snapshot.Name, latest.Runs.Count));
        var manifest = await _harness.ManifestAsync(latest.Runs[0].Name);
        Assert.Equal((true, RunMode.Incremental, latest.Snapshot), (manifest.Inferred, manifest.Mode, manifest.Previous));
        Assert.Equal(new ManifestWindow(through, (await _harness.ManifestAsync(result.Manifest!)).Window.To), manifest.Window);
        var at = manifest.Window.To;
        var time = DateTime.UnixEpoch.AddMicroseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([$$"""{"ref":"7","ts":{{at}},"deleted_at":"{{time}}","deleted_inferred":true}"""], await _harness.LinesAsync(latest.Runs[0].Name));
        Assert.Equal(at, (await _harness.ManifestAsync(latest.Runs[1].Name)).Window.From);
    }

    [Fact]
    public async Task Without_deletions_nothing_is_inferred()
    {
        _harness.Settings = _harness.Settings with { DeletedColumn = null };
        var collection = await FilledAsync();
        collection.Delete(1, 2);

        var result = await RunAsync(collection, RunMode.Full);

        Assert.Equal(0, result.Inferred);
        Assert.Empty((await LatestAsync()).Runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task More_changes_than_fit_into_memory_come_to_the_same_end(int inMemory)
    {
        _harness.Tuning = _harness.Tuning with { SortedInMemory = inMemory };
        var collection = await FilledAsync();
        for (var i = 0; i < 10; i++)
        {
            collection.Write([.. Enumerable.Range(i * 3, 20).Select(id => ((long)id, i))]);
            collection.Delete(i);
            await RunAsync(collection);
        }

        Lose(collection, [.. collection.Living.Keys.Where(id => id % 3 == 0)]);
        var result = await RunAsync(collection);

        Assert.True(result.Inferred > 5);
        Assert.Equal(collection.Living, _follower.State);
    }

    [Fact]
    public async Task A_run_that_stops_at_its_budget_goes_on_behind_the_last_document_it_looked_at()
    {
        _harness.Settings = _harness.Settings with { KeepSnapshots = 1 };
        var collection = await FilledAsync();
        Lose(collection, [.. Enumerable.Range(0, 20).Select(id => (long)id)]);
        var stops = 0;
        RunResult result;
        while ((result = await _harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero))).Outcome == RunOutcome.Stopped)
        {
            stops += (await _harness.CursorAsync())!.Run!.Position.Phase == RunPhase.Inferring ? 1 : 0;
            Assert.Equal(RunMode.Full, result.Mode);
            await _follower.FollowAsync();
        }

        await _follower.FollowAsync();
        Assert.True(stops > 2, "It never stopped while it looked for what vanished.");
        Assert.Equal(20, result.Inferred);
        Assert.Equal(collection.Living, _follower.State);
    }

    [Theory]
    [InlineData("full/", ".ndjson")]
    [InlineData("full/", "manifest.json")]
    [InlineData("changes/", ".ndjson")]
    [InlineData("changes/", "manifest.json")]
    public async Task An_old_file_that_is_gone_is_said_in_the_manifest_and_holds_nothing_up(string folder, string end)
    {
        var collection = await FilledAsync();
        collection.Write((1, 11));
        await RunAsync(collection);
        var name = await NameAsync(folder, end);
        await _harness.Parts.DeleteAsync(name, TestContext.Current.CancellationToken);
        Lose(collection, 7);

        var result = await _harness.RunAsync(collection);

        Assert.Equal((RunOutcome.Completed, RunMode.Full), (result.Outcome, result.Mode));
        Assert.Contains((await _harness.ManifestAsync(result.Manifest!)).Warnings, warning => warning.Contains("Documents that vanished could not all be told", StringComparison.Ordinal));
        Assert.Equal(collection.Living, ExportHarness.StateOf(await _harness.AllRowsAsync()));
    }

    [Fact]
    public async Task An_old_part_that_was_cut_short_is_said_in_the_manifest()
    {
        var collection = await FilledAsync();
        var name = await NameAsync("full/", ".ndjson");
        var content = Encoding.UTF8.GetString((await _harness.Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!);
        await _harness.Parts.WriteDocumentAsync(name, Encoding.UTF8.GetBytes(content[..(content.IndexOf('\n', StringComparison.Ordinal) + 1)]), TestContext.Current.CancellationToken);
        Lose(collection, 7);

        var result = await _harness.RunAsync(collection);

        Assert.Contains(result.Warnings, warning => warning.Contains("could not all be told", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_changed_while_vanished_documents_are_looked_for_start_the_search_again()
    {
        var collection = await FilledAsync();
        Lose(collection, [.. Enumerable.Range(0, 20).Select(id => (long)id)]);
        while ((await _harness.CursorAsync())!.Run is not { Position.Phase: RunPhase.Inferring, NextPart: > 1 })
        {
            await _harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        }

        _harness.Settings = _harness.Settings with { DeletedColumn = "gone_at" };
        var result = await RunAsync(collection);

        Assert.Equal((RunOutcome.Completed, 20L), (result.Outcome, result.Inferred));
        Assert.All(await _harness.LinesAsync((await LatestAsync()).Runs[0].Name), line => Assert.Contains("\"gone_at\":", line, StringComparison.Ordinal));
        Assert.Equal(collection.Living, _follower.State);
    }

    [Fact]
    public async Task A_snapshot_that_is_held_back_infers_nothing()
    {
        _harness.AcceptShrink = false;
        var collection = await FilledAsync();
        Lose(collection, [.. Enumerable.Range(0, 29).Select(id => (long)id)]);

        await Assert.ThrowsAsync<SnapshotHeld>(() => _harness.RunAsync(collection));

        await _follower.FollowAsync();
        Assert.Equal(30, _follower.State.Count);
    }

    private async Task<MemoryCollection> FilledAsync(MemoryApi api = MemoryApi.V4)
    {
        var collection = new MemoryCollection(api);
        collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        await RunAsync(collection);
        return collection;
    }

    private async Task<RunResult> RunAsync(MemoryCollection collection, RunMode? mode = null)
    {
        var result = await _harness.RunAsync(collection, mode);
        await _follower.FollowAsync();
        return result;
    }

    private static void Lose(MemoryCollection collection, params long[] ids)
    {
        collection.Delete(ids);
        collection.MinimumTime = collection.Tick();
    }

    private async Task<LatestPointer> LatestAsync()
    {
        var name = PartNames.Latest(_harness.Settings.Name);
        return ManifestJson.ReadLatest((await _harness.Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!, name);
    }

    private async Task<List<long>> InferredAsync()
    {
        var latest = await LatestAsync();
        var lines = latest.Runs.Count == 0 ? [] : await _harness.LinesAsync(latest.Runs[0].Name);
        return lines.Where(line => line.EndsWith(",\"deleted_inferred\":true}", StringComparison.Ordinal)).Select(line => ExportHarness.Row.Of(line).Id).ToList();
    }

    private async Task<string> NameAsync(string folder, string end)
    {
        await foreach (var name in _harness.Parts.ListAsync(PartNames.Export(_harness.Settings.Name) + folder, TestContext.Current.CancellationToken))
        {
            if (name.EndsWith(end, StringComparison.Ordinal))
            {
                return name;
            }
        }

        throw new InvalidOperationException("There is no such file.");
    }

    [Fact]
    public async Task A_negative_id_which_no_snapshot_shows_is_not_taken_for_gone()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunAsync();
        export.Write((-5, 9), (2, 3));
        await export.RunAsync();
        Assert.Contains(await export.Harness.AllRowsAsync(), row => row.Id == -5 && row.Value == 9);
        export.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await export.RunAsync(new RunRequest(RunMode.Full));

        Assert.DoesNotContain(await export.Harness.AllRowsAsync(), row => row.Id == -5 && row.Value is null);
        Assert.Equal(0, result.Inferred);
    }
}

using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>Every collection of a database at one time, through both languages.</summary>
public sealed class DatabaseExportTests
{
    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task All_collections_are_exported_as_they_stood_at_one_time_whatever_is_written_meanwhile(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("a", 1, 2, 3);
        export.Make("b", 10, 20, 30, 40, 50, 60);
        export.Make("c", 100);
        export.Before = run =>
        {
            if (run == "shop")
            {
                return;
            }

            // What is written between the collections is of a later time.
            export.Time.Advance(TimeSpan.FromSeconds(10));
            export.Put("a", 1, -1);
            export.Put("b", 2, -1);
            export.Put("c", 7, -1);
            export.Delete("c", 7);
            export.Put("b", 3, -2);
        };

        var result = await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal((RunOutcome.Completed, RunMode.Full, 10L), (result.Outcome, result.Mode, result.Rows));
        Assert.Equal((true, DatabaseConsistency.Snapshot, manifest.At, 10), (manifest.Complete, manifest.Consistency, manifest.Through, manifest.Rows));
        Assert.Equal([("a", "shop/a", 3), ("b", "shop/b", 6), ("c", "shop/c", 1)], manifest.Collections.Select(c => (c.Collection, c.Export, (int)c.Rows)));
        Assert.All(manifest.Collections, entry => Assert.Equal((manifest.At, manifest.At, DatabaseEntryStatus.Exported), (entry.Snapshot, entry.Through, entry.Status)));
        Assert.All(manifest.Collections, entry => Assert.Equal($"{entry.Export}/full/snapshot={manifest.At}/manifest.json", entry.Manifest!.Name));
        Assert.Equal([(1, 1), (2, 2), (3, 3)], await export.StateAsync("shop/a"));
        Assert.Equal([(1, 10), (2, 20), (3, 30), (4, 40), (5, 50), (6, 60)], await export.StateAsync("shop/b"));
        Assert.Equal([(1, 100)], await export.StateAsync("shop/c"));
        Assert.Null((await export.CursorAsync())!.Database!.Run);
    }

    [Fact]
    public async Task Windows_of_an_incremental_run_end_at_one_time_whatever_is_written_meanwhile()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Make("a", 1, 2);
        export.Make("b", 10, 20);
        await export.RunAsync();
        export.Put("a", 1, 5);
        export.Delete("b", 1);
        export.Before = run =>
        {
            if (run != "shop")
            {
                export.Time.Advance(TimeSpan.FromSeconds(10));
                export.Put("a", 2, -1);
                export.Put("b", 2, -1);
                export.Delete("b", 2);
            }
        };

        var result = await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal((RunMode.Incremental, 2L, 1L), (result.Mode, result.Rows, result.Deletions));
        Assert.Equal((DatabaseConsistency.Snapshot, manifest.At), (manifest.Consistency, manifest.Through));
        Assert.Equal([(1, 5), (2, 2)], await export.StateAsync("shop/a"));
        Assert.Equal([(2, 20)], await export.StateAsync("shop/b"));

        export.Before = null;
        await export.RunAsync();
        Assert.Equal([(1, 5), (2, -1)], await export.StateAsync("shop/a"));
        Assert.Empty(await export.StateAsync("shop/b"));
        Assert.All(["shop/a", "shop/b"], name => Assert.Distinct(export.RowsAsync(name).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Through_v10_each_collections_feed_is_read_to_the_runs_time_and_no_change_is_lost()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V10, incremental: true);
        export.Make("a", 1, 2);
        export.Make("b", 10);
        await export.RunAsync();
        export.Put("b", 1, 11);
        export.Before = run =>
        {
            if (run == "shop/b")
            {
                export.Time.Advance(TimeSpan.FromSeconds(10));
                export.Put("a", 1, 7);
                export.Put("b", 2, 20);
            }
        };

        var first = await export.RunAsync();
        export.Before = null;
        Assert.Equal([(1, 11)], await export.StateAsync("shop/b"));
        var second = await export.RunAsync();

        Assert.Equal((RunMode.Incremental, RunMode.Incremental), (first.Mode, second.Mode));
        Assert.Equal([(1, 7), (2, 2)], await export.StateAsync("shop/a"));
        Assert.Equal([(1, 11), (2, 20)], await export.StateAsync("shop/b"));
        var manifest = await export.ManifestAsync(first.Manifest!);
        Assert.Equal(DatabaseConsistency.Snapshot, manifest.Consistency);
        Assert.All(manifest.Collections, collection => Assert.Equal(manifest.At, collection.Through));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_run_without_changes_writes_nothing(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental: true);
        export.Make("a", 1);
        export.Make("b");
        await export.RunAsync();
        await export.RunAsync();
        var before = Files(export);
        var through = (await export.CursorAsync())!.Through;

        var result = await export.RunAsync();

        Assert.Equal((RunOutcome.Idle, null), (result.Outcome, result.Manifest));
        Assert.True(result.Through > through);
        Assert.Equal(before, Files(export));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_new_snapshot_says_what_vanished_from_each_collection(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental: true);
        export.Make("a", 1, 2, 3);
        export.Make("b", 1);
        await export.RunAsync();
        export.Delete("a", 2);

        await export.RunAsync(new RunRequest(RunMode.Full));

        var inferred = new List<string>();
        await foreach (var name in export.Parts.ListAsync("shop/", TestContext.Current.CancellationToken))
        {
            if (name.EndsWith("-inferred/manifest.json", StringComparison.Ordinal))
            {
                inferred.Add(name);
            }
        }

        var manifest = Assert.Single(inferred);
        Assert.StartsWith("shop/a/changes/", manifest, StringComparison.Ordinal);
        var json = await export.Parts.ReadDocumentAsync(manifest, TestContext.Current.CancellationToken);
        Assert.Equal((true, 1L), (ManifestJson.ReadManifest(json, manifest).Inferred, ManifestJson.ReadManifest(json, manifest).Deletions));
        Assert.Equal([(1, 1), (3, 3)], await export.StateAsync("shop/a"));
        export.Put("a", 2, 22);
        await export.RunAsync();
        Assert.Equal([(1, 1), (2, 22), (3, 3)], await export.StateAsync("shop/a"));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_collection_that_is_new_is_in_the_next_run(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental: true);
        export.Make("a", 1);
        await export.RunAsync();
        export.Make("b", 2);

        await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal([("a", DatabaseEntryStatus.Unchanged), ("b", DatabaseEntryStatus.Exported)], manifest.Collections.Select(c => (c.Collection, c.Status)));
        Assert.Equal([(1, 2)], await export.StateAsync("shop/b"));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_collection_that_is_gone_is_named_and_one_made_anew_begins_again(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental: true);
        export.Make("a", 1);
        export.Make("b", 2, 3, 4, 5);
        await export.RunAsync();
        export.Drop("b");

        await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal(["a"], manifest.Collections.Select(c => c.Collection));
        Assert.Equal(("b", "shop/b", manifest.At), Assert.Single(manifest.Dropped) is var gone ? (gone.Collection, gone.Export, gone.Gone) : default);
        Assert.Contains(manifest.Warnings, warning => warning.Contains("'b' is no longer there", StringComparison.Ordinal));
        Assert.Equal([(1, 2), (2, 3), (3, 4), (4, 5)], await export.StateAsync("shop/b"));

        export.Make("b", 7);
        await export.RunAsync();
        Assert.Empty((await export.LatestAsync()).Dropped);
        Assert.Equal([(1, 7)], await export.StateAsync("shop/b"));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_collection_that_shrank_too_far_is_held_back_until_it_is_accepted_and_the_others_are_exported(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("a", 1);
        export.Make("b", 2, 3, 4, 5);
        await export.RunAsync();
        export.Put("a", 1, 9);
        export.Delete("b", 1);
        export.Delete("b", 2);
        export.Delete("b", 3);

        var failure = await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());

        Assert.Contains("export --export shop --accept-shrink", failure.Message, StringComparison.Ordinal);
        Assert.Equal([(1, 9)], await export.StateAsync("shop/a"));
        Assert.Equal(4, (await export.StateAsync("shop/b")).Count());
        var accepted = await export.RunAsync(new RunRequest { AcceptShrink = true });
        var manifest = await export.LatestAsync();
        Assert.Equal((accepted.Manifest, DatabaseConsistency.Snapshot, manifest.At), ($"shop/_database/run={manifest.Run}/manifest.json", manifest.Consistency, manifest.Through));
        Assert.Equal([(4, 5)], await export.StateAsync("shop/b"));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task What_is_excluded_is_not_read_and_is_named(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("orders", 1);
        export.Make("log", 1);
        export.Make("tmp_1", 1);
        export.Make("tmp_2", 1);
        export.Settings = export.Settings with { Exclude = ["tmp_*", "log"] };

        await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal(["orders"], manifest.Collections.Select(c => c.Collection));
        Assert.Equal(["log", "tmp_1", "tmp_2"], manifest.Excluded);
        Assert.DoesNotContain(Files(export), file => file.Contains("tmp", StringComparison.Ordinal) || file.Contains("log", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_collection_that_the_key_may_not_read_fails_the_run_and_keeps_no_other_from_being_exported(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("a", 1);
        export.Make("secret", 2);
        export.Make("z", 3);
        export.UseKey(export.KeyFor("exporter", "a", "z"));

        var failure = await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());

        Assert.Equal(["secret"], failure.Collections);
        Assert.Contains("\"exclude\": [\"secret\"]", failure.Message, StringComparison.Ordinal);
        Assert.Equal([(1, 1)], await export.StateAsync("shop/a"));
        Assert.Equal([(1, 3)], await export.StateAsync("shop/z"));
        var cursor = (await export.CursorAsync())!;
        var manifest = await export.ManifestAsync(cursor.LastManifest!);
        Assert.False(manifest.Complete);
        Assert.Equal((DatabaseEntryStatus.Failed, null), (manifest.Collections[1].Status, manifest.Collections[1].Through));
        Assert.Null(cursor.Through);
        Assert.Null(await export.Parts.ReadDocumentAsync("shop/latest.json", TestContext.Current.CancellationToken));
        var run = Assert.Single(await export.Cursors.ReadRunsAsync("shop", 5, TestContext.Current.CancellationToken));
        Assert.Equal(("failed", failure.Message), (run.Outcome, run.Error));

        export.Settings = export.Settings with { Exclude = ["secret"] };
        await export.RunAsync();
        Assert.True((await export.LatestAsync()).Complete);
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_database_without_collections_is_told_as_what_it_may_be(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);

        var empty = await export.RunAsync();
        export.Make("a", 1);
        var filled = await export.RunAsync();

        Assert.Contains(empty.Warnings, warning => warning.StartsWith("The key shows no collection", StringComparison.Ordinal));
        Assert.DoesNotContain(filled.Warnings, warning => warning.StartsWith("The key shows no collection", StringComparison.Ordinal));
        Assert.Equal(1, filled.Rows);
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_key_that_may_not_list_collections_does_not_make_an_empty_database(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("a", 1);
        export.UseKey(export.Database.CreateRoleKey("reader", """[{"object":{"resource":{"collection":"a"},"actions":{"object":{"read":true,"history_read":true}}}}]"""));

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunAsync());

        Assert.Null(await export.CursorAsync());
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_run_that_stops_at_its_budget_goes_on_at_the_same_time(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("a", 1, 2, 3, 4, 5, 6, 7, 8, 9);
        export.Make("b", 1, 2, 3, 4, 5, 6, 7, 8, 9);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        // A stopped run commits at least a page of the collection that it is at.
        var stops = 0;
        var result = await export.RunAsync(new RunRequest(Stop: stop.Token));
        var at = (await export.CursorAsync())!.Database!.Run!.At;
        for (; result.Outcome == RunOutcome.Stopped; stops++)
        {
            Assert.InRange(stops, 0, 100);
            using var one = new CancellationTokenSource();
            export.Before = run =>
            {
                if (run != "shop")
                {
                    export.Put("b", 1, -1);
                    one.Cancel();
                }
            };
            result = await export.RunAsync(new RunRequest(Stop: one.Token));
        }

        var manifest = await export.LatestAsync();
        Assert.True(stops > 2);
        Assert.Equal((at, true, DatabaseConsistency.Snapshot, 18L, 18L), (manifest.At, manifest.Complete, manifest.Consistency, manifest.Rows, result.Rows));
        Assert.Equal(Enumerable.Range(1, 9).Select(i => ((long)i, i)), await export.StateAsync("shop/b"));
    }

    private static IReadOnlyList<string> Files(EmulatedDatabaseExport export) =>
        [.. Directory.EnumerateFiles(export.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(export.Folder, file)).Where(file => !file.Contains("_state", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}

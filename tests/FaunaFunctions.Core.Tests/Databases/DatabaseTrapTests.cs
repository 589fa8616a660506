using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Exporting;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>What one collection must not do to the others, nor to what the database's manifest says.</summary>
public sealed class DatabaseTrapTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_snapshot_that_went_on_at_a_later_time_is_told_as_such_also_behind_inferred_deletions(bool vanished)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Settings = export.Settings with { PageSize = 2, PartSize = 60 };
        export.Make("a", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        await export.RunAsync();
        if (vanished)
        {
            export.Delete("a", 10);
        }

        export.Server.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("\"get\":{\"var\"", StringComparison.Ordinal) && request.BodyText.Contains("\"documents\":{\"collection\":\"a\"}", StringComparison.Ordinal))
            {
                export.Time.Advance(TimeSpan.FromSeconds(60));
            }

            return EmulatorFault.None;
        };
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(RunMode.Full, Budget: TimeSpan.FromSeconds(30)))).Outcome);
        Assert.True((await export.CursorAsync("shop/a"))!.Run is { Mode: RunMode.Full, Rows: > 0 });
        export.Server.Faults.OnRequest = null;
        export.Time.Advance(TimeSpan.FromDays(3));
        export.Put("a", 9, 99);
        await export.RunAsync(new RunRequest(RunMode.Full));

        var manifest = await export.LatestAsync();
        var entry = Assert.Single(manifest.Collections);
        Assert.Equal((DatabaseConsistency.Apart, Consistency.CatchUp), (manifest.Consistency, entry.Consistency!.Value));
    }

    [Fact]
    public async Task The_rows_of_a_snapshot_count_beside_its_inferred_deletions()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Make("a", 1, 2, 3, 4, 5);
        await export.RunAsync();
        export.Delete("a", 2);

        var result = await export.RunAsync(new RunRequest(RunMode.Full));

        var manifest = await export.LatestAsync();
        Assert.Equal((5L, 5L), (result.Rows, manifest.Rows));
        var report = await new DatabaseVerifier(export.Parts).VerifyAsync("shop", await export.CursorAsync(), Cancel);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task The_history_tells_of_a_run_as_it_ended_and_not_as_the_process_that_came_too_late_did()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4);
        export.Make("a", 1, 2, 3);
        export.Cursors = new Unclaimed(export.Cursors);
        RunResult? other = null;
        var isOthers = false;
        export.Server.Faults.OnRequest = request =>
        {
            if (isOthers || !request.BodyText.Contains("\"functions\"", StringComparison.Ordinal))
            {
                return EmulatorFault.None;
            }

            if (other is null)
            {
                isOthers = true;
                other = export.RunNowAsync().GetAwaiter().GetResult();
                isOthers = false;
            }

            return EmulatorFault.Reset;
        };

        await Assert.ThrowsAsync<FaunaUnavailable>(() => export.RunAsync());

        var history = await export.Cursors.ReadRunsAsync("shop", 10, Cancel);
        Assert.Equal(("succeeded", "failed"), (history.Single(run => run.Run == other!.Run).Outcome, history.Single(run => run.Run != other!.Run).Outcome));
    }

    [Theory]
    [InlineData(FaunaApi.V4, false)]
    [InlineData(FaunaApi.V4, true)]
    public async Task A_collection_that_came_back_begins_anew_also_when_the_first_try_failed(FaunaApi api, bool deletions)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api, incremental: true);
        if (!deletions)
        {
            export.Settings = export.Settings with { DeletedColumn = null };
        }

        export.Make("a", 1, 2, 3);
        export.Make("b", 1);
        await export.RunAsync();
        export.Drop("a");
        await export.RunAsync();
        export.Make("a");
        export.Put("a", 7, 7);
        var admin = export.Database.AdminSecret;
        export.UseKey(export.KeyFor("only_b", "b"));
        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        Assert.Null((await export.CursorAsync())!.Database!.Run);
        export.UseKey(admin);

        var result = await export.RunAsync();

        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal([(7, 7)], await export.StateAsync("shop/a"));
    }

    [Fact]
    public async Task A_collection_whose_latest_is_missing_holds_up_no_other()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Make("a", 1, 2);
        export.Make("b", 1);
        await export.RunAsync();
        await export.Parts.DeleteAsync(PartNames.Latest("shop/a"), Cancel);
        export.Put("a", 1, 5);
        export.Put("b", 1, 5);

        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        Assert.Equal([(1, 5)], await export.StateAsync("shop/b"));
    }

    [Fact]
    public async Task A_collection_that_stops_a_run_can_be_left_out_of_it()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Make("a", 1);
        export.Make("b", 1);
        export.Make("c", 1);
        export.Server.Faults.OnRequest = request => request.BodyText.Contains("\"documents\":{\"collection\":\"b\"}", StringComparison.Ordinal)
            ? EmulatorFault.Reset : EmulatorFault.None;
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => export.RunAsync());
        }

        export.Settings = export.Settings with { Exclude = ["b"] };
        var last = await Record.ExceptionAsync(() => export.RunAsync());
        Assert.True(await export.CursorAsync("shop/c") is not null, $"c was never exported: {last?.GetType().Name} {last?.Message}");
    }

    [Fact]
    public async Task An_index_pattern_that_is_taken_away_under_a_run_holds_up_no_collection()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4, incremental: true);
        export.Settings = export.Settings with { PageSize = 2, PartSize = 60 };
        export.Make("a", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        export.Make("b", 1);
        await export.RunAsync();
        for (var id = 1; id <= 10; id++)
        {
            export.Put("a", id, -id);
        }

        export.Put("b", 1, 5);
        export.Server.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("\"get\":{\"select", StringComparison.Ordinal))
            {
                export.Time.Advance(TimeSpan.FromSeconds(60));
            }

            return EmulatorFault.None;
        };
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(Budget: TimeSpan.FromSeconds(30)))).Outcome);
        Assert.NotNull((await export.CursorAsync("shop/a"))!.Run);
        export.Server.Faults.OnRequest = null;
        export.Settings = export.Settings with { Index = null, Mode = RunMode.Full, DeletedColumn = null };

        for (var i = 0; i < 3; i++)
        {
            await Record.ExceptionAsync(() => export.RunAsync());
        }

        Assert.Equal([(1, 5)], await export.StateAsync("shop/b"));
    }
}

using FaunaFunctions.App.Scheduling;
using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Emulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class RunDueTests
{
    private const string EveryFiveMinutes = """ "schedule": "0 */5 * * * *" """;

    [Fact]
    public async Task A_tick_runs_what_became_due_since_the_tick_before_and_nothing_else()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartWithAsync("""
            { "name": "often", "collection": "things", "schedule": "0 */5 * * * *" },
            { "name": "seldom", "collection": "things", "schedule": "0 0 3 * * *" },
            { "name": "never", "collection": "things" }
            """);
        app.Time.SetUtcNow(At("12:05:00.1"));

        var answer = await TickAsync(app);

        Assert.Equal(200, answer.Status);
        Assert.Contains("Export often: full run", answer.Logs, StringComparison.Ordinal);
        Assert.Single(answer.Json.GetProperty("Logs").EnumerateArray());
    }

    [Fact]
    public async Task A_tick_with_nothing_due_says_so_and_asks_the_database_nothing()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(EveryFiveMinutes);
        app.Time.SetUtcNow(At("12:04:00.1"));

        Assert.Contains("No export is due", (await TickAsync(app)).Logs, StringComparison.Ordinal);
        Assert.Equal(0, app.Emulator.Statistics.RequestCount);
    }

    [Theory]
    [InlineData("12:05:00", "12:05:30", "12:06:00", false)]
    [InlineData("12:05:00", "12:05:30", "12:10:00", true)]
    [InlineData("12:05:00", "12:05:30", "15:42:00", true)]
    public async Task An_export_is_due_when_its_schedule_came_since_its_last_run(string first, string ended, string tick, bool isDue)
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(EveryFiveMinutes);
        app.Time.SetUtcNow(At(first));
        await TickAsync(app);
        app.Time.SetUtcNow(At(ended));
        var fresh = new DueExports(app.Services.GetRequiredService<Hosting.HandlerEnvironment>());

        var due = await fresh.FindAsync(await app.RegistryAsync(), At(tick) - TimeSpan.FromMinutes(1), At(tick), TestContext.Current.CancellationToken);

        Assert.Equal(isDue ? ["export-things"] : [], due.Select(entry => entry.Function));
    }

    [Fact]
    public async Task An_export_that_never_ran_is_not_made_up_for_from_before_the_last_tick()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "schedule": "0 0 3 * * *" """);
        var due = app.Services.GetRequiredService<DueExports>();
        var registry = await app.RegistryAsync();

        Assert.Empty(await due.FindAsync(registry, At("12:00:00"), At("12:01:00"), TestContext.Current.CancellationToken));
        Assert.Single(await due.FindAsync(registry, At("02:59:00"), At("03:00:00"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_snapshot_is_due_by_its_own_schedule_and_by_the_last_snapshot()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "schedule": "0 */5 * * * *", "fullSchedule": "0 0 13 * * *" """);
        app.Time.SetUtcNow(At("12:05:00"));
        await TickAsync(app);
        app.Time.SetUtcNow(At("13:00:00.1"));

        var answer = await TickAsync(app);
        app.Time.SetUtcNow(At("13:05:00.1"));
        var next = await TickAsync(app);

        Assert.Contains("full run", answer.Logs, StringComparison.Ordinal);
        Assert.Contains("nothing changed", next.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tick_before_is_the_timers_own_when_it_knows_it()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "schedule": "0 0 12 * * *" """);
        app.Time.SetUtcNow(At("12:30:00"));

        Assert.Contains("No export is due", (await TickAsync(app)).Logs, StringComparison.Ordinal);
        Assert.Contains("full run", (await app.InvokeAsync("run-due", Payloads.TimerAfter("2026-05-01T11:58:00+00:00"))).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_export_that_fails_fails_the_invocation_but_keeps_no_other_from_running()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartWithAsync($$"""
            { "name": "bad", "collection": "missing", {{EveryFiveMinutes}} },
            { "name": "good", "collection": "things", {{EveryFiveMinutes}} }
            """);
        app.Time.SetUtcNow(At("12:05:00.1"));

        var answer = await TickAsync(app);

        Assert.Equal((500, "DueFailed"), (answer.Status, answer.Error));
        Assert.Contains("Export bad: CheckFailed", answer.Message, StringComparison.Ordinal);
        Assert.Equal(3, await app.VerifiedRowsAsync("good"));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_read_fails_its_own_export_at_its_times_and_keeps_no_other_from_running()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartWithAsync($$"""
            { "name": "bad", "collection": "things", {{EveryFiveMinutes}} },
            { "name": "good", "collection": "things", {{EveryFiveMinutes}} }
            """);
        app.Time.SetUtcNow(At("12:05:00.1"));
        await TickAsync(app);
        await File.WriteAllTextAsync(Path.Combine(app.Storage, "_state", "bad", "cursor.json"), "{", TestContext.Current.CancellationToken);
        app.Time.SetUtcNow(At("12:10:00.1"));

        var answer = await TickAsync(app);
        app.Time.SetUtcNow(At("12:11:00.1"));
        var between = await TickAsync(app);
        app.Time.SetUtcNow(At("12:15:00.1"));
        var next = await TickAsync(app);

        Assert.Equal((500, "DueFailed"), (answer.Status, answer.Error));
        Assert.Contains("Export bad: CursorCorrupt", answer.Message, StringComparison.Ordinal);
        Assert.Contains("Export good: full run", answer.Message, StringComparison.Ordinal);
        Assert.Contains("No export is due", between.Logs, StringComparison.Ordinal);
        Assert.Contains("Export bad: CursorCorrupt", next.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_that_is_away_while_a_run_is_at_work_does_not_end_the_invocation_before_the_run()
    {
        await using var app = await RunningApp.CreateAsync();
        FaultyCursors? cursors = null;
        app.AroundCursors = store => cursors = new FaultyCursors(store);
        await app.StartAsync(EveryFiveMinutes);
        using var gate = new ManualResetEventSlim();
        app.Emulator.Faults.OnRequest = request =>
        {
            gate.Wait(TimeSpan.FromSeconds(20));
            return EmulatorFault.None;
        };
        app.Time.SetUtcNow(At("12:05:00"));

        var tick = TickAsync(app);
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        cursors!.IsAway = true;
        await app.AdvanceUntilAsync(() => app.Log.All.Any(line => line.StartsWith("What else is due cannot be looked for", StringComparison.Ordinal)), TimeSpan.FromSeconds(2));
        Assert.False(tick.IsCompleted);
        cursors.IsAway = false;
        gate.Set();

        Assert.Contains("Export things: full run", (await tick).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_failed_without_a_trace_waits_for_its_next_time()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartWithAsync($$"""{ "name": "bad", "collection": "missing", {{EveryFiveMinutes}} }""");
        app.Time.SetUtcNow(At("12:05:00.1"));
        await TickAsync(app);
        app.Time.SetUtcNow(At("12:05:30"));

        Assert.Contains("No export is due", (await TickAsync(app)).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_another_process_runs_stays_due()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(EveryFiveMinutes);
        app.Time.SetUtcNow(At("12:05:00"));
        await TickAsync(app);
        app.Time.SetUtcNow(At("12:10:00"));
        await using (await app.ClaimAsync())
        {
            var busy = await TickAsync(app);
            Assert.Equal(200, busy.Status);
            Assert.Contains("being run by somebody else", busy.Logs, StringComparison.Ordinal);
        }

        app.Time.SetUtcNow(At("12:11:00"));
        Assert.Contains("nothing changed", (await TickAsync(app)).Logs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobs.export-things.Disabled")]
    [InlineData("AzureWebJobs_export-things_Disabled")]
    [InlineData("AzureWebJobs_export_things_Disabled")]
    public async Task A_function_that_is_switched_off_is_not_run(string setting)
    {
        await using var app = await RunningApp.CreateAsync();
        app.Set(setting, "true");
        await app.StartAsync(EveryFiveMinutes);
        app.Time.SetUtcNow(At("12:05:00.1"));

        Assert.Contains("No export is due", (await TickAsync(app)).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_long_run_is_at_work_others_that_become_due_are_run()
    {
        await using var app = await RunningApp.CreateAsync();
        app.Database.CreateCollection("big");
        app.Database.Load("big", [new Emulator.EmulatorDocument(1, "{}")]);
        await app.StartWithAsync($$"""
            { "name": "long", "collection": "big", "schedule": "0 5 12 * * *" },
            { "name": "short", "collection": "things", "schedule": "0 7 12 * * *" }
            """);
        using var gate = new ManualResetEventSlim();
        var isShortAtWork = false;
        app.Emulator.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("paginate", StringComparison.Ordinal) && request.BodyText.Contains("\"big\"", StringComparison.Ordinal))
            {
                gate.Wait(TimeSpan.FromSeconds(20));
            }

            Volatile.Write(ref isShortAtWork, Volatile.Read(ref isShortAtWork) || request.BodyText.Contains("\"things\"", StringComparison.Ordinal));
            return EmulatorFault.None;
        };
        app.Time.SetUtcNow(At("12:05:00"));

        var tick = TickAsync(app);
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        await app.AdvanceUntilAsync(() => Volatile.Read(ref isShortAtWork), TimeSpan.FromSeconds(2));
        await RunningApp.UntilAsync(() => app.Log.All.Any(line => line.StartsWith("Export short: run", StringComparison.Ordinal) && line.Contains("is complete", StringComparison.Ordinal)));
        Assert.False(tick.IsCompleted);
        gate.Set();
        var answer = await tick;

        Assert.Contains("Export long: full run", answer.Logs, StringComparison.Ordinal);
        Assert.Contains("Export short: full run", answer.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedules_of_app_settings_are_resolved()
    {
        await using var app = await RunningApp.CreateAsync();
        app.Set("THINGS_SCHEDULE", "30 0 0 * * *");
        await app.StartAsync(""" "schedule": "%THINGS_SCHEDULE%", "fullSchedule": "%NOT_SET%" """);
        var registry = await app.RegistryAsync();

        Assert.Equal(new DateTimeOffset(2026, 5, 2, 0, 0, 30, TimeSpan.Zero), Timetable.Run(registry, registry.All[0])?.Next(At("12:00:00")));
        Assert.Null(Timetable.Snapshot(registry, registry.All[0]));
    }

    [Fact]
    public async Task A_schedule_that_never_comes_has_no_next_time()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "schedule": "0 0 0 30 2 *" """);
        var registry = await app.RegistryAsync();

        Assert.Null(Timetable.Run(registry, registry.All[0])?.Next(At("12:00:00")));
    }

    private static Task<Answer> TickAsync(RunningApp app) => app.FireAsync("run-due");

    private static DateTimeOffset At(string time) =>
        new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}

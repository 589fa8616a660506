using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Emulator.Faults;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class StandaloneTests
{
    [Fact]
    public async Task Timers_fire_at_their_times_and_not_before()
    {
        await using var app = await RunningApp.CreateAsync(standalone: true);
        await app.StartAsync(""" "schedule": "0 */5 * * * *", "fullSchedule": "0 7 12 * * *" """);
        await ScheduledAsync(app, timers: 2);

        await PassAsync(app, TimeSpan.FromMinutes(4.9));
        Assert.DoesNotContain(app.Log.All, line => line.StartsWith("export-things: ", StringComparison.Ordinal));
        await app.AdvanceUntilAsync(() => Ran(app, "export-things: Export things: full run"), TimeSpan.FromSeconds(0.5));
        Assert.InRange(app.Time.GetUtcNow().TimeOfDay, new TimeSpan(12, 5, 0), new TimeSpan(12, 7, 0));
        await app.AdvanceUntilAsync(() => Ran(app, "snapshot-things: Export things: full run"), TimeSpan.FromSeconds(5));
        await app.AdvanceUntilAsync(() => Ran(app, "export-things: Export things: nothing changed"), TimeSpan.FromSeconds(5));

        Assert.Equal(3, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_timer_whose_run_fails_fires_again()
    {
        await using var app = await RunningApp.CreateAsync(standalone: true);
        app.Emulator.Faults.OnRequest = _ => EmulatorFault.Closed;
        await app.StartAsync(""" "schedule": "0 */5 * * * *" """);
        await ScheduledAsync(app, timers: 1);
        await app.AdvanceUntilAsync(() => app.Log.At(LogLevel.Error).Any(line => line.StartsWith("export-things failed", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));

        app.Emulator.Faults.OnRequest = null;

        await app.AdvanceUntilAsync(() => Ran(app, "export-things: Export things: full run"), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Messages_of_the_queue_are_worked_off_and_removed()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500, standalone: true);
        await app.StartAsync();
        var registry = await app.RegistryAsync();
        var limit = new RunLimit(app.Time, TimeSpan.FromMinutes(30));
        app.Time.Advance(TimeSpan.FromMinutes(27));

        var stopped = await app.Coordinator.Start(registry, registry.All[0], null, limit).Ended;

        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        await app.AdvanceUntilAsync(() => app.Queue.Deleted.Count == 1, TimeSpan.FromSeconds(1));
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_message_that_is_no_continuation_is_removed_with_an_error()
    {
        await using var app = await RunningApp.CreateAsync(standalone: true);
        app.Queue.Put("hello");
        await app.StartAsync();

        await app.AdvanceUntilAsync(() => app.Queue.Deleted.Count == 1, TimeSpan.FromSeconds(1));

        Assert.Contains(app.Log.At(LogLevel.Error), line => line.Contains("is no continuation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_whose_run_fails_stays_until_its_fifth_try()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500, standalone: true);
        await app.StartAsync();
        var registry = await app.RegistryAsync();
        app.Queue.Refuses = true;
        var limit = new RunLimit(app.Time, TimeSpan.FromMinutes(30));
        app.Time.Advance(TimeSpan.FromMinutes(27));
        await Assert.ThrowsAsync<ContinuationNotSent>(() => app.Coordinator.Start(registry, registry.All[0], null, limit).Ended);
        var run = (await registry.Cursors.ReadAsync("things", TestContext.Current.CancellationToken))!.Cursor.Run!.Id;
        app.Emulator.Faults.OnRequest = _ => EmulatorFault.Closed;

        app.Queue.Put($$"""{"export":"things","run":"{{run}}"}""", dequeueCount: 4);
        await app.AdvanceUntilAsync(() => app.Log.At(LogLevel.Error).Any(line => line.Contains("(try 4)", StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
        Assert.Empty(app.Queue.Deleted);
        app.Queue.Put($$"""{"export":"things","run":"{{run}}"}""", dequeueCount: 5);
        await app.AdvanceUntilAsync(() => app.Queue.Deleted.Count == 1, TimeSpan.FromSeconds(20));

        Assert.Contains(app.Log.At(LogLevel.Error), line => line.Contains("(try 5)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Told_to_end_the_process_commits_what_its_runs_have_read()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500, standalone: true, queue: false);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1, "partSize": "1 KiB" """);
        var registry = await app.RegistryAsync();
        using var gate = new ManualResetEventSlim();
        var pages = 0;
        app.Emulator.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("paginate", StringComparison.Ordinal) && Interlocked.Increment(ref pages) > 20)
            {
                gate.Wait(TimeSpan.FromSeconds(20));
            }

            return EmulatorFault.None;
        };
        var run = app.Coordinator.Start(registry, registry.All[0], null, RunLimit.None);
        await RunningApp.UntilAsync(() => Volatile.Read(ref pages) > 20);

        var stop = app.StopAsync();
        gate.Set();
        await stop;

        var result = await run.Ended;
        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.InRange(result.Rows, 1, 499);
    }

    [Fact]
    public async Task A_timer_whose_run_fails_while_the_process_ends_is_logged_and_ends_with_it()
    {
        await using var app = await RunningApp.CreateAsync(standalone: true);
        using var gate = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        app.Emulator.Faults.OnRequest = _ =>
        {
            asked.Set();
            gate.Wait(TimeSpan.FromSeconds(20));
            return EmulatorFault.None;
        };
        app.Set("FAUNA_SECRET", "wrong");
        await app.StartAsync(""" "schedule": "0 */5 * * * *" """);
        await ScheduledAsync(app, timers: 1);
        await app.AdvanceUntilAsync(() => asked.IsSet, TimeSpan.FromSeconds(5));

        var stop = app.StopAsync();
        gate.Set();
        await stop;

        Assert.Contains(app.Log.At(LogLevel.Error), line => line.StartsWith("export-things failed: CheckFailed", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.All, line => line.Contains("BackgroundService", StringComparison.Ordinal));
    }

    private static async Task ScheduledAsync(RunningApp app, int timers) =>
        await RunningApp.UntilAsync(() => app.Log.All.Count(line => line.StartsWith("Timer ", StringComparison.Ordinal)) == timers);

    private static bool Ran(RunningApp app, string line) => app.Log.All.Any(logged => logged.StartsWith(line, StringComparison.Ordinal));

    // In steps, each long enough for what waits to take note of it.
    private static async Task PassAsync(RunningApp app, TimeSpan whole)
    {
        var end = app.Time.GetUtcNow() + whole;
        await app.AdvanceUntilAsync(() => app.Time.GetUtcNow() >= end, TimeSpan.FromSeconds(6));
    }
}

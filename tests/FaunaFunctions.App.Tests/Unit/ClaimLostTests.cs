using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Unit;

/// <summary>Claims on exports that are lost under a run, as when the storage is away for longer than a claim lasts.</summary>
public sealed class ClaimLostTests
{
    [Fact]
    public async Task A_run_that_worked_for_long_and_lost_its_claim_to_nobody_is_gone_on_with()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        var (stopped, answer) = await ContinueAndLoseAsync(app, TimeSpan.FromMinutes(2));
        await app.AdvanceUntilAsync(() => answer.IsCompleted, TimeSpan.FromSeconds(1));

        Assert.Equal(200, (await answer).Status);
        Assert.Contains($"run {stopped} is complete with 500 rows", (await answer).Logs, StringComparison.Ordinal);
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_claim_that_is_lost_with_no_time_left_fails_the_invocation_so_that_the_message_comes_again()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        var (_, answer) = await ContinueAndLoseAsync(app, TimeSpan.FromMinutes(26.95));

        Assert.Equal((500, "ClaimLost"), ((await answer).Status, (await answer).Error));
        Assert.Equal(200, (await app.ContinueAsync(app.Queue.Sent[0])).Status);
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Theory]
    [InlineData("things", """{ "name": "things", "collection": "things" }""")]
    [InlineData("shop", """{ "name": "shop", "collection": "*" }""")]
    public async Task A_timer_whose_run_loses_its_claim_is_a_failed_invocation(string export, string settings)
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        var claims = Losable(app);
        await app.StartWithAsync(settings);
        using var gate = Hold(app, () => claims().HasMade(export));

        var timer = app.FireAsync($"export-{export}");
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0 && claims().HasMade(export));
        await claims().LoseAsync(export);
        Release(app, gate);

        Assert.Equal((500, "ClaimLost"), ((await timer).Status, (await timer).Error));
        Assert.Contains($"'{export}'", (await timer).Message, StringComparison.Ordinal);
        Assert.Equal(200, (await app.FireAsync($"export-{export}")).Status);
    }

    [Fact]
    public async Task A_snapshot_whose_claim_is_lost_goes_on_in_the_same_invocation()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        var claims = Losable(app);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1, "fullSchedule": "0 0 3 * * 0" """);
        using var gate = Hold(app, () => claims().HasMade("things"));

        var timer = app.FireAsync("snapshot-things");
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0 && claims().HasMade("things"));
        await claims().LoseAsync("things");
        Release(app, gate);
        await app.AdvanceUntilAsync(() => timer.IsCompleted, TimeSpan.FromSeconds(1));

        Assert.Equal(200, (await timer).Status);
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task An_export_that_is_due_and_loses_its_claim_is_due_again_at_once()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        var claims = Losable(app);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1, "schedule": "0 0 * * * *" """);
        app.Time.SetUtcNow(new DateTimeOffset(2026, 5, 1, 13, 0, 0, 100, TimeSpan.Zero));
        Assert.Equal(200, (await app.FireAsync("run-due")).Status);
        app.Time.SetUtcNow(new DateTimeOffset(2026, 5, 1, 14, 0, 0, 100, TimeSpan.Zero));
        using var gate = Hold(app);

        var due = app.FireAsync("run-due");
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        await claims().LoseAsync("things");
        Release(app, gate);
        await app.AdvanceUntilAsync(() => due.IsCompleted, TimeSpan.FromSeconds(1));

        Assert.Equal(500, (await due).Status);
        Assert.Contains("Export things: ClaimLost", (await due).Message, StringComparison.Ordinal);
        Assert.Contains("Export things: nothing changed", (await due).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_whose_claim_is_lost_is_a_problem_that_says_so()
    {
        await using var app = await RunningApp.CreateAsync();
        var claims = Losable(app);
        await app.StartAsync();
        await app.FireAsync();
        claims().IsLostAtOnce = true;

        var answer = await app.PostAsync("api/reset/things");

        Assert.Equal(503, answer.Status);
        Assert.Contains("urn:faunafunctions:problem:claim-lost", answer.Body, StringComparison.Ordinal);
        Assert.NotNull(await (await app.RegistryAsync()).Cursors.ReadAsync("things", TestContext.Current.CancellationToken));
    }

    // A run that was stopped, and whose continuation loses its claim when it has been at work for so long.
    private static async Task<(string Run, Task<Answer> Answer)> ContinueAndLoseAsync(RunningApp app, TimeSpan after)
    {
        var claims = Losable(app);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);
        var registry = await app.RegistryAsync();
        var stopped = await app.Coordinator.Start(registry, registry.Find("things")!, null, app.UsedUp()).Ended;
        using var gate = Hold(app);

        var answer = app.ContinueAsync(app.Queue.Sent[0]);
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        app.Time.Advance(after);
        await claims().LoseAsync("things");
        Release(app, gate);
        return (stopped.Run, answer);
    }

    private static Func<FaultyCursors> Losable(RunningApp app)
    {
        FaultyCursors? claims = null;
        app.AroundCursors = store => claims = new FaultyCursors(store);
        return () => claims!;
    }

    // Holds the emulator's answers to pages until they are let go.
    private static ManualResetEventSlim Hold(RunningApp app, Func<bool>? when = null)
    {
        var gate = new ManualResetEventSlim();
        app.Emulator.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("paginate", StringComparison.Ordinal) && when?.Invoke() != false)
            {
                gate.Wait(TimeSpan.FromSeconds(20));
            }

            return EmulatorFault.None;
        };
        return gate;
    }

    private static void Release(RunningApp app, ManualResetEventSlim gate)
    {
        app.Emulator.Faults.OnRequest = null;
        gate.Set();
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Emulator;
using FaunaFunctions.Emulator.Faults;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class RunCoordinatorTests
{
    [Fact]
    public async Task A_second_run_of_an_export_is_refused_while_the_first_is_at_work()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        using var gate = Hold(app);

        var first = app.Coordinator.Start(registry, things, null, RunLimit.None);

        Assert.Throws<ExportBusy>(() => app.Coordinator.Start(registry, things, null, RunLimit.None));
        Assert.Same(first, app.Coordinator.Find("things"));
        gate.Set();
        Assert.Equal(RunOutcome.Completed, (await first.Ended).Outcome);
        Assert.Null(app.Coordinator.Find("things"));
    }

    [Fact]
    public async Task Of_a_timer_and_a_run_by_hand_at_the_same_moment_one_runs_and_no_row_is_there_twice()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        using var gate = Hold(app);
        var byHand = app.Coordinator.Start(registry, things, null, RunLimit.None);

        var timer = await app.FireAsync();
        gate.Set();
        await byHand.Ended;

        Assert.Equal(200, timer.Status);
        Assert.Contains("a run in the same process is at work", timer.Logs, StringComparison.Ordinal);
        Assert.Equal(3, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_run_goes_on_when_the_one_who_asked_for_it_has_left()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        using var gate = Hold(app);
        using var client = new HttpClient();
        using var leaves = new CancellationTokenSource();
        var asked = client.PostAsync(new Uri(app.Url, "export-things"), new StringContent(Payloads.Timer), leaves.Token);
        await RunningApp.UntilAsync(() => app.Coordinator.Find("things") is not null);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        var run = app.Coordinator.Find("things")!;
        gate.Set();

        Assert.Equal(RunOutcome.Completed, (await run.Ended).Outcome);
    }

    [Fact]
    public async Task A_run_that_stops_at_its_budget_sends_a_message_with_which_it_goes_on()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);

        var stopped = await app.Coordinator.Start(registry, things, null, app.UsedUp()).Ended;

        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        Assert.Equal(new Continuation("things", stopped.Run), Assert.Single(app.Queue.Sent));
        var answer = await app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(app.Queue.Sent[0])));
        Assert.Contains("is complete with 500 rows", answer.Logs, StringComparison.Ordinal);
        Assert.Contains(stopped.Run, answer.Logs, StringComparison.Ordinal);
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_snapshot_whose_time_went_into_finishing_another_run_is_still_taken()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);
        var (registry, things) = await FindAsync(app);
        await app.FireAsync();
        app.Time.Advance(TimeSpan.FromMinutes(1));
        app.Database.Load("things", Enumerable.Range(901, 200).Select(id => new EmulatorDocument(id, "{}")));
        var incremental = await app.Coordinator.Start(registry, things, RunMode.Incremental, app.UsedUp()).Ended;
        Assert.Equal(RunOutcome.Stopped, incremental.Outcome);

        var snapshot = await app.Coordinator.Start(registry, things, RunMode.Full, app.UsedUp()).Ended;

        Assert.Equal((RunOutcome.Stopped, RunMode.Incremental), (snapshot.Outcome, snapshot.Mode));
        Assert.Equal(new Continuation("things", incremental.Run, RunMode.Full), app.Queue.Sent[^1]);
        var answer = await app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(app.Queue.Sent[^1])));
        Assert.Contains("full run", answer.Logs, StringComparison.Ordinal);
        Assert.Equal(203, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_continuation_that_cannot_be_sent_fails_the_run_and_says_that_nothing_is_lost()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        app.Queue.Refuses = true;

        var failure = await Assert.ThrowsAsync<ContinuationNotSent>(() => app.Coordinator.Start(registry, things, null, app.UsedUp()).Ended);

        Assert.Contains("The queue is away", failure.Message, StringComparison.Ordinal);
        Assert.Contains(app.Log.At(LogLevel.Error), line => line.Contains("could not be sent", StringComparison.Ordinal));
        await app.FireAsync();
        Assert.Equal(3, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task Standalone_without_a_queue_a_run_goes_on_in_the_process()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500, standalone: true, queue: false);
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);

        var stopped = await app.Coordinator.Start(registry, things, null, app.UsedUp()).Ended;

        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        await RunningApp.UntilAsync(() => app.Log.All.Any(line => line.Contains($"run {stopped.Run} is complete with 500 rows", StringComparison.Ordinal)));
        await RunningApp.UntilAsync(() => app.Coordinator.Find("things") is null);
        Assert.Equal(500, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_run_that_does_not_stop_is_ended_before_the_host_would_kill_the_process()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        app.Emulator.Faults.OnRequest = request =>
            request.BodyText.Contains("paginate", StringComparison.Ordinal) ? EmulatorFault.NeverAnswered : EmulatorFault.None;

        var timer = app.FireAsync();
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        app.Time.Advance(TimeSpan.FromMinutes(29.5));
        var answer = await timer;

        Assert.Equal((500, nameof(RunOverran)), (answer.Status, answer.Error));
        app.Emulator.Faults.OnRequest = null;
        Assert.Equal(200, (await app.FireAsync()).Status);
        Assert.Equal(3, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_continuation_of_a_run_whose_process_died_waits_until_the_dead_ones_claim_has_ended()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        await app.Coordinator.Start(registry, things, null, app.UsedUp()).Ended;
        var dead = await app.ClaimAsync();

        var answer = app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(app.Queue.Sent[0])));
        await RunningApp.UntilAsync(() => app.Log.All.Any(line => line.Contains("does not run here", StringComparison.Ordinal)));
        await dead.DisposeAsync();
        await app.AdvanceUntilAsync(() => answer.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.Contains("is complete with 500 rows", (await answer).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuation_that_finds_a_living_run_at_work_is_quietly_done()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        await app.StartAsync();
        var (registry, things) = await FindAsync(app);
        await app.Coordinator.Start(registry, things, null, app.UsedUp()).Ended;
        await using var living = await app.ClaimAsync();

        var answer = app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(app.Queue.Sent[0])));
        await app.AdvanceUntilAsync(() => answer.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.Equal(200, (await answer).Status);
        Assert.Contains("nothing to go on with", (await answer).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_commits_what_was_read_and_starts_nothing_any_more()
    {
        await using var app = await RunningApp.CreateAsync(documents: 500);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);
        var (registry, things) = await FindAsync(app);
        using var gate = Hold(app);
        var run = app.Coordinator.Start(registry, things, null, RunLimit.None);

        var stopped = app.Coordinator.StopAsync(TimeSpan.FromMinutes(1));
        gate.Set();
        await stopped;

        Assert.Equal(RunOutcome.Stopped, (await run.Ended).Outcome);
        Assert.Throws<AppStopping>(() => app.Coordinator.Start(registry, things, null, RunLimit.None));
    }

    private static async Task<(ExportRegistry Registry, ExportSettings Things)> FindAsync(RunningApp app)
    {
        var registry = await app.RegistryAsync();
        return (registry, registry.Find("things")!);
    }

    // Holds the emulator's answers to pages until it is set.
    private static ManualResetEventSlim Hold(RunningApp app)
    {
        var gate = new ManualResetEventSlim();
        app.Emulator.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("paginate", StringComparison.Ordinal))
            {
                gate.Wait(TimeSpan.FromSeconds(20));
            }

            return EmulatorFault.None;
        };
        return gate;
    }
}

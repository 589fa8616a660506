using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.App.Tests.Unit;

/// <summary>What becomes of the message with which a run that stopped is gone on with.</summary>
public sealed class ContinuationTests
{
    private const string Shop = """{ "name": "shop", "collection": "*", "pageSize": 10, "parallelism": 1 }""";

    [Fact]
    public async Task A_message_goes_on_with_the_run_over_a_whole_database()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        await app.StartWithAsync(Shop);
        var registry = await app.RegistryAsync();
        var stopped = await app.Coordinator.Start(registry, registry.Find("shop")!, null, app.UsedUp()).Ended;
        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        Assert.Equal(new Continuation("shop", stopped.Run), Assert.Single(app.Queue.Sent));

        var answer = await app.ContinueAsync(app.Queue.Sent[0]);

        Assert.Contains($"run {stopped.Run} is complete", answer.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_a_whole_databases_run_that_is_finished_is_quietly_done()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        await app.StartWithAsync(Shop);
        await app.FireAsync("export-shop");
        var requests = app.Emulator.Statistics.RequestCount;

        var answer = await app.ContinueAsync(new Continuation("shop", "0001-old"));

        Assert.Contains("not under way", answer.Logs, StringComparison.Ordinal);
        Assert.Equal(requests, app.Emulator.Statistics.RequestCount);
    }

    [Fact]
    public async Task A_smaller_snapshot_that_was_accepted_is_so_behind_the_run_that_had_to_be_finished_first()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);

        var message = await AcceptBehindAnotherRunAsync(app);
        var answer = await app.ContinueAsync(message);

        Assert.Equal((RunMode.Full, true), (message.Mode, message.AcceptShrink));
        Assert.Equal(200, answer.Status);
        Assert.Contains("full run", answer.Logs, StringComparison.Ordinal);
        Assert.Equal(4, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_message_for_a_snapshot_that_comes_twice_takes_one_snapshot()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);
        var message = await AcceptBehindAnotherRunAsync(app);
        await app.ContinueAsync(message);
        var requests = app.Emulator.Statistics.RequestCount;

        var again = await app.ContinueAsync(message);

        Assert.Equal(200, again.Status);
        Assert.Contains("nothing to go on with: the snapshot behind run", again.Logs, StringComparison.Ordinal);
        Assert.Equal(requests, app.Emulator.Statistics.RequestCount);
    }

    [Fact]
    public async Task Standalone_without_a_queue_a_smaller_snapshot_that_was_accepted_is_so_behind_another_run()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20, standalone: true, queue: false);
        await app.StartAsync(""" "pageSize": 10, "parallelism": 1 """);

        await AcceptBehindAnotherRunAsync(app);

        await RunningApp.UntilAsync(() => app.Coordinator.Find("things") is null);
        Assert.Equal(4, await app.VerifiedRowsAsync());
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task Smaller_snapshots_of_a_whole_database_that_were_accepted_are_so_in_every_invocation_of_the_run()
    {
        await using var app = await RunningApp.CreateAsync(documents: 20);
        await app.StartWithAsync(Shop);
        var registry = await app.RegistryAsync();
        await app.FireAsync("export-shop");
        Shrink(app);
        var stopped = await app.Coordinator.Start(registry, registry.Find("shop")!, RunMode.Full, app.UsedUp(), acceptShrink: true).Ended;
        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);

        var answer = await app.ContinueAsync(app.Queue.Sent[^1]);

        Assert.Equal(200, answer.Status);
        Assert.Contains("is complete", answer.Logs, StringComparison.Ordinal);
    }

    // A snapshot that is asked for while an incremental run is unfinished, with time for that run alone.
    private static async Task<Continuation> AcceptBehindAnotherRunAsync(RunningApp app)
    {
        var registry = await app.RegistryAsync();
        var things = registry.Find("things")!;
        await app.Coordinator.Start(registry, things, null, RunLimit.None).Ended;
        Shrink(app);
        app.Database.Load("things", [new EmulatorDocument(901, "{}"), new EmulatorDocument(902, "{}")]);
        var stopped = await registry.Of(things).RunAsync(
            registry.Parts, registry.Cursors, new Random(2), NullLoggerFactory.Instance, new RunRequest(RunMode.Incremental, TimeSpan.Zero), null, TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        var full = await app.Coordinator.Start(registry, things, RunMode.Full, app.UsedUp(), acceptShrink: true).Ended;
        Assert.Equal((RunOutcome.Stopped, RunMode.Incremental), (full.Outcome, full.Mode));
        return app.HasQueue ? app.Queue.Sent[^1] : new Continuation("things", full.Run);
    }

    private static void Shrink(RunningApp app)
    {
        app.Time.Advance(TimeSpan.FromMinutes(1));
        for (var id = 1; id <= 18; id++)
        {
            app.Database.Delete("things", id);
        }
    }
}

using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Exporting;

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
}

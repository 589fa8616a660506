using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Scenarios;

/// <summary>Every run here is of 600 documents, in pages of 25 and parts of about four pages.</summary>
public sealed class KillTests(AzuriteFixture azurite)
{
    private const int Documents = 600;

    private const string Orders = """
        { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "schedule": "0 */5 * * * *", "pageSize": 25, "parallelism": 2, "partSize": "4 KiB" }
        """;

    [Theory]
    [InlineData(4)]
    [InlineData(14)]
    [InlineData(30)]
    public async Task Killed_when_the_server_has_been_asked_so_often_the_export_has_every_row_exactly_once(int requests)
    {
        await using var source = await SourceAsync();
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var host = await app.StartAsync();
        var port = host.HandlerPort;
        var asked = 0;
        source.Server.Faults.OnRequest = _ =>
        {
            if (Interlocked.Increment(ref asked) == requests)
            {
                host.KillHandler();
            }

            return EmulatorFault.None;
        };

        var killed = await host.FireTimerAsync("export-orders");
        var partsAtTheKill = (await app.Storage.PartsAsync("orders")).Count;
        await AssertGoesOnAsync(app, host, killed);

        Assert.Equal(port, host.HandlerPort);
        Assert.True(requests < 30 || partsAtTheKill > 0, "The kill came before there was anything to lose.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Killed_when_a_part_has_been_committed_the_export_has_every_row_exactly_once(int parts)
    {
        await using var source = await SourceAsync();
        source.Server.Faults.Latency = TimeSpan.FromMilliseconds(60);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var host = await app.StartAsync();

        var run = host.FireTimerAsync("export-orders");
        await Wait.UntilAsync(async () => (await app.Storage.PartsAsync("orders")).Count >= parts, () => host.Log.Text);
        host.KillHandler();

        await AssertGoesOnAsync(app, host, await run);
    }

    [Fact]
    public async Task Killed_in_a_continuation_the_message_comes_back_and_the_run_goes_on_by_itself()
    {
        await using var source = await SourceAsync();
        var asked = 0;
        source.Server.Faults.OnRequest = _ =>
        {
            // The check before the first run is over then, and pages are left.
            source.Server.Faults.Latency = TimeSpan.FromSeconds(Interlocked.Increment(ref asked) > 20 ? 2.5 : 0);
            return EmulatorFault.None;
        };
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:00:12";
        app.AppSettings["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "1000";
        await using (var first = await app.StartAsync(o => o with { RunsQueues = false }))
        {
            var stopped = await first.FireTimerAsync("export-orders");
            Assert.True(stopped.Outcome == Outcome.Succeeded, first.Log.Text);
            Assert.Contains("stopped at its budget", Assert.Single(stopped.Logs), StringComparison.Ordinal);
        }

        source.Server.Faults.OnRequest = null;
        source.Server.Faults.Latency = TimeSpan.Zero;
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:02:00";
        asked = 0;
        var ready = new TaskCompletionSource();
        var kill = () => { };
        source.Server.Faults.OnRequest = _ =>
        {
            if (Interlocked.Increment(ref asked) == 3)
            {
                ready.Task.Wait(TimeSpan.FromSeconds(30));
                kill();
            }

            return EmulatorFault.None;
        };
        await using var second = await app.StartAsync();
        kill = second.KillHandler;
        ready.SetResult();
        await Wait.UntilAsync(() => second.Invocations.Count > 0, () => second.Log.Text);
        await app.Storage.EndClaimAsync("orders");
        await Wait.UntilAsync(async () => (await app.Storage.BlobsAsync("orders/")).Contains("orders/latest.json"), () => second.Log.Text);

        Assert.Equal(Outcome.Failed, second.Invocations[0].Outcome);
        await AssertCompleteAsync(app);
    }

    [Fact]
    public async Task An_orphan_of_a_dead_host_and_the_handler_of_a_new_one_export_every_row_exactly_once()
    {
        await using var source = await SourceAsync();
        source.Server.Faults.Latency = TimeSpan.FromMilliseconds(60);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var dead = await app.StartAsync();
        var run = dead.FireTimerAsync("export-orders");
        await Wait.UntilAsync(async () => (await app.Storage.PartsAsync("orders")).Count >= 1, () => dead.Log.Text);

        await using var orphan = await dead.DieAsync();
        await using var host = await app.StartAsync();
        var during = await host.FireTimerAsync("export-orders");
        await Wait.UntilAsync(async () => (await app.Storage.BlobsAsync("orders/")).Contains("orders/latest.json"), () => host.Log.Text);
        await Wait.UntilAsync(async () => (await host.FireTimerAsync("export-orders")).Logs.Any(l => l.Contains("nothing changed", StringComparison.Ordinal)), () => host.Log.Text);

        Assert.True(during.Outcome == Outcome.Succeeded, host.Log.Text);
        Assert.NotEqual(Outcome.Succeeded, (await run.ContinueWith(t => t.IsCompletedSuccessfully ? t.Result.Outcome : Outcome.Failed, TaskScheduler.Default)));
        await AssertCompleteAsync(app);
    }

    private static async Task<Source> SourceAsync() => (await Source.StartAsync("root", "orders")).Fill("orders", Documents);

    // The dead process's claim lasts for half a minute: until then timers have nothing to do, the next one goes on. (Killed before it had claimed
    // anything, the first timer does it all.)
    private static async Task AssertGoesOnAsync(Deployment app, Host.FunctionsHost host, Invocation killed)
    {
        var before = await app.Storage.PartsAsync("orders");
        var early = await host.FireTimerAsync("export-orders");
        await app.Storage.EndClaimAsync("orders");
        var next = await host.FireTimerAsync("export-orders");

        Assert.Equal(Outcome.Failed, killed.Outcome);
        Assert.Equal(2, host.HandlerStarts);
        Assert.True(early.Outcome == Outcome.Succeeded, host.Log.Text);
        Assert.True(next.Outcome == Outcome.Succeeded, host.Log.Text);
        Assert.Contains((Invocation[])[early, next], i => i.Logs[0].Contains("is complete", StringComparison.Ordinal));
        // It went on: what had been committed was neither read nor written again.
        Assert.Subset((await app.Storage.PartsAsync("orders")).ToHashSet(), before.ToHashSet());
        await AssertCompleteAsync(app);
    }

    private static async Task AssertCompleteAsync(Deployment app)
    {
        var verified = await app.VerifyAsync();
        Assert.Equal(Enumerable.Range(1, Documents).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id));
        Assert.Empty(verified);
    }
}

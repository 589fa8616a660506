using FaunaFunctions.App.Tests.Host;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Scenarios;

public sealed class StorageTroubleTests(AzuriteFixture azurite)
{
    private const int Documents = 300;

    private const string Orders = """
        { "collection": "orders", "index": "orders_by_ts", "schedule": "0 */5 * * * *", "pageSize": 25, "parallelism": 1, "partSize": "2 KiB" }
        """;

    [Fact]
    public async Task A_container_deleted_in_the_middle_of_a_run_is_an_error_and_after_a_reset_the_next_run_is_right()
    {
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", Documents);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var host = await app.StartAsync();
        var asked = 0;
        source.Server.Faults.OnRequest = _ =>
        {
            if (Interlocked.Increment(ref asked) == 9)
            {
                app.Storage.Container.Delete();
            }

            return EmulatorFault.None;
        };

        var failed = await host.FireTimerAsync("export-orders");
        var again = await host.FireTimerAsync("export-orders");
        await AssertNoFalseSuccessAsync(app, again, host);
        await using var restarted = await RestartedAsync(app, host);
        using var client = restarted.Client("master-key");
        using var reset = await client.PostAsync(new Uri("/api/reset/orders", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var next = await restarted.FireTimerAsync("export-orders");

        Assert.Equal(Outcome.Failed, failed.Outcome);
        Assert.Contains(host.Log.Lines, l => l.Category == "Handler" && l.Text.Contains(app.Names.Container, StringComparison.Ordinal) && l.Text.Contains("StorageUnavailable", StringComparison.Ordinal));
        Assert.True(reset.IsSuccessStatusCode, await reset.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(next.Outcome == Outcome.Succeeded, restarted.Log.Text);
        await AssertCompleteAsync(app);
    }

    [Fact]
    public async Task A_storage_that_goes_away_and_comes_back_empty_fails_the_invocation_and_a_later_run_is_right()
    {
        await using var own = await AzuriteServer.StartAsync(TestContext.Current.CancellationToken);
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", Documents);
        using var app = await Deployment.CreateAsync(source, own.ConnectionString, Orders);
        // Long enough for all the tries of a storage call, half a minute.
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:01:00";
        await using var host = await app.StartAsync(o => o with { RunsQueues = false });
        var asked = 0;
        source.Server.Faults.OnRequest = _ =>
        {
            if (Interlocked.Increment(ref asked) == 9)
            {
                own.StopAsync().GetAwaiter().GetResult();
            }

            return EmulatorFault.None;
        };

        var failed = await host.FireTimerAsync("export-orders");
        await own.StartAgainAsync(TestContext.Current.CancellationToken);
        await using var restarted = await RestartedAsync(app, host);
        var next = await restarted.FireTimerAsync("export-orders");

        Assert.Equal(Outcome.Failed, failed.Outcome);
        Assert.Equal(1, host.HandlerStarts);
        Assert.True(next.Outcome == Outcome.Succeeded, restarted.Log.Text);
        await AssertCompleteAsync(app);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_storage_that_is_stopped_and_started_again_in_the_middle_of_runs_holds_every_row_once(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("faunafunctions-azurite-");
        try
        {
            await using var own = await AzuriteServer.StartAsync(folder.FullName, TestContext.Current.CancellationToken);
            await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", Documents);
            using var app = await Deployment.CreateAsync(source, own.ConnectionString, Orders);
            await using var host = await app.StartAsync(o => o with { RunsQueues = false });
            var random = new Random(seed);
            var restarts = 0;
            for (var run = 0; run < 4; run++)
            {
                var left = random.Next(1, run == 0 ? 12 : 6);
                source.Server.Faults.OnRequest = _ =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        own.ShutDownAsync().GetAwaiter().GetResult();
                        own.StartAgainAsync(CancellationToken.None).GetAwaiter().GetResult();
                        restarts++;
                    }

                    return EmulatorFault.None;
                };
                await host.FireTimerAsync("export-orders");
                source.Database.Put("orders", Source.Document(random.Next(1, Documents + 1)));
            }

            source.Server.Faults.OnRequest = null;
            var last = await host.FireTimerAsync("export-orders");

            Assert.True(restarts > 2);
            Assert.True(last.Outcome == Outcome.Succeeded, host.Log.Text);
            var records = await app.Storage.RecordsAsync("orders");
            Assert.Equal(records.Count, records.Select(r => (r.Id, r.Ts)).Distinct().Count());
            Assert.Equal(Enumerable.Range(1, Documents).Select(n => (long)n), records.Select(r => r.Id).Distinct().Order());
            Assert.Empty(await app.VerifyAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<FunctionsHost> RestartedAsync(Deployment app, FunctionsHost host)
    {
        await host.DisposeAsync();
        return await app.StartAsync(o => o with { RunsQueues = false });
    }

    // The parts that were written before are gone: whatever is said next, it must not be that all is well.
    private static async Task AssertNoFalseSuccessAsync(Deployment app, Invocation invocation, FunctionsHost host)
    {
        if (invocation.Outcome == Outcome.Succeeded)
        {
            var ids = (await app.Storage.RecordsAsync("orders")).Select(r => r.Id);
            Assert.True(Enumerable.Range(1, Documents).Select(n => (long)n).SequenceEqual(ids), host.Log.Text);
        }
    }

    private static async Task AssertCompleteAsync(Deployment app)
    {
        var verified = await app.VerifyAsync();
        Assert.Equal(Enumerable.Range(1, Documents).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id));
        Assert.Empty(verified);
    }
}

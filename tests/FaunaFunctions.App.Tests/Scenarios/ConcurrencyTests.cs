using System.Net;
using FaunaFunctions.App.Tests.Host;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Scenarios;

public sealed class ConcurrencyTests(AzuriteFixture azurite)
{
    private const int Documents = 300;

    private const string Orders = """
        { "collection": "orders", "index": "orders_by_ts", "schedule": "0 */5 * * * *", "pageSize": 50, "parallelism": 1, "partSize": "4 KiB" }
        """;

    [Fact]
    public async Task Of_a_timer_and_a_sync_at_the_same_moment_one_runs_and_the_other_says_so()
    {
        await using var source = await SourceAsync();
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var host = await app.StartAsync();

        var timer = host.FireTimerAsync("export-orders");
        var sync = SyncAsync(host);
        await Task.WhenAll(timer, sync);

        AssertOneRan(await timer, await sync, host);
        await AssertCompleteAsync(app);
    }

    [Fact]
    public async Task A_sync_meets_a_timer_s_run_in_the_same_process_with_409_and_a_timer_meets_a_sync_s_run_quietly()
    {
        await using var source = await SourceAsync();
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var host = await app.StartAsync();

        var timer = host.FireTimerAsync("export-orders");
        await Wait.UntilAsync(async () => (await app.Storage.PartsAsync("orders")).Count >= 1);
        var refused = await SyncAsync(host);
        var ran = await timer;
        source.Fill("orders", Documents, first: Documents + 1);
        var sync = SyncAsync(host);
        await Wait.UntilAsync(async () => (await app.Storage.BlobsAsync("orders/changes/")).Count >= 1);
        var quiet = await host.FireTimerAsync("export-orders");
        var synced = await sync;

        AssertOneRan(ran, refused, host);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal(HttpStatusCode.OK, synced.Status);
        Assert.True(quiet.Outcome == Outcome.Succeeded, host.Log.Text);
        Assert.DoesNotContain(quiet.Logs, l => l.Contains("is complete", StringComparison.Ordinal));
        await AssertCompleteAsync(app, 2 * Documents);
    }

    [Fact]
    public async Task Of_two_processes_on_one_account_one_runs_and_the_other_answers_409_or_stops_quietly()
    {
        await using var source = await SourceAsync();
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var one = await app.StartAsync();
        await using var two = await app.StartAsync();

        var timer = one.FireTimerAsync("export-orders");
        await Wait.UntilAsync(async () => (await app.Storage.PartsAsync("orders")).Count >= 1, () => one.Log.Text);
        var sync = await SyncAsync(two);
        var other = await two.FireTimerAsync("export-orders");
        var first = await timer;

        Assert.Equal(HttpStatusCode.Conflict, sync.Status);
        Assert.Contains("urn:faunafunctions:problem:export-busy", sync.Body, StringComparison.Ordinal);
        Assert.True(other.Outcome == Outcome.Succeeded, two.Log.Text);
        Assert.DoesNotContain(other.Logs, l => l.Contains("is complete", StringComparison.Ordinal));
        Assert.Contains(two.Log.Lines, l => l.Category == "Handler" && l.Text.Contains("orders", StringComparison.Ordinal) && l.Text.Contains("had nothing to do", StringComparison.Ordinal));
        Assert.Contains("is complete", first.Logs[0], StringComparison.Ordinal);
        await AssertCompleteAsync(app);
    }

    [Fact]
    public async Task Timers_of_two_processes_at_the_same_moment_never_write_a_row_twice()
    {
        await using var source = await SourceAsync();
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        await using var one = await app.StartAsync();
        await using var two = await app.StartAsync();

        for (var round = 1; round <= 3; round++)
        {
            var both = await Task.WhenAll(one.FireTimerAsync("export-orders"), two.FireTimerAsync("export-orders"));
            Assert.All(both, i => Assert.True(i.Outcome == Outcome.Succeeded, one.Log.Text + two.Log.Text));
            Assert.Contains(both, i => i.Logs[0].Contains("is complete", StringComparison.Ordinal));
            await AssertCompleteAsync(app, round * Documents);
            source.Fill("orders", Documents, first: (round * Documents) + 1);
        }
    }

    private static async Task<Source> SourceAsync()
    {
        var source = (await Source.StartAsync("root", "orders")).Fill("orders", Documents);
        source.Server.Faults.Latency = TimeSpan.FromMilliseconds(80);
        return source;
    }

    private static async Task<(HttpStatusCode Status, string Body)> SyncAsync(FunctionsHost host)
    {
        using var client = host.Client("function-key");
        using var answer = await client.PostAsync(new Uri("/api/sync/orders?wait=60", UriKind.Relative), null);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    // Either may come first.
    private static void AssertOneRan(Invocation timer, (HttpStatusCode Status, string Body) sync, FunctionsHost host)
    {
        Assert.True(timer.Outcome == Outcome.Succeeded, host.Log.Text);
        var timerRan = timer.Logs.Any(l => l.Contains("is complete", StringComparison.Ordinal));
        Assert.True(sync.Status == (timerRan ? HttpStatusCode.Conflict : HttpStatusCode.OK), sync.Body + host.Log.Text);
    }

    private static async Task AssertCompleteAsync(Deployment app, int documents = Documents)
    {
        var verified = await app.VerifyAsync();
        Assert.Equal(Enumerable.Range(1, documents).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id).Order());
        Assert.Empty(verified);
    }
}

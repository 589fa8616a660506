using System.Net;
using System.Text.Json;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Scenarios;

public sealed class ExportTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task Three_exports_on_timers_and_one_over_HTTP_land_as_documented(string api)
    {
        await using var source = await Source.StartAsync("root", "orders", "customers", "events", "products");
        source.Api = api;
        source.Fill("orders", 250).Fill("customers", 30).Fill("events", 40).Fill("products", 20);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, """
            { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "schedule": "0 */5 * * * *", "fullSchedule": "0 0 3 * * SUN", "pageSize": 64, "partSize": "4 KiB" },
            { "collection": "customers", "schedule": "%CUSTOMERS_SCHEDULE%" },
            { "collection": "events", "schedule": "0 */5 * * * *", "compression": "none" },
            { "collection": "products" }
            """);
        app.AppSettings["CUSTOMERS_SCHEDULE"] = "0 0 13 * * *";
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T12:59:59Z"));
        await using var host = await app.StartAsync(o => o with { Clock = clock, RunsSchedules = true });
        await Wait.UntilAsync(() => host.TimersArmed == 4);

        clock.Advance(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => host.TimersArmed == 7, () => host.Log.Text);
        using var client = host.Client("function-key");
        using var synced = await client.PostAsync(new Uri("/api/sync/products?wait=30", UriKind.Relative), null, TestContext.Current.CancellationToken);
        source.Database.Delete("orders", 7);
        source.Database.Put("orders", Source.Document(8));
        source.Fill("orders", 10, first: 1001);
        clock.Advance(TimeSpan.FromMinutes(5));
        await Wait.UntilAsync(() => host.TimersArmed == 9, () => host.Log.Text);
        var verified = await app.VerifyAsync();

        Assert.All(host.Invocations, i => Assert.True(i.Outcome == Outcome.Succeeded, host.Log.Text));
        Assert.Equal(HttpStatusCode.OK, synced.StatusCode);
        Assert.Equal(1, host.HandlerStarts);
        var changes = await app.Storage.RecordsAsync("orders/changes");
        Assert.Equal(Enumerable.Range(1, 250).Select(n => (long)n), (await app.Storage.RecordsAsync("orders/full")).Select(r => r.Id));
        Assert.Equal([7, 8, .. Enumerable.Range(1001, 10)], changes.Select(r => r.Id));
        Assert.Contains("deleted_at", changes[0].Line, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), (await app.Storage.RecordsAsync("products")).Select(r => r.Id));
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), (await app.Storage.RecordsAsync("customers")).Select(r => r.Id));
        Assert.Contains("\"data\":{\"n\":3,\"text\":\"row 3\"}", (await app.Storage.RecordsAsync("events"))[2].Line, StringComparison.Ordinal);
        await AssertLayoutAsync(app);
        Assert.Empty(verified);
    }

    [Fact]
    public async Task An_export_too_big_for_its_budget_is_continued_over_the_queue_until_it_is_done()
    {
        await using var source = await Source.StartAsync("root", "big");
        source.Fill("big", 1000);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, """
            { "collection": "big", "schedule": "0 0 3 * * *", "pageSize": 40, "parallelism": 1, "partSize": "8 KiB" }
            """);
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:00:08";
        source.Server.Faults.Latency = TimeSpan.FromMilliseconds(300);
        await using var host = await app.StartAsync();

        var first = await host.FireTimerAsync("export-big");
        await Wait.UntilAsync(async () => (await app.Storage.BlobsAsync("big/")).Contains("big/latest.json"), () => host.Log.Text);
        await Wait.UntilAsync(async () => (await app.Storage.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        var verified = await app.VerifyAsync();

        Assert.Contains("stopped at its budget", Assert.Single(first.Logs), StringComparison.Ordinal);
        Assert.True(host.Invocations.Count >= 3, host.Log.Text);
        Assert.Equal("continue-export", Assert.Single(host.Invocations.Skip(1).Select(i => i.Function).Distinct()));
        // The handler answered before the host's patience ended, every time.
        Assert.All(host.Invocations, i => Assert.True(i.Outcome == Outcome.Succeeded, host.Log.Text));
        Assert.Equal(1, host.HandlerStarts);
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => (long)n), (await app.Storage.RecordsAsync("big")).Select(r => r.Id));
        Assert.Single(await app.Storage.BlobsAsync("big/full/"), b => b.EndsWith("manifest.json", StringComparison.Ordinal));
        Assert.Empty(verified);
    }

    [Theory]
    [InlineData("v4", 1)]
    [InlineData("v10", 2)]
    public async Task A_tick_without_changes_asks_Fauna_for_next_to_nothing_and_writes_no_blob(string api, int requests)
    {
        await using var source = await Source.StartAsync("root", "orders");
        source.Api = api;
        source.Fill("orders", 50);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, """
            { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "schedule": "0 */5 * * * *" }
            """);
        await using var host = await app.StartAsync();
        await host.FireTimerAsync("export-orders");
        var before = await app.Storage.BlobsAsync();
        source.Server.Statistics.Reset();

        var tick = await host.FireTimerAsync("export-orders");

        Assert.True(tick.Outcome == Outcome.Succeeded, host.Log.Text);
        Assert.Contains("nothing changed", Assert.Single(tick.Logs), StringComparison.Ordinal);
        Assert.Equal(requests, source.Server.Statistics.RequestCount);
        Assert.Equal(before, await app.Storage.BlobsAsync());
    }

    private static async Task AssertLayoutAsync(Deployment app)
    {
        string[] forms =
        [
            @"orders/full/snapshot=\d{16}/part-\d{8}\.ndjson\.gz", @"orders/full/snapshot=\d{16}/manifest\.json",
            @"orders/changes/date=\d{4}-\d\d-\d\d/run=[^/]+/part-00000001\.ndjson\.gz", @"orders/changes/date=\d{4}-\d\d-\d\d/run=[^/]+/manifest\.json",
            @"(customers|products)/full/snapshot=\d{16}/part-00000001\.ndjson\.gz", @"(customers|products|events)/full/snapshot=\d{16}/manifest\.json",
            @"events/full/snapshot=\d{16}/part-00000001\.ndjson", @"[a-z]+/latest\.json", @"\.leases/[a-z]+",
        ];
        var blobs = await app.Storage.BlobsAsync();
        Assert.All(blobs, b => Assert.True(forms.Any(f => System.Text.RegularExpressions.Regex.IsMatch(b, $@"^{f}\z")), b));
        Assert.All(forms, f => Assert.Contains(blobs, b => System.Text.RegularExpressions.Regex.IsMatch(b, $@"^{f}\z")));

        var manifest = blobs.Single(b => b.StartsWith("orders/full/", StringComparison.Ordinal) && b.EndsWith("manifest.json", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(await app.Storage.TextAsync(manifest));
        Assert.Equal(250, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal("snapshot", json.RootElement.GetProperty("consistency").GetString());
        Assert.Equal(blobs.Count(b => b.StartsWith("orders/full/", StringComparison.Ordinal) && b.Contains("/part-", StringComparison.Ordinal)), json.RootElement.GetProperty("parts").GetArrayLength());

        // One row per export, and one per finished run.
        var rows = await app.Storage.RowsAsync();
        Assert.Equal(["customers", "events", "orders", "products"], rows.Where(r => r.RowKey == "cursor").Select(r => r.PartitionKey).Order());
        Assert.Equal(2, rows.Count(r => r.PartitionKey == "orders" && r.RowKey.StartsWith("run-", StringComparison.Ordinal)));
    }
}

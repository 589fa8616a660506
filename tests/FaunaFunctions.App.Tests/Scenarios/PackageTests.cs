using System.Net;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Scenarios;

/// <summary>The zip that is deployed, as it comes out of the publish.</summary>
public sealed class PackageTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_package_unzipped_into_an_empty_folder_starts_and_exports()
    {
        await using var source = await Source.StartAsync("root", "orders");
        source.Fill("orders", 30);
        using var app = await Deployment.UnzipAsync(source, azurite.ConnectionString, """{ "collection": "orders", "schedule": "0 0 3 * * *" }""");
        await using var host = await app.StartAsync();

        var due = await host.FireTimerAsync("run-due");
        using var client = host.Client("function-key");
        using var synced = await client.PostAsync(new Uri("/api/sync/orders?wait=30", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var verified = await app.VerifyAsync();

        Assert.True(due.Outcome == Host.Invocations.Outcome.Succeeded, host.Log.Text);
        Assert.True(synced.StatusCode == HttpStatusCode.OK, host.Log.Text);
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id));
        Assert.Empty(verified);
    }
}

using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Scenarios;

/// <summary>What is wrong is said at the start, before anything is written; and again by every call.</summary>
public sealed class SettingsRefusedTests(AzuriteFixture azurite)
{
    private const string Orders = """{ "collection": "orders", "schedule": "0 */5 * * * *" }""";

    public static TheoryData<string> BadNames => new(
        "a/b", "../etc", "..", "has space", "größe", "数", new string('a', 200), "-a", "a_", "a\\u0000b", "%2e%2e");

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_export_name_is_refused(string name)
    {
        await using var source = await Source.StartAsync("root", "orders");
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.WriteSettings(Deployment.Settings(source, $$"""{ "collection": "orders", "name": "{{name}}", "schedule": "0 */5 * * * *" }"""));

        await AssertRefusedAsync(app, "exports[0].name");
    }

    [Theory]
    [InlineData("""{ "collection": "orders", "pageSize": "many" }""", "exports[0].pageSize")]
    [InlineData("""{ "collection": "orders", "page_size": 3 }""", "did you mean 'pageSize'")]
    [InlineData("""{ "collection": "orders", "mode": "incremental" }""", "index")]
    [InlineData("""{ "collection": "orders", "schedule": "* * * * *" }""", "schedule")]
    [InlineData("""{ "collection": "orders" }, { "name": "ORDERS", "collection": "x" }""", "name")]
    public async Task Wrong_settings_are_refused(string exports, string said)
    {
        await using var source = await Source.StartAsync("root", "orders");
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.WriteSettings(Deployment.Settings(source, exports));

        await AssertRefusedAsync(app, said);
    }

    [Theory]
    [InlineData("FAUNA_SECRET", "", "FAUNA_SECRET")]
    [InlineData("FAUNA_SECRET", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/fauna)", "Key Vault")]
    [InlineData("AzureWebJobsStorage", "AccountName=x;this is nonsense", "AzureWebJobsStorage")]
    [InlineData("EXPORTS_CONTAINER", "Not A Container", "EXPORTS_CONTAINER")]
    public async Task A_wrong_app_setting_is_refused(string setting, string value, string said)
    {
        await using var source = await Source.StartAsync("root", "orders");
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.AppSettings[setting] = value;

        await AssertRefusedAsync(app, said);
    }

    private static async Task AssertRefusedAsync(Deployment app, string said)
    {
        await using var host = await app.StartAsync(o => o with { RunsQueues = false });
        var line = await host.Log.LineAsync(l => l.Category == "Handler" && l.Text.Contains(said, StringComparison.Ordinal));
        var timer = await host.FireTimerAsync("export-orders");

        Assert.DoesNotContain("   at ", line.Text, StringComparison.Ordinal);
        Assert.Equal(Outcome.Failed, timer.Outcome);
        Assert.False(await app.Storage.Container.ExistsAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await app.Storage.RowsAsync());
        Assert.False(await app.Storage.Queue.ExistsAsync(TestContext.Current.CancellationToken));
    }
}

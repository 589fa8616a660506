using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

/// <summary>An export with <c>"collection": "*"</c>, by every command.</summary>
public sealed class WholeDatabaseTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task Every_collection_is_checked_described_exported_and_verified(string api)
    {
        await using var server = await Server.StartAsync("orders", "products", "log");
        server.Fill("orders", 30).Fill("products", 20).Fill("log", 10);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.CreateKey("server-readonly"));
        workspace.WriteSettings(server.Url, """{ "name": "shop", "collection": "*", "exclude": ["log"], "mode": "full" }""", api);

        var check = await RunAsync(workspace, "check");
        var catalog = await RunAsync(workspace, "discover", "--json");
        var first = await RunAsync(workspace, "export");
        var second = await RunAsync(workspace, "export", "--json");
        var verify = await RunAsync(workspace, "verify", "--json");
        var status = await RunAsync(workspace, "status", "--json");

        Assert.Contains("orders: can be exported.", check.Out, StringComparison.Ordinal);
        Assert.Contains("Left out: log.", check.Out, StringComparison.Ordinal);
        Assert.All((string[])["roles", "access_providers", "databases"], kind => Assert.Contains(
            $"The schema is exported without {kind}: The key may not read the definitions of {kind}. Fauna's own roles server and server-readonly never may; the role admin may,",
            check.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal));
        Assert.DoesNotContain("HTTP 403", check.Out, StringComparison.Ordinal);
        Assert.Equal(["shop/orders", "shop/products"], Json(catalog).GetProperty("streams").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Contains("50 ", first.Out, StringComparison.Ordinal);
        Assert.Equal(50, Json(second).GetProperty("rows").GetInt32());
        Assert.Equal(2 * 30, workspace.Records("shop/orders").Count());
        Assert.Equal(2 * 20, workspace.Records("shop/products").Count());
        Assert.Empty(workspace.Records("shop/log"));
        var reports = verify.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("report")).ToList();
        Assert.Equal(["shop", "shop/orders", "shop/products"], reports.Select(report => report.GetProperty("export").GetString()));
        Assert.All(reports, report => Assert.True(report.GetProperty("passed").GetBoolean()));
        Assert.Equal(["orders", "products"], Json(status).GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("collection").GetString()));
        Assert.Contains("shop/products", (await RunAsync(workspace, "status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_that_may_not_be_read_is_an_error_for_check_export_and_verify()
    {
        await using var server = await Server.StartAsync("orders", "secret");
        server.Fill("orders", 3).Fill("secret", 3);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.CreateRoleKey(
            "exporter", """[{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"collections":null},"actions":{"object":{"read":true}}}}]"""));
        workspace.WriteSettings(server.Url, """{ "name": "shop", "collection": "*" }""");

        var check = await CliRun.InProcessAsync(workspace, "check", "--config", workspace.Settings);
        var export = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);
        var verify = await CliRun.InProcessAsync(workspace, "verify", "--config", workspace.Settings);

        Assert.Equal((3, 3, 1), (check.Code, export.Code, verify.Code));
        Assert.Contains("secret: ", check.Out, StringComparison.Ordinal);
        Assert.Contains("'secret'", export.Error, StringComparison.Ordinal);
        Assert.Contains("CollectionMissing", verify.Out, StringComparison.Ordinal);
        Assert.Equal(3, workspace.Records("shop/orders").Count());
    }

    private static JsonElement Json(CliRun run) => JsonDocument.Parse(run.Out).RootElement;

    private static async Task<CliRun> RunAsync(Workspace workspace, string command, params string[] options)
    {
        var run = await CliRun.InProcessAsync(workspace, [command, "--config", workspace.Settings, .. options]);
        Assert.True(run.Code == 0, run.Out + run.Error);
        return run;
    }
}

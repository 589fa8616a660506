using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

/// <summary>A connection with <c>"api": "v10"</c>: no index, and the same commands.</summary>
public sealed class V10CommandTests
{
    private const string Privileges = """
        [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true,"history_read":true}}}}]
        """;

    [Fact]
    public async Task Documents_changes_and_deletions_are_exported_and_verified()
    {
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", 300);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.CreateRoleKey("exporter", Privileges));
        workspace.WriteSettings(server.Url, """{ "collection": "orders", "deletions": "deleted_field" }""", api: "v10");
        var first = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);
        server.Database.Delete("orders", 7);
        server.Database.Put("orders", new(8, """{"n":"new"}"""));

        var second = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings, "--mode", "incremental");
        var verified = await CliRun.InProcessAsync(workspace, "verify", "--config", workspace.Settings);

        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        Assert.True(verified.Code == 0, verified.Out + verified.Error);
        Assert.Equal(300, workspace.Records("orders", "full").Count());
        Assert.Collection(
            workspace.Records("orders", "changes"),
            deletion => Assert.Contains("\"ref\":\"7\",", deletion, StringComparison.Ordinal),
            update => Assert.Contains("\"n\":\"new\"", update, StringComparison.Ordinal));
    }
}

using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

/// <summary>What is compared with the database: by <c>verify --source</c>, and before a snapshot takes the place of the last one.</summary>
public sealed class VerifySourceTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task Verify_counts_at_the_source_and_fails_where_it_must_and_cannot(string api)
    {
        await using var server = await Server.StartAsync("things");
        server.Fill("things", 30);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret);
        workspace.WriteSettings(server.Url, """{ "collection": "things" }""", api);
        await RunAsync(workspace, "export");

        var counted = await RunAsync(workspace, "verify", "--source", "--json");
        workspace.Set("FAUNA_SECRET", "fnUnknown");
        var unknown = await RunAsync(workspace, "verify", "--source");
        var lenient = await RunAsync(workspace, "verify");
        var both = await RunAsync(workspace, "verify", "--source", "--offline");

        using var json = JsonDocument.Parse(counted.Out);
        Assert.Equal((0, 30, true), (counted.Code, json.RootElement.GetProperty("countAtSource").GetInt32(), json.RootElement.GetProperty("passed").GetBoolean()));
        Assert.Equal((1, 0, 2), (unknown.Code, lenient.Code, both.Code));
        Assert.Contains("Not compared with Fauna: Unauthorized", unknown.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("--offline and --source", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_lost_too_much_is_held_back_until_it_is_accepted()
    {
        await using var server = await Server.StartAsync("things");
        server.Fill("things", 30);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret);
        workspace.WriteSettings(server.Url, """{ "collection": "things" }""");
        await RunAsync(workspace, "export");
        var latest = await File.ReadAllTextAsync(workspace.PathOf("out/things/latest.json"), TestContext.Current.CancellationToken);
        for (var id = 1; id <= 25; id++)
        {
            server.Database.Delete("things", id);
        }

        var held = await RunAsync(workspace, "export");
        var status = await RunAsync(workspace, "status");
        var still = await File.ReadAllTextAsync(workspace.PathOf("out/things/latest.json"), TestContext.Current.CancellationToken);
        var accepted = await RunAsync(workspace, "export", "--accept-shrink");

        Assert.Equal((3, 0, 0), (held.Code, status.Code, accepted.Code));
        Assert.Contains("has 5 documents, and the last one has 30", held.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("--accept-shrink", held.Error, StringComparison.Ordinal);
        Assert.Contains("held back", status.Out, StringComparison.Ordinal);
        Assert.Equal(latest, still);
        Assert.NotEqual(latest, await File.ReadAllTextAsync(workspace.PathOf("out/things/latest.json"), TestContext.Current.CancellationToken));
    }

    private static Task<CliRun> RunAsync(Workspace workspace, string command, params string[] options) =>
        CliRun.InProcessAsync(workspace, [command, "--config", workspace.Settings, .. options]);
}

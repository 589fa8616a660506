using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

/// <summary>What <c>verify</c> and <c>status</c> tell people: of nothing, of failures, and where no secret is set.</summary>
public sealed class VerifyTextTests
{
    [Theory]
    [InlineData("""{ "collection": "things" }""", "things")]
    [InlineData("""{ "name": "all", "collection": "*" }""", "all")]
    public async Task What_was_never_exported_has_no_tick(string export, string name)
    {
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "x").WriteSettings(new Uri("http://127.0.0.1:9/"), export);

        var run = await RunAsync(workspace, "verify", "--offline");

        Assert.Equal(0, run.Code);
        Assert.Matches($@"^– {name} +not verified\n", run.Out);
        Assert.Contains("latest.json is not there", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("✓", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_had_to_be_compared_and_was_not_has_no_tick()
    {
        await using var server = await Server.StartAsync("things");
        using var workspace = await ExportedAsync(server);

        workspace.Set("FAUNA_SECRET", "fnUnknown");
        var unreachable = await RunAsync(workspace, "verify", "--source");
        var nothing = await RunAsync(workspace, "verify", "--source", "--out", workspace.PathOf("elsewhere"));

        Assert.Equal((1, 1), (unreachable.Code, nothing.Code));
        Assert.Contains("each version once, but not compared with Fauna", unreachable.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Matches(@"^✗ things +30 records", unreachable.Out);
        Assert.Matches(@"^✗ things +not verified\n", nothing.Out);
        Assert.Contains("Not compared with Fauna: there is no snapshot to compare with", nothing.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_names_its_file_once()
    {
        await using var server = await Server.StartAsync("things");
        using var workspace = await ExportedAsync(server);
        await File.AppendAllTextAsync(Assert.Single(workspace.Files(), Workspace.IsPart), "x", TestContext.Current.CancellationToken);

        var longer = await RunAsync(workspace, "verify");
        await File.WriteAllTextAsync(workspace.PathOf("out/things/latest.json"), "g", TestContext.Current.CancellationToken);
        var noJson = await RunAsync(workspace, "verify");

        Assert.Equal((1, 1), (longer.Code, noJson.Code));
        Assert.Matches(@"\n  PartAltered things/full/[^:]+: it is longer", longer.Out);
        Assert.Contains("LatestWrong things/latest.json: it cannot be read: it is not JSON, in its line 1. Restore it", noJson.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_and_verify_need_no_secret()
    {
        await using var server = await Server.StartAsync("things");
        using var workspace = await ExportedAsync(server);
        workspace.Set("FAUNA_SECRET", "");

        var status = await RunAsync(workspace, "status");
        var offline = await RunAsync(workspace, "verify", "--offline");
        var verify = await RunAsync(workspace, "verify");
        var source = await RunAsync(workspace, "verify", "--source");
        var export = await RunAsync(workspace, "export");

        Assert.Equal((0, 0, 0, 2, 2), (status.Code, offline.Code, verify.Code, source.Code, export.Code));
        Assert.Contains("exported up to", status.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Not compared", offline.Out, StringComparison.Ordinal);
        Assert.StartsWith("✓ things", verify.Out, StringComparison.Ordinal);
        Assert.Contains("Not compared with Fauna: app setting 'FAUNA_SECRET', which should hold the secret, is not set", verify.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("app setting 'FAUNA_SECRET' is not set", source.Error, StringComparison.Ordinal);
        Assert.Contains("app setting 'FAUNA_SECRET' is not set", export.Error, StringComparison.Ordinal);
    }

    private static async Task<Workspace> ExportedAsync(Server server)
    {
        server.Fill("things", 30);
        var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret);
        workspace.WriteSettings(server.Url, """{ "collection": "things" }""");
        Assert.Equal(0, (await RunAsync(workspace, "export")).Code);
        return workspace;
    }

    private static Task<CliRun> RunAsync(Workspace workspace, string command, params string[] options) =>
        CliRun.InProcessAsync(workspace, [command, "--config", workspace.Settings, .. options]);
}

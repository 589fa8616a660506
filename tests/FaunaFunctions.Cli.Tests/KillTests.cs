using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Documents = 60_000;
    private const int Changes = 30_000;

    /// <summary>The process is killed without a signal that it could hear, wherever it happens to be: reading, compressing, between part and cursor.</summary>
    [Theory]
    [InlineData("v4", 20, 0)]
    [InlineData("v10", 10, 10)]
    public async Task An_export_that_is_killed_twenty_times_has_every_row_exactly_once(string api, int killsInFull, int killsInChanges)
    {
        var random = new Random(20);
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", Documents, size: 100);
        var (secret, settings) = await server.SetUpAsync("orders", api);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", secret).WriteSettings(
            server.Url,
            $$"""{ "collection": "orders", "deletions": { "mode": "deleted_field" }, "partSize": "16 KiB", "pageSize": 64, "parallelism": 4{{settings}} }""",
            api);

        var rows = Documents;
        await KillAsync(server, workspace, killsInFull, random);
        await FinishAsync(workspace, "--mode", "full");
        if (killsInChanges > 0)
        {
            rows += Changes;
            server.Fill("orders", rows, size: 100, from: Documents + 1);
            await KillAsync(server, workspace, killsInChanges, random);
            await FinishAsync(workspace);
        }

        var verified = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "verify", "--json");

        Assert.True(verified.Code == 0, verified.Out + verified.Error);
        Assert.Equal(Enumerable.Range(1, Documents), workspace.Records("orders", "full").Select(Id));
        Assert.Equal(Enumerable.Range(Documents + 1, rows - Documents), workspace.Records("orders", "changes").Select(Id));
        using var report = JsonDocument.Parse(verified.Out);
        Assert.Equal(Documents, report.RootElement.GetProperty("countAtSource").GetInt32());
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_whole_database_that_is_killed_again_and_again_has_every_row_exactly_once(string api)
    {
        await using var server = await Server.StartAsync("one", "two", "three");
        server.Fill("one", 10_000, size: 100).Fill("two", 10_000, size: 100).Fill("three", 10_000, size: 100);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.CreateKey("server-readonly")).WriteSettings(
            server.Url, """{ "name": "all", "collection": "*", "mode": "full", "partSize": "16 KiB", "pageSize": 64, "parallelism": 4 }""", api);

        await KillAsync(server, workspace, kills: 6, new Random(6));
        await FinishAsync(workspace);
        var verified = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "verify", "--json");

        Assert.True(verified.Code == 0, verified.Out + verified.Error);
        foreach (var collection in (string[])["one", "two", "three"])
        {
            Assert.Equal(Enumerable.Range(1, 10_000), workspace.Records("all/" + collection).Select(Id));
        }

        Assert.Single(workspace.Files(), file => file.Contains("_database", StringComparison.Ordinal) && Path.GetFileName(file) == "manifest.json");
    }

    private async Task KillAsync(Server server, Workspace workspace, int kills, Random random)
    {
        var first = Parts(workspace);
        var partsWhenKilled = new List<int>();
        server.Emulator.Faults.Latency = TimeSpan.FromMilliseconds(20);
        while (partsWhenKilled.Count < kills)
        {
            var before = Parts(workspace);
            await using var export = CliProcess.Start(workspace.Folder, workspace.AppSettings, "export");
            // Some die before their first part, most between two later ones.
            var enough = before + random.Next(0, 5);
            await UntilAsync(() => export.HasExited || Parts(workspace) >= enough);
            await Task.Delay(random.Next(0, 120));
            Assert.False(export.HasExited, export.HasExited ? $"It ended by itself after {partsWhenKilled.Count} kills: {await export.ExitAsync()}" : null);
            await export.KillAsync();
            partsWhenKilled.Add(Parts(workspace));
        }

        output.WriteLine("Parts at each kill: " + string.Join(' ', partsWhenKilled));
        server.Emulator.Faults.Latency = TimeSpan.Zero;
        Assert.True(partsWhenKilled[^1] - first > kills, "The kills came before there was anything to lose.");
    }

    private static async Task FinishAsync(Workspace workspace, params string[] args)
    {
        var last = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, ["export", .. args]);
        Assert.True(last.Code == 0, last.Error);
    }

    private static int Parts(Workspace workspace) => workspace.Files().Count(Workspace.IsPart);

    private static int Id(string record)
    {
        using var json = JsonDocument.Parse(record);
        return int.Parse(json.RootElement.GetProperty("ref").GetString()!, CultureInfo.InvariantCulture);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}

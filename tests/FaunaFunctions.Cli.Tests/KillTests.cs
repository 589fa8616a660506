using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Documents = 60_000;

    /// <summary>The process is killed without a signal that it could hear, wherever it happens to be: reading, compressing, between part and cursor.</summary>
    [Fact]
    public async Task An_export_that_is_killed_twenty_times_has_every_row_exactly_once()
    {
        var random = new Random(20);
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", Documents, size: 100);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", await server.SetUpAsync("orders")).WriteSettings(server.Url, """
            { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "partSize": "16 KiB", "pageSize": 64, "parallelism": 4 }
            """);
        var partsWhenKilled = new List<int>();
        server.Emulator.Faults.Latency = TimeSpan.FromMilliseconds(20);

        while (partsWhenKilled.Count < Kills)
        {
            var before = Parts(workspace);
            await using var export = CliProcess.Start(workspace.Folder, workspace.AppSettings, "export");
            // Some die before their first part, most between two later ones.
            var enough = before + random.Next(0, 5);
            await UntilAsync(() => export.HasExited || Parts(workspace) >= enough);
            await Task.Delay(random.Next(0, 120));
            if (export.HasExited)
            {
                output.WriteLine($"It ended by itself: {await export.ExitAsync()}");
                break;
            }

            await export.KillAsync();
            partsWhenKilled.Add(Parts(workspace));
        }

        output.WriteLine("Parts at each kill: " + string.Join(' ', partsWhenKilled));
        server.Emulator.Faults.Latency = TimeSpan.Zero;
        var last = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "export", "--mode", "full");
        var verified = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "verify", "--json");

        Assert.Equal(Kills, partsWhenKilled.Count);
        Assert.True(partsWhenKilled[^1] > Kills, "The kills came before there was anything to lose.");
        Assert.True(last.Code == 0, last.Error);
        Assert.True(verified.Code == 0, verified.Out + verified.Error);
        Assert.Equal(Enumerable.Range(1, Documents), workspace.Records("orders").Select(Id));
        using var report = JsonDocument.Parse(verified.Out);
        Assert.Equal(Documents, report.RootElement.GetProperty("countAtSource").GetInt32());
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

using System.Globalization;
using System.IO.Compression;
using System.Text;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

public sealed class CanaryTests
{
    private const string Canary = "fnCANARYdoNotPrintMe0123456789";

    [Fact]
    public async Task No_command_prints_or_stores_a_secret()
    {
        using var workspace = new Workspace();
        await using var emulator = CliProcess.Start(workspace.Folder, workspace.AppSettings, "emulator", "--port", "0", "--secret", Canary, "--verbose");
        var url = new Uri((await emulator.LineAsync("✓ A Fauna database")).Split(' ')[^1]);
        await FillAsync(url);
        // A key's own secret, as a user has it; it begins with the canary, so that one search finds both.
        workspace.Set("FAUNA_SECRET", $"{Canary}:canary:@role/export-orders").WriteSettings(url, """
            { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" } },
            { "name": "wrong", "collection": "nope" }
            """);
        await File.WriteAllTextAsync(workspace.PathOf("unreachable.json"), (await File.ReadAllTextAsync(workspace.Settings)).Replace(
            url.Port.ToString(CultureInfo.InvariantCulture), "9", StringComparison.Ordinal));
        await File.WriteAllTextAsync(workspace.PathOf("invalid.json"), (await File.ReadAllTextAsync(workspace.Settings)).Replace(
            "\"secret\"", "\"secrt\"", StringComparison.Ordinal));

        await File.WriteAllTextAsync(workspace.PathOf("v10.json"), (await File.ReadAllTextAsync(workspace.Settings))
            .Replace("\"v4\"", "\"v10\"", StringComparison.Ordinal)
            .Replace("\"index\": \"orders_by_ts\"", "\"name\": \"v10-orders\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(workspace.PathOf("unreachable-v10.json"), (await File.ReadAllTextAsync(workspace.PathOf("v10.json"))).Replace(
            url.Port.ToString(CultureInfo.InvariantCulture), "9", StringComparison.Ordinal));

        var runs = new List<CliRun>();
        string[] all = ["check", "export", "discover --sample 10", "status", "verify"];
        (string File, string[] Commands)[] settings =
            [("exports.json", all), ("unreachable.json", all), ("invalid.json", all), ("v10.json", all), ("unreachable-v10.json", ["check", "export"])];
        foreach (var (file, commands) in settings)
        {
            foreach (var command in commands)
            {
                runs.Add(await RunAsync($"{command} --config {file} --verbose"));
                runs.Add(await RunAsync($"{command} --config {file} --json"));
            }
        }

        runs.Add(await RunAsync($"emulator --port 0 --secrt {Canary}"));
        runs.Add(await RunAsync($"emulator --port 0 --secret={Canary} --load nope.json"));
        runs.Add(await RunAsync($"emulator --port 0 --secret {Canary} {Canary}"));
        runs.Add(await RunAsync($"emulator --port 0 --secrt={Canary}"));
        runs.Add(await RunAsync($"{Canary} export"));
        runs.Add(await RunAsync("setup -c orders --deletions"));
        emulator.PressCtrlC();
        runs.Add(await emulator.ExitAsync());

        Assert.Equal(0, runs[^1].Code);
        Assert.All(
            (string[])["orders", "v10-orders"],
            export => Assert.True(workspace.Records(export).Any(), string.Join('\n', runs.Select(r => r.Error))));
        Assert.All(runs, run => AssertClean(run.Out + run.Error, "output"));
        Assert.All(Directory.EnumerateFiles(workspace.Folder, "*", SearchOption.AllDirectories), file => AssertClean(Content(file), file));

        async Task<CliRun> RunAsync(string args) => await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, args.Split(' '));
    }

    [Fact]
    public void The_search_finds_what_it_looks_for()
    {
        foreach (var leak in (string[])[Canary, $"Basic {Base64(Canary + ":")}", Base64("x" + Canary), Base64("xx" + Canary), Uri.EscapeDataString(Canary)])
        {
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertClean($"before {leak} after", "output"));
        }
    }

    private static async Task FillAsync(Uri url)
    {
        using var root = new SetupClient(url, Canary);
        await root.SendAsync("""{"create_database":{"object":{"name":"canary"}}}""", CancellationToken.None);
        using var admin = new SetupClient(url, $"{Canary}:canary:admin");
        await admin.SendAsync("""{"create_collection":{"object":{"name":"orders"}}}""", CancellationToken.None);
        await admin.SendAsync("""{"create":{"collection":"orders"},"params":{"object":{"data":{"object":{"a":1}}}}}""", CancellationToken.None);
        await admin.RunAsync(SetupPlan.For(new SetupRequest(["orders"], Incremental: true, HistoryDays: 1)), CancellationToken.None);
    }

    // In base64 a text looks different at each of three offsets, but for its two ends.
    private static void AssertClean(string text, string where)
    {
        string[] forms =
        [
            Canary,
            Base64(Canary)[..^4],
            Base64("x" + Canary)[4..^4],
            Base64("xx" + Canary)[4..^4],
        ];
        Assert.All(forms, form => Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{where} holds the secret."));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Content(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllText(file);
        }

        using var plain = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return plain.ReadToEnd();
    }
}

using System.Text.Json;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ends_well_and_what_it_exported_is_the_collection()
    {
        using var workspace = new Workspace();

        var demo = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "demo", "--documents", "3000", "--out", workspace.Exports);

        Assert.True(demo.Code == 0, demo.Out + demo.Error);
        Assert.DoesNotContain('\u001b', demo.Out + demo.Error);
        Assert.DoesNotContain(demo.Out + demo.Error, c => char.IsControl(c) && c != '\n');
        var (live, deleted) = Replay(workspace.Exports, "orders");
        Assert.Equal((3000 + 3 - deleted, true), (live, deleted > 0));
        Assert.Equal((300, 0), Replay(workspace.Exports, "events"));
    }

    [Fact]
    public async Task The_demo_replaces_the_one_before_and_nothing_else()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Exports);
        await File.WriteAllTextAsync(Path.Combine(workspace.Exports, "mine.txt"), "mine");

        var refused = await CliRun.InProcessAsync(workspace, "demo", "--documents", "1000", "--out", workspace.Exports);

        Assert.Equal(2, refused.Code);
        Assert.Equal([Path.Combine(workspace.Exports, "mine.txt")], workspace.Files());
    }

    [Fact]
    public async Task A_demo_that_is_kept_can_be_looked_at_as_it_says()
    {
        using var workspace = new Workspace();
        await using var demo = CliProcess.Start(workspace.Folder, workspace.AppSettings, "demo", "--documents", "1000", "--out", "here", "--keep");
        var variable = await demo.LineAsync("  export FAUNA_SECRET=");

        workspace.Set("FAUNA_SECRET", variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        foreach (var command in (string[])["check", "export", "status", "verify"])
        {
            var run = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, command, "--config", Path.Combine("here", "exports.json"));
            Assert.True(run.Code == 0, command + run.Out + run.Error);
        }

        demo.PressCtrlC();
        Assert.Equal(0, (await demo.ExitAsync()).Code);
    }

    // The newest record of each document, as the README says it; and how many of them are deletions.
    private static (int Live, int Deleted) Replay(string folder, string export)
    {
        var newest = new Dictionary<string, (long Ts, bool Deleted)>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "data", export), "*.ndjson.gz", SearchOption.AllDirectories))
        {
            foreach (var line in Workspace.Lines(file))
            {
                using var record = JsonDocument.Parse(line);
                var (id, ts) = (record.RootElement.GetProperty("ref").GetString()!, record.RootElement.GetProperty("ts").GetInt64());
                if (!newest.TryGetValue(id, out var known) || known.Ts < ts)
                {
                    newest[id] = (ts, record.RootElement.TryGetProperty("deleted_at", out _));
                }
            }
        }

        return (newest.Values.Count(v => !v.Deleted), newest.Values.Count(v => v.Deleted));
    }
}

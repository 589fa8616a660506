using System.IO.Compression;
using System.Text.Json;
using FaunaFunctions.Cli.Demo;
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
        Assert.Equal((live, deleted), Replay(workspace.Exports, "orders-v10"));
        Assert.Equal((300, 0), Replay(workspace.Exports, "events-v10"));
        Assert.Contains("✓ The same records through both.", demo.Out, StringComparison.Ordinal);
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
        foreach (var name in (string[])["FAUNA_SECRET", "FAUNA_SECRET_V10"])
        {
            var variable = await demo.LineAsync($"  export {name}=");
            workspace.Set(name, variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        foreach (var command in (string[])["check", "export", "status", "verify"])
        {
            var run = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, command, "--config", Path.Combine("here", "exports.json"));
            Assert.True(run.Code == 0, command + run.Out + run.Error);
        }

        demo.PressCtrlC();
        Assert.Equal(0, (await demo.ExitAsync()).Code);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", true)]
    [InlineData("""{"a":{"id":"by_x","type":"index"}}""", """{"a":"[legacy index by_x]"}""", true)]
    [InlineData("""{"a":[{"id":"tokens","type":"unknown"}]}""", """{"a":[{"id":"[new collection]","type":"unknown"}]}""", true)]
    [InlineData("""{"a":{"id":"by_x","type":"index"}}""", """{"a":"[legacy index by_y]"}""", false)]
    [InlineData("""{"a":{"id":"tokens","type":"unknown"}}""", """{"a":{"id":"tokens","type":"collection"}}""", false)]
    [InlineData("""{"a":"{\"@query\":{}}"}""", """{"a":"[function <lambda>]"}""", true)]
    [InlineData("""{"a":"{\"@set\":1}"}""", """{"a":"{\"@set\":2}"}""", true)]
    [InlineData("""{"a":"x"}""", """{"a":"[function <lambda>]"}""", false)]
    [InlineData("""{"a":1}""", """{"a":1.0}""", false)]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", false)]
    public void Records_are_the_same_but_for_what_v10_no_longer_tells(string v4, string v10, bool same) =>
        Assert.Equal(same, ToldOtherwise.Explains(v4, v10));

    [Theory]
    [InlineData("1 2", "1 2", 2, 0)]
    [InlineData("1 2", "1", 1, 1)]
    [InlineData("1", "1 2", 1, 1)]
    [InlineData("1 2", "1 3", 1, 1)]
    public void A_record_that_one_language_lacks_is_found(string v4, string v10, long same, long wrong)
    {
        using var workspace = new Workspace();
        WritePart(workspace.PathOf("orders"), v4);
        WritePart(workspace.PathOf("orders-v10"), v10);

        var comparison = LanguageComparison.Of(workspace.Folder, "orders");

        Assert.Equal((same, 0, wrong), (comparison.Same, comparison.Otherwise, comparison.Wrong));
    }

    private static void WritePart(string export, string values)
    {
        var folder = Directory.CreateDirectory(Path.Combine(export, "full", "snapshot=1"));
        using var part = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder.FullName, "part-00000001.ndjson.gz")), CompressionLevel.Fastest));
        foreach (var value in values.Split(' '))
        {
            part.Write($$$"""{"ref":"{{{value}}}","ts":1,"data":{}}""" + "\n");
        }
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

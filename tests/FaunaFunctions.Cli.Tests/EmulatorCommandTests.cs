using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests;

public sealed class EmulatorCommandTests
{
    private const string Document = """{"ref":{"@ref":{"id":"1","collection":{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}}},"ts":1,"data":{"when":{"@ts":"2020-01-01T00:00:00Z"}},"ttl":{"@ts":"2100-01-01T00:00:00Z"}}""";
    private const string Another = """{"ref":{"@ref":{"id":"2","collection":{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}}},"ts":1,"data":{"of":{"@ref":{"id":"7","collection":{"@ref":{"id":"Gone","collection":{"@ref":{"id":"collections"}}}}}}}}""";

    [Theory]
    [InlineData(Document + "\n" + Another + "\n")]
    [InlineData("[" + Document + "," + Another + "]")]
    [InlineData("""{"resource":{"data":[""" + Document + "]}}\n" + """{"data":[""" + Another + "]}")]
    public async Task Load_takes_documents_as_v4_shows_them_however_they_are_wrapped(string file)
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.PathOf("documents.json"), file);
        await using var emulator = CliProcess.Start(workspace.Folder, workspace.AppSettings, "emulator", "--port", "0", "--load", "documents.json");
        var url = new Uri((await emulator.LineAsync("✓ A Fauna database")).Split(' ')[^1]);
        using var client = new SetupClient(url, "secret");

        var count = await client.SendAsync("""{"count":{"documents":{"collection":"orders"}}}""", CancellationToken.None);
        var when = await client.SendAsync("""{"select":["data","when"],"from":{"get":{"ref":{"collection":"orders"},"id":"1"}}}""", CancellationToken.None);
        var of = await client.SendAsync("""{"select":["data","of","id"],"from":{"get":{"ref":{"collection":"orders"},"id":"2"}}}""", CancellationToken.None);
        emulator.PressCtrlC();

        Assert.Equal(2, count.GetInt32());
        Assert.Equal("""{"@ts":"2020-01-01T00:00:00Z"}""", when.GetRawText());
        Assert.Equal("7", of.GetString());
        Assert.Equal(0, (await emulator.ExitAsync()).Code);
    }

    [Theory]
    [InlineData("{", "line 1: this is not JSON, or is cut off.")]
    [InlineData("nonsense\n", "line 1: this is not JSON, or is cut off.")]
    [InlineData(Document + "\nnonsense\n", "line 2: this is not JSON, or is cut off.")]
    [InlineData("{}", "line 1: a document with \"ref\"")]
    [InlineData("""{"ref":{"@ref":{"id":1}}}""", "line 1: the document's \"ref\" must be as FQL v4 shows it")]
    [InlineData("""{"ref":{"@ref":{"id":"x","collection":{"@ref":{"id":"orders"}}}}}""", "line 1: the reference's id is not a number.")]
    [InlineData("""{"ref":{"@ref":{"id":"1","collection":{"@ref":{"id":"orders"}}}},"ttl":5}""", "line 1: the document's \"ttl\" must be as FQL v4 shows it")]
    [InlineData("""{"ref":{"@ref":{"id":"1","collection":{"@ref":{"id":"\ud800"}}}}}""", "line 1: this is no document as FQL v4 shows it.")]
    [InlineData(Document + "\n" + Document, "orders")]
    [InlineData(Document + "\n{\"ref\":1}", "line 2")]
    [InlineData(Document + "\n[[1]]", "line 2")]
    public async Task A_file_that_holds_something_else_is_told_with_its_line(string file, string where)
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.PathOf("documents.json"), file);

        var run = await CliRun.InProcessAsync(workspace, "emulator", "--port", "0", "--load", workspace.PathOf("documents.json"));

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(where, Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var server = await Server.StartAsync();
        using var workspace = new Workspace();

        var run = await CliRun.InProcessAsync(workspace, "emulator", "--port", server.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(2, run.Code);
        Assert.Contains("--port", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_survive_the_faults_that_the_emulator_can_be_told_to_make()
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.PathOf("documents.json"), Document + "\n" + Another);
        await using var emulator = CliProcess.Start(workspace.Folder, workspace.AppSettings, "emulator", "--port", "0", "--load", "documents.json", "--faults", "7", "--latency", "1");
        var url = new Uri((await emulator.LineAsync("✓ A Fauna database")).Split(' ')[^1]);
        workspace.Set("FAUNA_SECRET", "secret").WriteSettings(url, """{ "collection": "orders" }""");

        for (var run = 0; run < 5; run++)
        {
            var export = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);
            Assert.True(export.Code == 0, export.Error);
        }
    }
}

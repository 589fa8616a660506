using System.Text.Json;
using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Tests;

public sealed partial class SetupTests
{
    [Fact]
    public async Task The_printed_curl_commands_make_a_key_that_exports_changes_and_deletions()
    {
        await using var server = await Server.StartAsync("orders", "others");
        server.Fill("orders", 300).Fill("others", 3);
        using var workspace = new Workspace();
        var printed = await CliRun.InProcessAsync(workspace, "setup", "--collection", "orders", "--deletions", "--url", server.Url.ToString());

        var secret = await SendPrintedAsync(server, printed.Out);
        workspace.Set("FAUNA_SECRET", secret).WriteSettings(SettingsIn(printed.Out));
        var first = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);
        server.Database.Delete("orders", 7);
        server.Database.Put("orders", new(8, """{"n":"new"}"""));
        var second = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.Equal(0, printed.Code);
        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        Assert.Equal(300, workspace.Records("orders", "full").Count());
        Assert.Collection(
            workspace.Records("orders", "changes"),
            deletion => Assert.Contains("\"ref\":\"7\",", deletion, StringComparison.Ordinal),
            update => Assert.Contains("\"n\":\"new\"", update, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_may_read_nothing_but_what_it_was_made_for()
    {
        await using var server = await Server.StartAsync("orders", "others");
        server.Fill("others", 3);
        var secret = await server.SetUpAsync("orders");
        using var client = new SetupClient(server.Url, secret);

        foreach (var refused in (string[])[
            """{"get":{"ref":{"collection":"others"},"id":"1"}}""",
            """{"create":{"collection":"orders"},"params":{"object":{}}}""",
            """{"paginate":{"collections":null}}""",
            """{"paginate":{"keys":null}}"""])
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendAsync(refused, CancellationToken.None));
            Assert.Contains("403", failure.Message, StringComparison.Ordinal);
        }

        var page = await client.SendAsync("""{"paginate":{"documents":{"collection":"others"}}}""", CancellationToken.None);
        Assert.Equal(0, page.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("0", "3")]
    [InlineData("3", "3")]
    [InlineData("30", "30")]
    [InlineData("null", null)]
    public async Task A_longer_history_is_never_shortened(string before, string? after)
    {
        await using var server = await Server.StartAsync();
        server.Database.CreateCollection("orders", before == "null" ? null : int.Parse(before, System.Globalization.CultureInfo.InvariantCulture));

        await server.SetUpAsync(new SetupRequest(["orders"], Incremental: true, HistoryDays: 3));

        using var definition = JsonDocument.Parse(server.Database.Query("""{"get":{"collection":"orders"}}"""));
        var days = definition.RootElement.GetProperty("resource").TryGetProperty("history_days", out var found) ? found.GetRawText() : null;
        Assert.Equal(after, days);
    }

    [Fact]
    public async Task One_key_can_read_several_collections()
    {
        await using var server = await Server.StartAsync("a", "b");
        server.Fill("a", 2).Fill("b", 3);
        using var workspace = new Workspace();
        var printed = await CliRun.InProcessAsync(workspace, "setup", "-c", "a", "-c", "b", "--url", server.Url.ToString());

        workspace.Set("FAUNA_SECRET", await SendPrintedAsync(server, printed.Out)).WriteSettings(SettingsIn(printed.Out));
        var run = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal((2, 3), (workspace.Records("a").Count(), workspace.Records("b").Count()));
    }

    [Fact]
    public async Task Full_exports_need_read_on_the_documents_alone()
    {
        using var workspace = new Workspace();

        var printed = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--full");

        Assert.DoesNotContain("Index", printed.Out, StringComparison.Ordinal);
        Assert.Contains("""
            CreateRole({
              name: "export-orders",
              privileges: [{ resource: Collection("orders"), actions: { read: true } }]
            })
            """, printed.Out, StringComparison.Ordinal);
        Assert.Equal(Core.Cursors.RunMode.Full, Assert.Single(Read(SettingsIn(printed.Out)).Exports).Mode);
    }

    [Fact]
    public void The_shell_form_is_the_javascript_of_the_fauna_shell()
    {
        var steps = SetupPlan.For(new SetupRequest(["or'ders"], Incremental: true, HistoryDays: 3));

        Assert.Equal(
            """
            If(
              LT(Select("history_days", Get(Collection("or'ders")), 1000000), 3),
              Update(Collection("or'ders"), { history_days: 3 }),
              Get(Collection("or'ders"))
            )
            """,
            steps[2].Shell);
        Assert.Equal("Select(\"active\", Get(Index(\"or'ders_by_ts\")))", steps[1].Shell);
        Assert.Contains("""'{"select":"active","from":{"get":{"index":"or'\''ders_by_ts"}}}'""", CurlCommand.Write(steps[1], new Uri("https://db.fauna.com")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setup")]
    [InlineData("setup", "-c", "a", "-c", "a")]
    [InlineData("setup", "-c", "a", "-c", "b", "--index", "i")]
    [InlineData("setup", "-c", "a", "--full", "--deletions")]
    [InlineData("setup", "-c", "a", "--full", "--index", "i")]
    [InlineData("setup", "-c", "a b")]
    [InlineData("setup", "-c", "a", "--role", "x'; rm")]
    [InlineData("setup", "-c", "a", "--history-days", "0", "--deletions")]
    [InlineData("setup", "-c", "a", "--history-days", "5")]
    [InlineData("setup", "-c", "*", "--history-days", "5")]
    [InlineData("setup", "-c", "a", "--api", "v11")]
    [InlineData("setup", "-c", "a", "--url", "ftp://x")]
    [InlineData("setup", "-c", "a", "--url", "https://user:password@x")]
    public async Task What_cannot_be_set_up_is_refused_in_one_line(params string[] args)
    {
        using var workspace = new Workspace();

        var run = await CliRun.InProcessAsync(workspace, args);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Single(run.Messages);
        Assert.DoesNotContain("password", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_the_same_requests()
    {
        using var workspace = new Workspace();

        var text = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--deletions");
        var json = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--deletions", "--json");

        using var parsed = JsonDocument.Parse(json.Out);
        var bodies = parsed.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("body").GetString());
        Assert.Equal(BodiesIn(text.Out), bodies);
    }

    private static async Task<string> SendPrintedAsync(Server server, string printed)
    {
        using var client = new SetupClient(server.Url, server.Database.AdminSecret);
        var answer = default(JsonElement);
        foreach (var body in BodiesIn(printed))
        {
            do
            {
                answer = await client.SendAsync(body, CancellationToken.None);
            }
            while (answer.ValueKind == JsonValueKind.False);
        }

        return answer.GetProperty("secret").GetString()!;
    }

    private static IEnumerable<string> BodiesIn(string printed) =>
        Body().Matches(printed).Select(m => m.Groups[1].Value.Replace("'\\''", "'", StringComparison.Ordinal));

    private static string SettingsIn(string printed) => printed[printed.IndexOf("\n{\n", StringComparison.Ordinal)..];

    private static SettingsFile Read(string json) =>
        SettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "exports.json", _ => "secret");

    [GeneratedRegex(@"-d '((?:[^']|'\\'')*)'")]
    private static partial Regex Body();
}

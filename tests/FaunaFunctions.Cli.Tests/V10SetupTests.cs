using System.Text.Json;
using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Tests;

/// <summary>What <c>setup --api v10</c> prints, sent to a server that takes FQL v10.</summary>
public sealed partial class V10SetupTests
{
    [Fact]
    public async Task The_printed_curl_commands_make_a_key_that_passes_check_and_exports_changes_and_deletions()
    {
        await using var server = await Server.StartAsync("orders", "others");
        server.Fill("orders", 300).Fill("others", 3);
        using var workspace = new Workspace();
        var printed = await CliRun.InProcessAsync(workspace, "setup", "--collection", "orders", "--api", "v10", "--deletions", "--url", server.Url.ToString());

        workspace.Set("FAUNA_SECRET", await SendAsync(server, BodiesIn(printed.Out))).WriteSettings(SettingsIn(printed.Out));
        var check = await CliRun.InProcessAsync(workspace, "check", "--config", workspace.Settings);
        var first = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);
        server.Database.Delete("orders", 7);
        server.Database.Put("orders", new(8, """{"n":"new"}"""));
        var second = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.Equal(0, printed.Code);
        Assert.Contains($"'{server.Url}query/1'", printed.Out, StringComparison.Ordinal);
        Assert.True(check.Code == 0 && !check.Out.Contains("cannot be checked", StringComparison.Ordinal), check.Out + check.Error);
        Assert.True(first.Code == 0, first.Error);
        Assert.True(second.Code == 0, second.Error);
        Assert.Equal(300, workspace.Records("orders", "full").Count());
        Assert.Collection(
            workspace.Records("orders", "changes"),
            deletion => Assert.Contains("\"ref\":\"7\",", deletion, StringComparison.Ordinal),
            update => Assert.Contains("\"n\":\"new\"", update, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task What_is_printed_for_a_whole_database_exports_all_of_it(FaunaApi api)
    {
        await using var server = await Server.StartAsync("orders", "others");
        server.Fill("orders", 30).Fill("others", 3);
        using var workspace = new Workspace();
        var printed = await CliRun.InProcessAsync(
            workspace, "setup", "--collection", "*", "--api", api == FaunaApi.V10 ? "v10" : "v4", "--url", server.Url.ToString());

        workspace.Set("FAUNA_SECRET", await SendAsync(server, BodiesIn(printed.Out), api)).WriteSettings(SettingsIn(printed.Out));
        var export = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.Equal(0, printed.Code);
        Assert.True(export.Code == 0, export.Out + export.Error);
        Assert.Equal((30, 3), (workspace.Records("database/orders").Count(), workspace.Records("database/others").Count()));
    }

    [Fact]
    public async Task The_shell_form_does_the_same()
    {
        await using var server = await Server.StartAsync("orders");
        var steps = SetupPlan.For(new SetupRequest(["orders"], Incremental: true, HistoryDays: 3, Api: FaunaApi.V10));

        steps.Take(steps.Count - 1).ToList().ForEach(step => server.Database.QueryV10(step.Shell));

        Assert.Contains("\"history_days\":3", server.Database.Query("""{"get":{"collection":"orders"}}"""), StringComparison.Ordinal);
        Assert.Equal("Key.create({ role: \"export_orders\" })", steps[^1].Shell);
        Assert.Contains("fn", await SendAsync(server, [steps[^1].Body]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_may_read_nothing_but_what_it_was_made_for()
    {
        await using var server = await Server.StartAsync("orders", "others");
        server.Fill("orders", 1).Fill("others", 3);
        var secret = await SendAsync(server, Bodies(new SetupRequest(["orders"], Incremental: true, HistoryDays: 1, Api: FaunaApi.V10)));
        using var client = new SetupClient(server.Url, secret, FaunaApi.V10);

        foreach (var refused in (string[])["orders.create({})", "orders.byId('1')!.delete()", "others.byId('1')!", "others.all().eventSource()", "Collection.create({ name: 'mine' })"])
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendAsync($$"""{"query":"{{refused}}"}""", CancellationToken.None));
            Assert.Contains("denied", failure.Message, StringComparison.Ordinal);
        }

        foreach (var empty in (string[])["others.all()", "Role.all()", "Key.all()"])
        {
            Assert.Equal(0, (await client.SendAsync($$"""{"query":"{{empty}}"}""", CancellationToken.None)).GetProperty("data").GetArrayLength());
        }
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

        await SendAsync(server, Bodies(new SetupRequest(["orders"], Incremental: true, HistoryDays: 3, Api: FaunaApi.V10)));

        using var definition = JsonDocument.Parse(server.Database.Query("""{"get":{"collection":"orders"}}"""));
        Assert.Equal(after, definition.RootElement.GetProperty("resource").TryGetProperty("history_days", out var found) ? found.GetRawText() : null);
    }

    [Fact]
    public async Task One_key_can_read_several_collections_with_names_that_v4_allows()
    {
        await using var server = await Server.StartAsync("a", "my-coll");
        server.Fill("a", 2).Fill("my-coll", 3);
        using var workspace = new Workspace();
        var printed = await CliRun.InProcessAsync(workspace, "setup", "-c", "a", "-c", "my-coll", "--api", "v10", "--url", server.Url.ToString());

        workspace.Set("FAUNA_SECRET", await SendAsync(server, BodiesIn(printed.Out))).WriteSettings(SettingsIn(printed.Out));
        var run = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal((2, 3), (workspace.Records("a").Count(), workspace.Records("my-coll").Count()));
    }

    [Fact]
    public async Task Changes_need_history_with_and_without_deletions_and_full_exports_none()
    {
        using var workspace = new Workspace();

        var changes = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--api", "v10");
        var full = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--api", "v10", "--full");

        Assert.Contains("history_days: 3", changes.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("deletions", SettingsIn(changes.Out), StringComparison.Ordinal);
        Assert.DoesNotContain("history_days", full.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--index", "i")]
    [InlineData("--role", "a-b")]
    [InlineData("--full", "--history-days", "5")]
    public async Task What_v10_does_not_take_is_refused_in_one_line(params string[] args)
    {
        using var workspace = new Workspace();

        var run = await CliRun.InProcessAsync(workspace, ["setup", "-c", "orders", "--api", "v10", .. args]);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Single(run.Messages);
    }

    [Fact]
    public async Task Json_holds_the_same_requests()
    {
        using var workspace = new Workspace();

        var text = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--api", "v10");
        var json = await CliRun.InProcessAsync(workspace, "setup", "-c", "orders", "--api", "v10", "--json");

        using var parsed = JsonDocument.Parse(json.Out);
        var steps = parsed.RootElement.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(BodiesIn(text.Out), steps.Select(s => s.GetProperty("body").GetString()));
        Assert.All(steps, s => Assert.Equal("/query/1", s.GetProperty("path").GetString()));
    }

    private static IEnumerable<string> Bodies(SetupRequest request) => SetupPlan.For(request).Select(s => s.Body);

    private static async Task<string> SendAsync(Server server, IEnumerable<string> bodies, FaunaApi api = FaunaApi.V10)
    {
        using var client = new SetupClient(server.Url, server.Database.AdminSecret, api);
        var answer = default(JsonElement);
        foreach (var body in bodies)
        {
            answer = await client.SendAsync(body, CancellationToken.None);
        }

        return answer.GetProperty("secret").GetString()!;
    }

    private static IEnumerable<string> BodiesIn(string printed) =>
        Body().Matches(printed).Select(m => m.Groups[1].Value.Replace("'\\''", "'", StringComparison.Ordinal));

    private static string SettingsIn(string printed) => printed[printed.LastIndexOf("\n{\n", StringComparison.Ordinal)..];

    [GeneratedRegex(@"-d '((?:[^']|'\\'')*)'")]
    private static partial Regex Body();
}

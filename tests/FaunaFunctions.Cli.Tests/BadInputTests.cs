using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Core.Local;

namespace FaunaFunctions.Cli.Tests;

/// <summary>Each bad input: one clear message, its exit code, and no cursor moved.</summary>
public sealed class BadInputTests
{
    private static string Orders(string api) =>
        api == "v4" ? """{ "collection": "orders", "index": "orders_by_ts" }""" : """{ "collection": "orders", "mode": "incremental" }""";

    [Fact]
    public async Task A_malformed_settings_file_is_told_with_line_and_field()
    {
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "x").WriteSettings("""
            {
              "connections": { "main": { "secret": "%FAUNA_SECRET%" } },
              "exports": [
                { "collection": "orders", "pageSize": 0 },
              ]
            }
            """);

        await RefusesAsync(workspace, 2, "exports.json:4:43 exports[0].pageSize: ");
    }

    [Theory]
    [InlineData("""{ "connections": """, "exports.json:1:")]
    [InlineData("""{ "exports": [ { "collection": "a" } ] }""", "connections: is missing")]
    [InlineData("""{ "connections": { "m": { "secret": "%NOT_SET%" } }, "exports": [ { "collection": "a" } ] }""", "app setting 'NOT_SET' is not set")]
    [InlineData("""{ "connections": { "m": { "secret": "x" } }, "exports": [ { "collection": "a", "mode": "incremental" } ] }""", "exports[0]")]
    [InlineData("""{ "connections": { "m": { "secret": "x" } }, "exports": [ { "collection": "a", "additionalColumns": [ { "name": "ts", "path": ["data","x"], "type": "string" } ] } ] }""", "exports[0].additionalColumns[0].name")]
    [InlineData("""{ "connections": { "m": { "secret": "x" } }, "exports": [ { "collection": "a", "additionalColumns": [ { "name": "x", "path": ["data","x"], "type": "string" }, { "name": "x", "path": ["data","y"], "type": "string" } ] } ] }""", "exports[0].additionalColumns[1].name")]
    public async Task Bad_settings_are_told_with_their_field(string settings, string where)
    {
        using var workspace = new Workspace();
        workspace.WriteSettings(settings);

        await RefusesAsync(workspace, 2, where);
    }

    [Fact]
    public async Task Settings_that_are_not_there_are_bad_settings()
    {
        using var workspace = new Workspace();

        await RefusesAsync(workspace, 2, "exports.json: does not exist");
    }

    [Fact]
    public async Task All_problems_of_a_settings_file_are_told_at_once()
    {
        using var workspace = new Workspace();
        workspace.WriteSettings("""{ "connections": { "m": { "secret": "x", "port": 0 } }, "exports": [ { "collection": "", "pageSize": 0 } ] }""");

        var run = await ExportAsync(workspace);

        Assert.Equal(2, run.Code);
        Assert.Equal(4, run.Messages.Count);
        Assert.Equal("Bad settings:", run.Messages[0]);
    }

    [Fact]
    public async Task A_storage_folder_must_be_named()
    {
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "x").WriteSettings("""{ "connections": { "m": { "secret": "%FAUNA_SECRET%" } }, "exports": [ { "collection": "a" } ] }""");

        await RefusesAsync(workspace, 2, "names no storage folder");
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_host_that_does_not_answer_is_named(string api)
    {
        using var workspace = new Workspace();
        var url = new Uri($"http://127.0.0.1:{FreePort()}/");
        workspace.Set("FAUNA_SECRET", "x").WriteSettings(url, Orders(api), api);

        await RefusesAsync(workspace, 3, $"✗ orders Failed to connect to database: Failed to reach Fauna at {url.GetLeftPart(UriPartial.Authority)}");
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_host_that_has_no_name_is_named(string api)
    {
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "x").WriteSettings(new Uri("https://no-such-host.invalid:8443/"), Orders(api), api);

        await RefusesAsync(workspace, 3, "no-such-host.invalid");
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_wrong_secret_is_told(string api)
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "wrong").WriteSettings(server.Url, Orders(api), api);

        await RefusesAsync(workspace, 3, "✗ orders Failed to connect to database: Unauthorized");
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_secret_that_is_refused_later_stops_the_export_where_it_is(string api)
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        var (secret, _) = await server.SetUpAsync("orders", api);
        workspace.Set("FAUNA_SECRET", secret).WriteSettings(server.Url, Orders(api), api);
        Assert.Equal(0, (await ExportAsync(workspace)).Code);
        var cursor = await File.ReadAllTextAsync(Path.Combine(workspace.Exports, "_state", "orders", "cursor.json"));
        workspace.Set("FAUNA_SECRET", "wrong");

        var run = await ExportAsync(workspace);

        Assert.Equal(3, run.Code);
        Assert.Contains("Unauthorized", Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.Equal(cursor, await File.ReadAllTextAsync(Path.Combine(workspace.Exports, "_state", "orders", "cursor.json")));
    }

    [Theory]
    [InlineData("""{ "collection": "nope" }""", "Collection 'nope' does not exist")]
    [InlineData("""{ "collection": "orders", "index": "nope" }""", "Index 'nope' does not exist")]
    [InlineData("""{ "collection": "orders", "index": "others_by_ts" }""", "'others_by_ts'")]
    [InlineData("""{ "collection": "orders", "index": "with_terms" }""", "terms")]
    [InlineData("""{ "collection": "orders", "index": "by_ref" }""", "by_ref")]
    [InlineData("""{ "collection": "orders", "index": "building" }""", "is still being built")]
    public async Task What_the_database_does_not_have_is_told_before_the_first_row(string export, string message)
    {
        await using var server = await ReadyAsync(TimeSpan.FromDays(1));
        server.Database.CreateTsIndex("others_by_ts", "others");
        server.Database.Query("""{"create_index":{"object":{"name":"with_terms","source":{"collection":"orders"},"terms":[{"object":{"field":["data","n"]}}],"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""");
        server.Database.Query("""{"create_index":{"object":{"name":"by_ref","source":{"collection":"orders"},"values":[{"object":{"field":["ref"]}}]}}}""");
        server.Emulator.FinishIndexBuilds();
        server.Database.Query("""{"create_index":{"object":{"name":"building","source":[{"collection":"orders"}],"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""");
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, export);

        await RefusesAsync(workspace, 3, message);
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_key_without_the_privilege_is_told_and_its_empty_pages_are_not_believed(string api)
    {
        await using var server = await ReadyAsync();
        server.Fill("others", 3);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", await server.SetUpAsync(new SetupRequest(["others"], Incremental: false, HistoryDays: null)))
            .WriteSettings(server.Url, """{ "collection": "orders", "mode": "full" }""", api);

        await RefusesAsync(workspace, 3, "✗ orders The key may not read collection 'orders'");
    }

    [Theory]
    [InlineData("""{ "collection": "nope" }""", 3, "Collection 'nope' does not exist")]
    [InlineData("""{ "collection": "nope", "mode": "full" }""", 3, "Collection 'nope' does not exist")]
    [InlineData("""{ "collection": "Key", "mode": "incremental" }""", 2, "exports[0].mode: changes of a collection named 'Key' cannot be read through FQL v10")]
    [InlineData("""{ "collection": "orders", "additionalColumns": [ { "name": "x", "path": ["data", "nothing"], "type": "string", "required": true } ] }""", 3, "nothing")]
    public async Task What_cannot_be_read_through_v10_is_told_and_no_part_is_written(string export, int code, string message)
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, export, "v10");

        var run = await ExportAsync(workspace);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.Contains(message, Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.DoesNotContain(workspace.Files(), Workspace.IsPart);
    }

    [Fact]
    public async Task An_export_never_goes_on_in_another_language()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "collection": "orders" }""");
        Assert.Equal(0, (await ExportAsync(workspace)).Code);
        workspace.WriteSettings(server.Url, """{ "collection": "orders" }""", "v10");

        var run = await ExportAsync(workspace);

        Assert.Equal(2, run.Code);
        Assert.Contains("Give the export another name", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.Exports, "a file where the folder should be");
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "collection": "orders" }""");

        await RefusesAsync(workspace, 4, workspace.Exports);
    }

    [Fact]
    public async Task A_damaged_cursor_is_never_taken_for_none()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "collection": "orders" }""");
        Assert.Equal(0, (await ExportAsync(workspace)).Code);
        var cursor = Path.Combine(workspace.Exports, "_state", "orders", "cursor.json");
        await File.WriteAllTextAsync(cursor, "{");
        var files = workspace.Files().Order().ToList();

        var run = await ExportAsync(workspace);

        Assert.Equal(4, run.Code);
        Assert.Contains(cursor, Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.Equal(files, workspace.Files().Order());
    }

    [Fact]
    public async Task An_export_never_goes_on_with_another_collection()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "name": "x", "collection": "orders" }""");
        Assert.Equal(0, (await ExportAsync(workspace)).Code);
        workspace.WriteSettings(server.Url, """{ "name": "x", "collection": "others" }""");

        var run = await ExportAsync(workspace);

        Assert.Equal(2, run.Code);
        Assert.Contains("Give the export another name", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_of_one_export_do_not_work_at_once()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "collection": "orders" }""");
        await using var other = await new FolderCursorStore(workspace.Exports, TimeProvider.System).AcquireLeaseAsync("orders", CancellationToken.None);

        await RefusesAsync(workspace, 4, "is being run by somebody else");
    }

    [Theory]
    [InlineData]
    [InlineData("exprot")]
    [InlineData("export", "--confg", "x")]
    [InlineData("export", "--mode", "half")]
    [InlineData("export", "--budget", "soon")]
    [InlineData("export", "--budget", "-1s")]
    [InlineData("export", "--budget", "0s")]
    [InlineData("export", "--export", "nope")]
    [InlineData("export", "--mode", "incremental")]
    [InlineData("discover", "--sample", "-1")]
    [InlineData("emulator", "--port", "65536")]
    [InlineData("emulator", "--port", "x")]
    [InlineData("emulator", "--latency", "-1")]
    [InlineData("emulator", "--load", "nope.json", "--port", "0")]
    public async Task A_bad_command_line_is_told_in_one_line(params string[] args)
    {
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "x").WriteSettings(new Uri("http://127.0.0.1:9/"), """{ "collection": "orders" }""");
        var withSettings = args is ["export", ..] && !args.Contains("--confg") ? [.. args, "--config", workspace.Settings] : args;

        var run = await CliRun.InProcessAsync(workspace, withSettings);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.StartsWith("Bad command line: ", Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.False(workspace.HasMoved);
    }

    [Theory]
    [InlineData("--out", "export")]
    [InlineData("--out", "status")]
    [InlineData("--out", "verify", "--offline")]
    [InlineData("--out", "functions")]
    [InlineData("--out", "demo")]
    [InlineData("--out", "import-airbyte", "config.json")]
    [InlineData("--config", "export")]
    [InlineData("--config", "check")]
    [InlineData("--config", "discover")]
    [InlineData("--config", "functions", "--out", "app")]
    [InlineData("--load", "emulator", "--port", "0")]
    [InlineData("--catalog", "import-airbyte", "config.json")]
    [InlineData("CONFIG", "import-airbyte", "")]
    public async Task An_empty_path_is_a_bad_command_line(string name, params string[] args)
    {
        using var workspace = new Workspace();

        foreach (var empty in (string[])["", " "])
        {
            var run = await CliRun.InProcessAsync(workspace, name.StartsWith('-') ? [.. args, name, empty] : args);

            Assert.Equal((2, ""), (run.Code, run.Out));
            Assert.StartsWith($"Bad command line: {name} must not be empty.", Assert.Single(run.Messages), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--budget must be a time above zero, a number with its unit: 500ms, 90s, 10m or 2h.", "export", "--budget", "0s")]
    [InlineData("--api must be v4 or v10.", "setup", "-c", "a", "--api", "v11")]
    public async Task A_bad_value_is_told_with_its_option_and_what_it_may_be(string message, params string[] args)
    {
        using var workspace = new Workspace();

        var run = await CliRun.InProcessAsync(workspace, args);

        Assert.StartsWith($"Bad command line: {message} See faunafunctions ", Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_export_that_fails_keeps_no_other_from_running()
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", server.Database.AdminSecret).WriteSettings(server.Url, """{ "collection": "nope" }, { "collection": "orders" }""");

        var run = await ExportAsync(workspace);

        Assert.Equal(3, run.Code);
        Assert.Equal(300, workspace.Records("orders").Count());
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task Machines_get_the_same_error_as_json(string api)
    {
        await using var server = await ReadyAsync();
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", "wrong").WriteSettings(server.Url, Orders(api), api);

        var export = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings, "--json");
        var settings = await CliRun.InProcessAsync(workspace, "export", "--config", "nope.json", "--json");

        Assert.Equal((3, ""), (export.Code, export.Error));
        Assert.Equal("Failed to connect to database: Unauthorized", Json(export).GetProperty("error").GetProperty("messages")[0].GetString());
        Assert.Equal((2, ""), (settings.Code, settings.Error));
        Assert.Equal("SettingsInvalid", Json(settings).GetProperty("error").GetProperty("kind").GetString());
    }

    private static async Task<Server> ReadyAsync(TimeSpan? indexBuildTime = null)
    {
        var server = await Server.StartAsync(indexBuildTime ?? TimeSpan.FromMilliseconds(50), "orders", "others");
        server.Fill("orders", 300);
        return server;
    }

    private static Task<CliRun> ExportAsync(Workspace workspace) => CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

    private static async Task RefusesAsync(Workspace workspace, int code, string message)
    {
        var run = await ExportAsync(workspace);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.Contains(message, Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.False(workspace.HasMoved);
    }

    private static JsonElement Json(CliRun run)
    {
        using var json = JsonDocument.Parse(run.Out);
        return json.RootElement.Clone();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

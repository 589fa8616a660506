using System.Text.Json;
using CsCheck;
using FaunaFunctions.Cli.Tests.Support;

namespace FaunaFunctions.Cli.Tests.Functions;

public sealed class FunctionsCommandTests
{
    private static readonly string[] Common = ["check", "continue-export", "discover", "reset", "spec", "status", "sync", "verify"];

    [Fact]
    public async Task Every_schedule_becomes_a_timer_of_its_own()
    {
        using var workspace = new Workspace();
        Settings(workspace, """
            { "collection": "products" },
            { "collection": "customers", "schedule": "%CUSTOMERS_SCHEDULE%" },
            { "name": "Orders_1", "collection": "orders", "index": "orders_by_ts", "schedule": "0 */5 * * * *", "fullSchedule": "0 0 3 * * SUN" }
            """);

        await GenerateAsync(workspace);

        var functions = FunctionFolder.ReadAll(workspace.PathOf("app"));
        Assert.Equal([.. Common, "export-Orders_1", "export-customers", "snapshot-Orders_1"], functions.Keys.Order(StringComparer.Ordinal).OrderBy(k => !Common.Contains(k)));
        Assert.Equal("0 */5 * * * *", functions["export-Orders_1"].Trigger().Text("schedule"));
        Assert.Equal("0 0 3 * * SUN", functions["snapshot-Orders_1"].Trigger().Text("schedule"));
        Assert.Equal("%CUSTOMERS_SCHEDULE%", functions["export-customers"].Trigger().Text("schedule"));
        Assert.Empty(functions.SelectMany(f => HostRules.Broken(f.Key, f.Value)));
    }

    [Fact]
    public async Task Http_functions_have_the_routes_that_are_documented()
    {
        using var workspace = new Workspace();
        Settings(workspace, """{ "collection": "products" }""");

        await GenerateAsync(workspace);

        var told = FunctionFolder.ReadAll(workspace.PathOf("app"))
            .Select(f => f.Value.Trigger())
            .Where(t => t.Text("type") == "httpTrigger")
            .Select(t => $"{string.Join(',', t["methods"]!.AsArray())} {t.Text("route")} {t.Text("authLevel")}");
        Assert.Equal(
            ["get check function", "get discover function", "post reset/{export} admin", "get spec function", "get status/{export?} function", "post sync/{export} function", "post verify/{export} function"],
            told);
    }

    [Fact]
    public async Task No_secret_and_no_other_app_setting_is_needed()
    {
        using var workspace = new Workspace();
        workspace.WriteSettings("""
            {
              "connections": { "main": { "scheme": "%A%", "domain": "%B%", "port": "%C%", "secret": "%D%", "api": "%E%" } },
              "exports": [
                { "collection": "orders", "schedule": "0 0 * * * *", "mode": "incremental" },
                { "collection": "customers", "fullSchedule": "%F%", "schedule": "0 0 * * * *" }
              ],
              "storage": { "folder": "%G%" }
            }
            """);

        var run = await GenerateAsync(workspace);

        Assert.Equal("Warning: " + workspace.Settings, Assert.Single(run.Messages).Split(":5:")[0]);
        Assert.Contains("app setting 'F' is not set here", run.Error, StringComparison.Ordinal);
        var timers = FunctionFolder.ReadAll(workspace.PathOf("app")).Keys.Except(Common);
        Assert.Equal(["export-customers", "export-orders", "snapshot-customers"], timers);
    }

    [Fact]
    public async Task A_secret_that_is_there_is_written_nowhere()
    {
        const string canary = "fnCANARYdoNotPrintMe0123456789";
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", canary);
        Settings(workspace, """{ "collection": "orders", "schedule": "0 0 * * * *" }""");

        var run = await GenerateAsync(workspace);

        var written = Directory.EnumerateFiles(workspace.PathOf("app"), "*", SearchOption.AllDirectories).Select(File.ReadAllText);
        Assert.DoesNotContain(canary, string.Concat([run.Out, run.Error, .. written]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../../etc")]
    [InlineData("..")]
    [InlineData("all orders")]
    [InlineData("größe")]
    [InlineData("a\\u0000b")]
    [InlineData("200")]
    public async Task An_exports_name_that_no_function_can_have_is_refused_before_anything_is_written(string name)
    {
        using var workspace = new Workspace();
        var given = name == "200" ? new string('a', 200) : name;
        Settings(workspace, $$"""{ "name": "{{given}}", "collection": "orders", "schedule": "0 0 * * * *" }""");

        var run = await RunAsync(workspace, "--config", workspace.Settings);

        Assert.Equal(2, run.Code);
        Assert.Contains(" exports[0].name: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("letters, digits, '-' and '_'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.PathOf("app")));
    }

    [Fact]
    public async Task Without_settings_one_timer_runs_what_is_due()
    {
        using var workspace = new Workspace();

        var run = await RunAsync(workspace, "--dispatch", "--queue", "%EXPORTS_QUEUE%");

        Assert.Equal(0, run.Code);
        var functions = FunctionFolder.ReadAll(workspace.PathOf("app"));
        Assert.Equal(["run-due"], functions.Keys.Except(Common));
        Assert.Equal("0 * * * * *", functions["run-due"].Trigger().Text("schedule"));
        Assert.Equal("%EXPORTS_QUEUE%", functions["continue-export"].Trigger().Text("queueName"));
        Assert.Empty(functions.SelectMany(f => HostRules.Broken(f.Key, f.Value)));
    }

    [Fact]
    public async Task A_process_in_a_folder_without_settings_writes_the_timer_that_runs_what_is_due()
    {
        using var workspace = new Workspace();

        var run = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "functions", "--out", "app");

        Assert.Equal(0, run.Code);
        Assert.Equal(["run-due"], FunctionFolder.ReadAll(workspace.PathOf("app")).Keys.Except(Common));
    }

    [Theory]
    [InlineData("settings that are not there", "--config", "nope.json")]
    [InlineData("both", "--config", "exports.json", "--dispatch")]
    [InlineData("no queue's name", "--dispatch", "--queue", "My_Queue")]
    [InlineData("no queue's name either", "--dispatch", "--queue", "a--b")]
    [InlineData("an empty one", "--dispatch", "--queue", "")]
    public async Task A_command_line_that_makes_no_sense_is_refused_before_anything_is_written(string what, params string[] args)
    {
        using var workspace = new Workspace();

        var run = await RunAsync(workspace, args);

        Assert.True(run.Code == 2, what);
        Assert.NotEmpty(run.Messages);
        Assert.False(Directory.Exists(workspace.PathOf("app")));
    }

    [Fact]
    public async Task Functions_that_are_no_longer_wanted_go_and_what_others_put_there_stays()
    {
        using var workspace = new Workspace();
        Settings(workspace, """{ "collection": "old", "schedule": "0 0 * * * *" }, { "collection": "full", "schedule": "0 0 * * * *" }""");
        await GenerateAsync(workspace);
        var app = workspace.PathOf("app");
        File.WriteAllText(Path.Combine(app, "export-full", "notes.txt"), "mine");
        Directory.CreateDirectory(Path.Combine(app, "export-foreign"));
        File.WriteAllText(Path.Combine(app, "export-foreign", "function.json"), """{ "bindings": [] }""");
        Directory.CreateDirectory(Path.Combine(app, "data"));
        File.WriteAllText(Path.Combine(app, "data", "function.json"), "[1, not JSON");
        Settings(workspace, """{ "collection": "new", "schedule": "0 0 * * * *" }""");

        var run = await GenerateAsync(workspace, "--json");

        Assert.Equal(["export-full", "export-old"], JsonDocument.Parse(run.Out).RootElement.GetProperty("removed").EnumerateArray().Select(e => e.GetString()!));
        Assert.False(Directory.Exists(Path.Combine(app, "export-old")));
        Assert.Equal(["notes.txt"], Directory.EnumerateFiles(Path.Combine(app, "export-full")).Select(f => Path.GetFileName(f)));
        Assert.True(File.Exists(Path.Combine(app, "export-foreign", "function.json")));
        Assert.True(File.Exists(Path.Combine(app, "data", "function.json")));
        Assert.True(File.Exists(Path.Combine(app, "export-new", "function.json")));
    }

    [Fact]
    public async Task A_function_of_somebody_else_in_the_way_is_refused_and_nothing_changes()
    {
        using var workspace = new Workspace();
        Settings(workspace, """{ "collection": "old", "schedule": "0 0 * * * *" }""");
        await GenerateAsync(workspace);
        var foreign = Path.Combine(workspace.PathOf("app"), "export-new", "function.json");
        Directory.CreateDirectory(Path.GetDirectoryName(foreign)!);
        File.WriteAllText(foreign, "{}");
        Settings(workspace, """{ "collection": "new", "schedule": "0 0 * * * *" }""");

        var run = await RunAsync(workspace, "--config", workspace.Settings);

        Assert.Equal(2, run.Code);
        Assert.Contains(foreign, run.Error, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(foreign));
        Assert.True(File.Exists(Path.Combine(workspace.PathOf("app"), "export-old", "function.json")));
    }

    [Fact]
    public async Task The_same_settings_give_the_same_bytes()
    {
        using var first = new Workspace();
        using var second = new Workspace();
        foreach (var workspace in (Workspace[])[first, second])
        {
            Settings(workspace, """{ "collection": "orders", "index": "i", "schedule": "%S%", "fullSchedule": "0 0 3 * * *" }""");
        }

        second.Set("S", "0 */7 * * * *").Set("FAUNA_SECRET", "x");
        await GenerateAsync(first);
        await GenerateAsync(second);

        Assert.Equal(Snapshot(first), Snapshot(second));
        var before = Directory.EnumerateFiles(first.PathOf("app"), "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        await GenerateAsync(first);
        Assert.All(before, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.All(Snapshot(first), file => Assert.DoesNotContain('\r', file.Value));
    }

    [Fact]
    public async Task Whatever_the_collections_are_called_the_host_can_index_the_functions()
    {
        var name = Gen.String[Gen.Char["aZ09-_./ äé%\u4e2d😀"], 1, 200];
        await Gen.Select(name, Gen.Bool).SampleAsync(async (collection, incremental) =>
        {
            using var workspace = new Workspace();
            var index = incremental ? "\"index\": \"i\", \"fullSchedule\": \"0 0 3 * * SUN\"," : "";
            Settings(workspace, $$"""{ "collection": {{JsonSerializer.Serialize(collection)}}, {{index}} "schedule": "0 */5 * * * *" }""");

            var run = await RunAsync(workspace, "--config", workspace.Settings);

            if (run.Code == 2)
            {
                // A name of blanks alone is none at all.
                Assert.Contains(string.IsNullOrWhiteSpace(collection) ? "collection" : "no letter or digit is left", run.Error, StringComparison.Ordinal);
                return;
            }

            Assert.Equal(0, run.Code);
            var functions = FunctionFolder.ReadAll(workspace.PathOf("app"));
            Assert.Equal(Common.Length + (incremental ? 2 : 1), functions.Count);
            Assert.Empty(functions.SelectMany(f => HostRules.Broken(f.Key, f.Value)));
        }, iter: 100, threads: 1);
    }

    private static void Settings(Workspace workspace, string exports) => workspace.WriteSettings(new Uri("https://db.fauna.com"), exports);

    private static async Task<CliRun> GenerateAsync(Workspace workspace, params string[] args)
    {
        var run = await RunAsync(workspace, ["--config", workspace.Settings, .. args]);
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    private static Task<CliRun> RunAsync(Workspace workspace, params string[] args) =>
        CliRun.InProcessAsync(workspace, ["functions", "--out", workspace.PathOf("app"), .. args]);

    private static SortedDictionary<string, string> Snapshot(Workspace workspace)
    {
        var app = workspace.PathOf("app");
        return new(Directory.EnumerateFiles(app, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(app, f), File.ReadAllText), StringComparer.Ordinal);
    }
}

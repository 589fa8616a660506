using System.Text;
using System.Text.Json;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Cli.Tests.Airbyte;

/// <summary>Configurations in the forms that the connector's samples have.</summary>
public sealed class ImportAirbyteTests
{
    private const string Secret = "fnAE-the-secret-of-the-connector";
    private const string DeletedField = """{ "deletion_mode": "deleted_field", "column": "deleted_at" }""";
    private const string Ignore = """{ "deletion_mode": "ignore" }""";

    /// <summary>The connector's sample for a local database: every type that an additional column can have.</summary>
    private const string Columns = """
        [
          { "name": "n", "path": ["data", "n"], "type": "integer", "required": true },
          { "name": "nested-value", "path": ["data", "nested", "value"], "type": "integer", "required": false },
          { "name": "my-ref", "path": ["data", "my-ref"], "type": "object", "required": false },
          { "name": "string", "path": ["data", "text"], "type": "string", "required": false },
          { "name": "timestamp", "path": ["data", "timestamp"], "airbyte_type": "timestamp_with_timezone", "type": "string", "format": "date-time", "required": false },
          { "name": "expires", "path": ["ttl"], "type": "string", "required": false }
        ]
        """;

    public static TheoryData<string, string, string?, string> Samples => new()
    {
        { "full", """{ "name": "foo", "data_column": true, "page_size": 64, "deletions": {I} }""", null, "foo Full  columns= data=True page=1000 deleted=" },
        { "full by catalogue", """{ "name": "foo", "index": "ts", "data_column": true, "page_size": 2, "deletions": {D} }""", "full_refresh", "foo Full ts columns= data=True page=2 deleted=" },
        { "incremental", """{ "name": "foo", "index": "ts", "data_column": true, "page_size": 2, "deletions": {I} }""", "incremental", "foo Incremental ts columns= data=True page=2 deleted=" },
        { "incremental without catalogue", """{ "name": "foo", "index": "ts", "data_column": true, "page_size": 64, "deletions": {I} }""", null, "foo Incremental ts columns= data=True page=1000 deleted=" },
        { "deletions", """{ "name": "foo", "index": "ts", "data_column": true, "page_size": 64, "deletions": {D} }""", "incremental", "foo Incremental ts columns= data=True page=1000 deleted=deleted_at" },
        { "additional columns", """{ "name": "foo", "index": "ts", "data_column": false, "additional_columns": {C}, "page_size": 2, "deletions": {D} }""", "incremental", "foo Incremental ts columns=n,nested-value,my-ref,string,timestamp,expires data=False page=2 deleted=deleted_at" },
        { "updates of earlier releases", """{ "name": "foo", "data_column": true, "page_size": 64, "updates": { "update_mode": "enabled", "index": "ts" }, "deletions": {I} }""", null, "foo Incremental ts columns= data=True page=1000 deleted=" },
        { "disabled updates of earlier releases", """{ "name": "foo", "data_column": true, "page_size": 64, "updates": { "update_mode": "disabled", "index": "ts" }, "deletions": {I} }""", null, "foo Full  columns= data=True page=1000 deleted=" },
        { "first releases: the catalogue names the collection", """{ "page_size": 64, "deletions": {D} }""", "full_refresh", "foo Full  columns= data=True page=1000 deleted=" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_configuration_becomes_settings_that_check_accepts(string sample, string collection, string? syncMode, string expected)
    {
        await using var server = await Server.StartAsync("foo");
        server.Fill("foo", 5);
        var secret = await server.SetUpAsync(new SetupRequest(["foo"], Incremental: true, HistoryDays: 3, Index: "ts"));
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", secret);
        WriteConfig(workspace, "config.json", server.Url, collection);
        string[] catalog = syncMode is null ? [] : ["--catalog", WriteCatalog(workspace, "foo", syncMode)];

        var import = await CliRun.InProcessAsync(workspace, ["import-airbyte", workspace.PathOf("config.json"), .. catalog, "--out", workspace.Settings]);
        var check = await CliRun.InProcessAsync(workspace, "check", "--config", workspace.Settings, "--json");

        Assert.True(import.Code == 0, $"{sample}: {import.Error}");
        Assert.Equal(expected, Described(await File.ReadAllTextAsync(workspace.Settings)));
        Assert.True(check.Code == 0, $"{sample}: {check.Out}");
        Assert.Contains("\"status\":\"SUCCEEDED\"", check.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_imported_exports_with_the_columns_of_the_connector()
    {
        await using var server = await Server.StartAsync("foo");
        server.Fill("foo", 1, size: 3);
        using var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", await server.SetUpAsync(new SetupRequest(["foo"], Incremental: true, HistoryDays: 3, Index: "ts")));
        WriteConfig(workspace, "config.json", server.Url, """{ "name": "foo", "index": "ts", "data_column": false, "additional_columns": {C}, "page_size": 2, "deletions": {D} }""");

        var import = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"), "--out", workspace.Settings);
        var export = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings);

        Assert.True(import.Code == 0 && export.Code == 0, import.Error + export.Error);
        var record = Assert.Single(workspace.Records("foo"));
        Assert.EndsWith(""","n":1,"nested-value":null,"my-ref":null,"string":"xxx","timestamp":null,"expires":null}""", record.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_ends_in_nothing_that_is_written()
    {
        using var workspace = new Workspace();
        WriteConfig(workspace, "config.json", new Uri("https://db.fauna.com"), """{ "name": "foo", "page_size": 64 }""");

        var text = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"), "--verbose");
        var json = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"), "--json");
        var file = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"), "--out", workspace.Settings);

        Assert.Equal([0, 0, 0], [text.Code, json.Code, file.Code]);
        Assert.All(new[] { text, json, file }, run => Assert.DoesNotContain(Secret, run.Out + run.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(workspace.Settings), StringComparison.Ordinal);
        Assert.Contains("\"secret\": \"%FAUNA_SECRET%\"", text.Out, StringComparison.Ordinal);
        Assert.Contains(text.Messages, line => line.Contains("Set the app setting FAUNA_SECRET", StringComparison.Ordinal));
        Assert.Contains("FAUNA_SECRET", JsonDocument.Parse(json.Out).RootElement.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connectors_of_two_databases_become_one_settings_file_with_two_secrets()
    {
        using var workspace = new Workspace();
        var (eu, us) = (new Uri("https://db.eu.fauna.com"), new Uri("https://db.us.fauna.com"));
        WriteConfig(workspace, "a.json", eu, """{ "name": "orders", "index": "ts", "page_size": 64, "deletions": {D} }""");
        WriteConfig(workspace, "b.json", us, """{ "name": "products", "page_size": 64 }""");
        WriteConfig(workspace, "c.json", eu, """{ "name": "customers", "page_size": 64 }""");

        var run = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("a.json"), workspace.PathOf("b.json"), workspace.PathOf("c.json"));

        Assert.True(run.Code == 0, run.Error);
        var asked = new List<string>();
        var settings = SettingsReader.Read(Encoding.UTF8.GetBytes(run.Out), "exports.json", name =>
        {
            asked.Add(name);
            return "x";
        });
        Assert.Equal(["FAUNA_SECRET", "FAUNA_SECRET_2"], asked);
        Assert.Equal(
            ["orders db.eu.fauna.com", "products db.us.fauna.com", "customers db.eu.fauna.com"],
            settings.Exports.Select(e => $"{e.Collection} {e.Connection.BaseAddress.Host}"));
    }

    [Fact]
    public async Task Collections_of_one_name_in_several_databases_become_exports_of_different_names()
    {
        using var workspace = new Workspace();
        var longest = new string('o', 63);
        WriteConfig(workspace, "a.json", new Uri("https://db.eu.fauna.com"), """{ "name": "orders" }""");
        WriteConfig(workspace, "b.json", new Uri("https://db.us.fauna.com"), """{ "name": "Orders" }""");
        WriteConfig(workspace, "c.json", new Uri("https://db.fauna.com"), """{ "name": "orders" }""");
        WriteConfig(workspace, "d.json", new Uri("https://db.fauna.com"), """{ "name": "+" }""");
        WriteConfig(workspace, "e.json", new Uri("https://db.eu.fauna.com"), $$"""{ "name": "{{longest}}" }""");
        WriteConfig(workspace, "f.json", new Uri("https://db.us.fauna.com"), $$"""{ "name": "{{longest}}" }""");

        var run = await CliRun.InProcessAsync(workspace, ["import-airbyte", .. "abcdef".Select(file => workspace.PathOf($"{file}.json"))]);

        Assert.True(run.Code == 0, run.Error);
        var settings = SettingsReader.Read(Encoding.UTF8.GetBytes(run.Out), "exports.json", _ => "x");
        Assert.Equal(
            ["orders orders", "Orders-2 Orders", "orders-3 orders", "collection +", $"{longest} {longest}", $"{longest[..61]}-2 {longest}"],
            settings.Exports.Select(e => $"{e.Name} {e.Collection}"));
        Assert.Contains("b.json: the export of collection 'Orders' is named 'Orders-2', since another one has the collection's name", run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "name": "foo", "page_size": "many" }""", null, "collection.page_size: must be a whole number")]
    [InlineData("""{ "name": "foo", "deletions": { "deletion_mode": "soft" } }""", null, "collection.deletions.deletion_mode: must be ignore or deleted_field")]
    [InlineData("""{ "name": "foo", "additional_columns": [ { "name": "x", "path": ["data", 0], "type": "string" } ] }""", null, "collection.additional_columns[0].path: must hold texts alone")]
    [InlineData("""{ "name": "foo", "additional_columns": [ { "name": "x", "path": ["data"], "type": "date" } ] }""", null, "collection.additional_columns[0].type: is no JSON type")]
    [InlineData("""{ "name": "foo", "additional_columns": [ { "name": "x" } ] }""", null, "collection.additional_columns[0].path: is missing")]
    [InlineData("""{ "name": "foo", "additional_columns": [ { "name": "ts", "path": ["ts"], "type": "integer" } ] }""", null, "exports[0].additionalColumns[0].name")]
    [InlineData("""{ "name": "foo" }""", "incremental", "collection.index: is missing")]
    [InlineData("""{ "name": "bar" }""", "full_refresh", "collection.name: is 'bar', which the catalogue does not have. It has: foo")]
    [InlineData("""{ "page_size": 64 }""", null, "collection.name: is missing")]
    [InlineData(""" "foo" """, null, "collection: must be an object, not a text")]
    public async Task What_cannot_be_imported_is_told_with_its_field(string collection, string? syncMode, string problem)
    {
        using var workspace = new Workspace();
        WriteConfig(workspace, "config.json", new Uri("https://db.fauna.com"), collection);
        string[] catalog = syncMode is null ? [] : ["--catalog", WriteCatalog(workspace, "foo", syncMode)];

        var run = await CliRun.InProcessAsync(workspace, ["import-airbyte", workspace.PathOf("config.json"), .. catalog, "--out", workspace.Settings]);

        Assert.Equal(2, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Settings));
    }

    [Fact]
    public async Task A_settings_file_that_is_there_stays_as_it_is()
    {
        using var workspace = new Workspace();
        WriteConfig(workspace, "config.json", new Uri("https://db.fauna.com"), """{ "name": "foo" }""");
        workspace.WriteSettings("mine");

        var run = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"), "--out", workspace.Settings);

        Assert.Equal(2, run.Code);
        Assert.Contains("is there already", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(workspace.Settings));
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_told_without_its_text()
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.PathOf("config.json"), $$"""{ "secret": {{Secret}} }""");

        var run = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("config.json"));

        Assert.Equal(2, run.Code);
        Assert.Contains("config.json:1:", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fnAE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_as_airbytes_api_answers_it_is_understood_and_unknown_fields_are_told()
    {
        using var workspace = new Workspace();
        await File.WriteAllTextAsync(workspace.PathOf("source.json"), """
            { "sourceId": "1", "connectionConfiguration": { "domain": "db.fauna.com", "port": 443, "scheme": "https", "secret": "**********",
              "region": "eu", "collection": { "name": "foo", "page_size": 500, "colour": "red", "deletions": { "deletion_mode": "ignore" } } } }
            """);

        var run = await CliRun.InProcessAsync(workspace, "import-airbyte", workspace.PathOf("source.json"));

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal("foo Full  columns= data=True page=500 deleted=", Described(run.Out));
        Assert.Contains("connectionConfiguration.region, connectionConfiguration.collection.colour are not known", run.Error, StringComparison.Ordinal);
    }

    private static void WriteConfig(Workspace workspace, string name, Uri server, string collection) => File.WriteAllText(workspace.PathOf(name), $$"""
        {
          "secret": "{{Secret}}",
          "domain": "{{server.Host}}",
          "port": {{server.Port}},
          "scheme": "{{server.Scheme}}",
          "collection": {{collection.Replace("{I}", Ignore, StringComparison.Ordinal).Replace("{D}", DeletedField, StringComparison.Ordinal).Replace("{C}", Columns, StringComparison.Ordinal)}}
        }
        """);

    private static string WriteCatalog(Workspace workspace, string stream, string syncMode)
    {
        var file = workspace.PathOf("configured_catalog.json");
        File.WriteAllText(file, $$"""
            {
              "streams": [
                {
                  "stream": { "name": "{{stream}}", "json_schema": { "type": "object", "properties": {} }, "supported_sync_modes": ["full_refresh", "incremental"] },
                  "sync_mode": "{{syncMode}}",
                  "destination_sync_mode": "append"
                }
              ]
            }
            """);
        return file;
    }

    private static string Described(string json)
    {
        var export = Assert.Single(SettingsReader.Read(Encoding.UTF8.GetBytes(json), "exports.json", _ => "secret").Exports);
        var mode = export.Mode == RunMode.Full ? "Full" : "Incremental";
        return $"{export.Collection} {mode} {export.Index} columns={string.Join(',', export.AdditionalColumns.Select(c => c.Name))} data={export.DataColumn} page={export.PageSize} deleted={export.DeletedColumn}";
    }
}

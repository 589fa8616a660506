using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using static FaunaFunctions.Core.Tests.Configuration.SettingsText;

namespace FaunaFunctions.Core.Tests.Configuration;

public sealed class SettingsReaderTests
{
    [Fact]
    public void A_collection_and_a_secret_are_enough_and_the_rest_are_the_documented_defaults()
    {
        var settings = Read("""{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{"collection": "orders"}]}""");

        var connection = Assert.Single(settings.Connections);
        Assert.Equal("main", connection.Name);
        Assert.Equal(new Uri("https://db.fauna.com/"), connection.BaseAddress);
        Assert.Equal(FaunaApi.V4, connection.Api);
        Assert.Equal("fnSecret", connection.Secret!.Reveal());
        var export = Assert.Single(settings.Exports);
        Assert.Equal("orders", export.Name);
        Assert.Equal("orders", export.Collection);
        Assert.Same(connection, export.Connection);
        Assert.Equal(RunMode.Full, export.Mode);
        Assert.Null(export.Index);
        Assert.True(export.DataColumn);
        Assert.Empty(export.AdditionalColumns);
        Assert.Equal(1000, export.PageSize);
        Assert.Null(export.DeletedColumn);
        Assert.Null(export.Schedule);
        Assert.Null(export.FullSchedule);
        Assert.Equal(8, export.Parallelism);
        Assert.Equal(Compression.Gzip, export.Compression);
        Assert.Equal(64 * 1024 * 1024, export.PartSize);
        Assert.Equal(2, export.KeepSnapshots);
        Assert.Null(settings.Storage.Folder);
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void Every_collection_can_be_exported_but_for_some_each_along_its_own_index()
    {
        var whole = """{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{"name": "shop", "collection": "*" REST}]}""";

        var full = Assert.Single(Read(whole.Replace("REST", ", \"exclude\": [\"log\", \"tmp_*\"]", StringComparison.Ordinal)).Exports);
        var incremental = Assert.Single(Read(whole.Replace("REST", ", \"index\": \"{collection}_by_ts\"", StringComparison.Ordinal)).Exports);

        Assert.Equal((true, RunMode.Full), (full.IsDatabase, full.Mode));
        Assert.Equal(["log", "tmp_*"], full.Exclude);
        Assert.Equal((RunMode.Incremental, "{collection}_by_ts"), (incremental.Mode, incremental.Index));
        Assert.Contains("must tell each collection's own index", Assert.Single(Problems(whole.Replace("REST", ", \"index\": \"by_ts\"", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("leaves out every collection", Assert.Single(Problems(whole.Replace("REST", ", \"exclude\": [\"*\"]", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("Give a 'name'", Assert.Single(Problems(whole.Replace("\"name\": \"shop\",", "", StringComparison.Ordinal).Replace("REST", "", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_arrives_in_the_export()
    {
        var settings = Read(
            """
            // a comment
            {
              "connections": {
                "main": {"scheme": "http", "domain": "localhost", "port": 8443, "secret": "%FAUNA_SECRET%", "api": "v4"},
                "other": {"secret": "%FAUNA_SECRET%"},
              },
              "exports": [{
                "name": "all-orders", "connection": "main", "collection": "Orders", "mode": "incremental", "index": "by_ts",
                "dataColumn": false, "pageSize": 64, "deletions": {"mode": "deleted_field", "column": "gone_at"},
                "additionalColumns": [{"name": "zip", "path": ["data", "zip"], "type": "string", "format": "date",
                                       "airbyteType": "x", "required": false}], /* and another */
                "schedule": "0 */5 * * * *", "fullSchedule": "0 0 3 * * SUN", "parallelism": 3, "compression": "none",
                "partSize": "5 MiB", "keepSnapshots": 7,
              }],
              "storage": {"folder": "./out"},
            }
            """);

        Assert.Equal(["main", "other"], settings.Connections.Select(c => c.Name));
        var export = Assert.Single(settings.Exports);
        Assert.Equal("all-orders", export.Name);
        Assert.Equal(new Uri("http://localhost:8443/"), export.Connection.BaseAddress);
        Assert.Equal("Orders", export.Collection);
        Assert.Equal(RunMode.Incremental, export.Mode);
        Assert.Equal("by_ts", export.Index);
        Assert.False(export.DataColumn);
        var column = Assert.Single(export.AdditionalColumns);
        Assert.Equal(("zip", "string", "date", "x", false), (column.Name, column.Type, column.Format, column.AirbyteType, column.Required));
        Assert.Equal(["data", "zip"], column.Path);
        Assert.Equal(64, export.PageSize);
        Assert.Equal("gone_at", export.DeletedColumn);
        Assert.Equal("0 */5 * * * *", export.Schedule);
        Assert.Equal("0 0 3 * * SUN", export.FullSchedule);
        Assert.Equal(3, export.Parallelism);
        Assert.Equal(Compression.None, export.Compression);
        Assert.Equal(5 * 1024 * 1024, export.PartSize);
        Assert.Equal(7, export.KeepSnapshots);
        Assert.Equal(Path.GetFullPath("out"), settings.Storage.Folder);
        Assert.Empty(settings.Warnings);
    }

    [Theory]
    [InlineData("\"index\": \"by_ts\"", RunMode.Incremental)]
    [InlineData("\"index\": \"by_ts\", \"mode\": \"full\"", RunMode.Full)]
    [InlineData("\"mode\": \"full\"", RunMode.Full)]
    public void The_mode_is_incremental_when_an_index_is_given_and_nothing_else_is_said(string fields, RunMode mode) =>
        Assert.Equal(mode, ReadExport(fields).Mode);

    [Theory]
    [InlineData("", RunMode.Incremental)]
    [InlineData(", \"mode\": \"incremental\", \"deletions\": \"deleted_field\"", RunMode.Incremental)]
    [InlineData(", \"mode\": \"full\"", RunMode.Full)]
    public void Through_v10_exports_are_incremental_without_an_index(string fields, RunMode mode)
    {
        var export = Assert.Single(Read(WithV10(fields)).Exports);

        Assert.Equal((mode, true, FaunaApi.V10), (export.Mode, export.CanBeIncremental, export.Connection.Api));
    }

    [Fact]
    public void Through_v10_an_index_is_not_used_and_the_user_is_told()
    {
        var settings = Read(WithV10(", \"index\": \"orders_by_ts\""));

        Assert.Null(Assert.Single(settings.Exports).Index);
        Assert.Contains("exports[0].index: is not used", Assert.Single(settings.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Through_v10_a_collection_named_like_something_of_its_own_is_exported_in_full_and_the_user_is_told()
    {
        var settings = Read(WithV10("").Replace("orders", "Key", StringComparison.Ordinal));

        var export = Assert.Single(settings.Exports);
        Assert.Equal((RunMode.Full, false), (export.Mode, export.CanBeIncremental));
        Assert.Contains(
            "exports[0].collection: is exported in full: changes of a collection named 'Key' cannot be read through FQL v10",
            Assert.Single(settings.Warnings).ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "exports[0].mode: changes of a collection named 'Key' cannot be read through FQL v10",
            Assert.Throws<SettingsInvalid>(() => Read(WithV10(", \"mode\": \"incremental\"").Replace("orders", "Key", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ignore\"", null)]
    [InlineData("{\"mode\": \"ignore\"}", null)]
    [InlineData("\"deleted_field\"", "deleted_at")]
    [InlineData("{\"mode\": \"deleted_field\"}", "deleted_at")]
    [InlineData("{\"mode\": \"deleted_field\", \"column\": \"gone\"}", "gone")]
    public void Deletions_are_ignored_or_go_to_a_column(string deletions, string? column) =>
        Assert.Equal(column, ReadExport($"\"index\": \"by_ts\", \"deletions\": {deletions}").DeletedColumn);

    [Theory]
    [InlineData("65536", 65536L)]
    [InlineData("\"65536\"", null)]
    [InlineData("\"65536 B\"", 65536L)]
    [InlineData("\"64KiB\"", 65536L)]
    [InlineData("\"64 kb\"", 64000L)]
    [InlineData("\"2 MB\"", 2_000_000L)]
    [InlineData("\"4 GiB\"", 4294967296L)]
    [InlineData("\"5 GiB\"", null)]
    [InlineData("1023", null)]
    [InlineData("\"99999999999999999999 MiB\"", null)]
    [InlineData("\"9223372036854775807 KiB\"", null)]
    [InlineData("\"MiB\"", null)]
    [InlineData("1e7", null)]
    public void A_part_size_is_bytes_or_has_a_unit(string partSize, long? bytes)
    {
        if (bytes is null)
        {
            Assert.Contains("exports[0].partSize: must be a size from 1 KiB to 4 GiB", Assert.Single(Problems(WithExport($"\"partSize\": {partSize}"))), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(bytes, ReadExport($"\"partSize\": {partSize}").PartSize);
        }
    }

    [Fact]
    public void App_settings_are_put_into_connections_and_the_storage_folder()
    {
        var values = new Dictionary<string, string>
        {
            ["S"] = "https",
            ["D"] = "eu.db.example",
            ["P"] = "8443",
            ["FAUNA_SECRET"] = "fnFromSetting",
            ["A"] = "v4",
            ["F"] = "/data",
        };

        var settings = Read(
            """
            {"connections": {"main": {"scheme": "%S%", "domain": "%D%", "port": "%P%", "secret": "%FAUNA_SECRET%", "api": "%A%"}},
             "exports": [{"collection": "orders"}], "storage": {"folder": "%F%"}}
            """,
            values.GetValueOrDefault);

        var connection = Assert.Single(settings.Connections);
        Assert.Equal(new Uri("https://eu.db.example:8443/"), connection.BaseAddress);
        Assert.Equal("fnFromSetting", connection.Secret!.Reveal());
        Assert.Equal(Path.GetFullPath("/data"), settings.Storage.Folder);
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void A_schedule_in_an_app_setting_is_checked_but_stays_a_reference_for_the_host()
    {
        string? AppSetting(string name) => name == "EVERY_HOUR" ? "0 0 * * * *" : FaunaSecret(name);

        Assert.Equal("%EVERY_HOUR%", ReadExport("\"schedule\": \"%EVERY_HOUR%\"", AppSetting).Schedule);
    }

    [Fact]
    public void A_schedule_in_an_app_setting_that_is_not_set_here_is_warned_about()
    {
        var settings = Read(WithExport("\"schedule\": \"%EVERY_HOUR%\""));

        Assert.Equal("%EVERY_HOUR%", Assert.Single(settings.Exports).Schedule);
        Assert.Contains("app setting 'EVERY_HOUR' is not set here", Assert.Single(settings.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"secret\": \"fnLiteral\"", "main.secret: the secret stands in the file")]
    [InlineData("\"secret\": \"%FAUNA_SECRET%\", \"scheme\": \"http\", \"port\": 80", "main.scheme: http sends the secret and the documents unencrypted")]
    [InlineData("\"secret\": \"%FAUNA_SECRET%\", \"scheme\": \"http\", \"domain\": \"localhost\"", "main.scheme: http is used on port 443")]
    public void What_works_but_should_be_looked_at_is_a_warning(string fields, string expected) =>
        Assert.Contains(expected, Assert.Single(Read(WithConnection(fields)).Warnings).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("Orders_2-b", "Orders_2-b")]
    [InlineData("my orders!", "my-orders")]
    [InlineData("a;@+$b", "a-b")]
    [InlineData("_a.b~", "a-b")]
    [InlineData("größe", "gr-e")]
    [InlineData("..", null)]
    [InlineData("___", null)]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901-3-5", "a234567890123456789012345678901234567890123456789012345678901-3")]
    public void An_exports_name_is_its_collections_made_safe(string collection, string? name) =>
        Assert.Equal(name, ExportName.MakeSafe(collection));

    [Theory]
    [InlineData("all orders", "all-orders")]
    [InlineData("a/b", "a-b")]
    [InlineData("../a", "a")]
    [InlineData("größe", "gr-e")]
    [InlineData("_a", "a")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", "a23456789012345678901234567890123456789012345678901234567890123")]
    public void A_given_name_that_is_not_safe_is_refused_with_one_that_is(string name, string safe) => Assert.Equal(
        "exports.json:2:34 exports[0].name: is no export's name, which becomes a function's name, a folder and a table key: "
            + $"letters, digits, '-' and '_', at most 63, a letter or digit at both ends. Write \"{safe}\", or another one.",
        Assert.Single(Assert.Throws<SettingsInvalid>(() => Read(WithExport($"\"name\": \"{name}\""))).Problems).ToString());

    [Fact]
    public void Records_go_to_azure_under_names_of_the_file_or_of_the_app_settings()
    {
        static StorageSettings Storage(string storage) => Read(
            $$$"""{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{"collection": "c"}], "storage": {{{storage}}} }""",
            name => name == "TABLE" ? "mycursors" : FaunaSecret(name)).Storage;

        Assert.Equal(new StorageSettings(null, new AzureStorageNames(null, null)), Storage("""{"azure": {}}"""));
        Assert.Equal(new StorageSettings(null, new AzureStorageNames("parts", "mycursors")), Storage("""{"azure": {"container": "parts", "table": "%TABLE%"}}"""));
    }

    [Fact]
    public async Task A_file_is_read_from_disk_and_its_storage_folder_is_relative_to_it()
    {
        var folder = Directory.CreateTempSubdirectory("settings-");
        try
        {
            var file = Path.Combine(folder.FullName, "my.json");
            await File.WriteAllTextAsync(
                file,
                """{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{"collection": "c"}], "storage": {"folder": "out"}}""",
                new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
                TestContext.Current.CancellationToken);

            var settings = await SettingsReader.ReadAsync(file, FaunaSecret, TestContext.Current.CancellationToken);

            Assert.Equal(Path.Combine(folder.FullName, "out"), settings.Storage.Folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_a_folder_gets_a_clear_error()
    {
        var missing = await Assert.ThrowsAsync<SettingsInvalid>(
            () => SettingsReader.ReadAsync("/nowhere/exports.json", null, TestContext.Current.CancellationToken));
        var folder = await Assert.ThrowsAsync<SettingsInvalid>(
            () => SettingsReader.ReadAsync(Path.GetTempPath(), null, TestContext.Current.CancellationToken));

        Assert.Equal("/nowhere/exports.json: does not exist. Start from exports.sample.json, or name another file.", missing.Message);
        Assert.EndsWith(": is a folder. Name a file.", folder.Message, StringComparison.Ordinal);
    }

    private static string WithV10(string fields) =>
        $$$"""{"connections": {"main": {"secret": "%FAUNA_SECRET%", "api": "v10"}}, "exports": [{"collection": "orders" {{{fields}}} }]}""";
}

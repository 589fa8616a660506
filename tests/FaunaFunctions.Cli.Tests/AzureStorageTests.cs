using System.Text.Json;
using FaunaFunctions.Azurite;
using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Tests;

/// <summary>Commands over blobs and tables, in the real Azurite.</summary>
public sealed class AzureStorageTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Orders = """{ "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "partSize": "64 KiB" }""";
    private const int Documents = 3000;

    [Fact]
    public async Task What_is_exported_to_azure_is_verified_there()
    {
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", Documents, size: 100);
        using var workspace = await WorkspaceAsync(server);

        var full = await RunAsync(workspace, "export --storage azure --json");
        for (var id = 1; id <= 9; id++)
        {
            server.Database.Put("orders", new EmulatorDocument(id, """{"n":0}"""));
        }

        server.Database.Delete("orders", 10);
        var changes = await RunAsync(workspace, "export --storage azure --json");
        var verified = await RunAsync(workspace, "verify --storage azure --json");
        var status = await RunAsync(workspace, "status --storage azure --json");

        Assert.All([full, changes, verified, status], run => Assert.True(run.Code == 0, run.Out + run.Error));
        Assert.Equal(Documents, Json(full).GetProperty("rows").GetInt32());
        Assert.True(Json(full).GetProperty("parts").GetInt32() > 1);
        Assert.Equal(10, Json(changes).GetProperty("rows").GetInt32());
        Assert.Equal(Documents, Json(verified).GetProperty("countAtSource").GetInt32());
        Assert.Equal(Json(changes).GetProperty("through").GetInt64(), Json(status).GetProperty("through").GetInt64());
        Assert.Equal(2, Json(status).GetProperty("runs").GetArrayLength());
        Assert.Empty(workspace.Files());
    }

    [Theory]
    [InlineData("v4", "full")]
    [InlineData("v10", "incremental")]
    public async Task A_whole_database_is_exported_to_azure_and_verified_there(string api, string mode)
    {
        await using var server = await Server.StartAsync("orders", "a.b");
        server.Fill("orders", Documents, size: 100).Fill("a.b", 7);
        using var workspace = await WorkspaceAsync(server);
        workspace.Set("FAUNA_SECRET", server.Database.CreateKey("server-readonly"));
        workspace.WriteSettings(server.Url, $$"""{ "name": "shop", "collection": "*", "mode": "{{mode}}", "partSize": "64 KiB" }""", api);

        var first = await RunAsync(workspace, "export --storage azure --json");
        server.Database.Put("a.b", new EmulatorDocument(8, """{"n":8}"""));
        var second = await RunAsync(workspace, "export --storage azure --json");
        var verified = await RunAsync(workspace, "verify --storage azure --json");

        Assert.All([first, second, verified], run => Assert.True(run.Code == 0, run.Out + run.Error));
        Assert.Equal(Documents + 7, Json(first).GetProperty("rows").GetInt32());
        Assert.Equal(mode == "full" ? Documents + 8 : 1, Json(second).GetProperty("rows").GetInt32());
        Assert.Equal(3, verified.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_blob_that_was_taken_away_is_found()
    {
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", Documents, size: 100);
        using var workspace = await WorkspaceAsync(server);
        var exported = await RunAsync(workspace, "export --storage azure --json");
        var manifest = Json(exported).GetProperty("manifest").GetString()!;
        var part = manifest.Replace("manifest.json", "part-00000002.ndjson.gz", StringComparison.Ordinal);

        using (var storage = Storage(workspace))
        {
            await storage.Parts.DeleteAsync(part, TestContext.Current.CancellationToken);
        }

        var verified = await RunAsync(workspace, "verify --storage azure --offline");
        Assert.Equal(1, verified.Code);
        Assert.Contains(part, verified.Out + verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_can_name_azure_with_container_and_table_of_their_own()
    {
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", 10);
        using var workspace = await WorkspaceAsync(server);
        var names = StorageNames.Unique();
        workspace.WriteSettings((await File.ReadAllTextAsync(workspace.Settings, TestContext.Current.CancellationToken)).Replace(
            "\"folder\": \"./out\"", $$"""{{"\"azure\""}}: { "container": "{{names.Container}}", "table": "{{names.Table}}" }""", StringComparison.Ordinal));

        var exported = await RunAsync(workspace, "export");
        var elsewhere = await RunAsync(workspace, "status --storage folder --out out --json");
        workspace.Set("EXPORTS_CONTAINER", names.Container).Set("EXPORTS_TABLE", names.Table);
        var verified = await RunAsync(workspace, "verify --storage azure");

        Assert.True(exported.Code == 0, exported.Error);
        Assert.False(Json(elsewhere).TryGetProperty("through", out var through) && through.ValueKind == JsonValueKind.Number);
        Assert.True(verified.Code == 0, verified.Out + verified.Error);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    public async Task A_command_that_reads_makes_nothing_and_says_that_nothing_is_there(string command)
    {
        await using var server = await Server.StartAsync("orders");
        using var workspace = await WorkspaceAsync(server);

        var first = await RunAsync(workspace, $"{command} --storage azure");
        var second = await RunAsync(workspace, $"{command} --storage azure");

        Assert.Equal((4, 4), (first.Code, second.Code));
        Assert.Contains("is not there", Assert.Single(second.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2, "AzureWebJobsStorage: is not set")]
    [InlineData("nonsense", 2, "AzureWebJobsStorage: is not a storage connection string")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=CANARY!notbase64", 2, "AzureWebJobsStorage: is not a storage connection string")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/CANARY)", 2, "AzureWebJobsStorage: is a Key Vault reference that was not resolved")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZ;BlobEndpoint=BLOBS;TableEndpoint=TABLES", 4, "storage account 'devstoreaccount1'")]
    public async Task A_wrong_connection_is_told_in_one_message_without_its_secrets(string connectionString, int code, string message)
    {
        await using var server = await Server.StartAsync("orders");
        using var workspace = await WorkspaceAsync(server);
        workspace.Set("AzureWebJobsStorage", connectionString
            .Replace("BLOBS", $"http://127.0.0.1:{azurite.Server.BlobPort}/devstoreaccount1", StringComparison.Ordinal)
            .Replace("TABLES", $"http://127.0.0.1:{azurite.Server.TablePort}/devstoreaccount1", StringComparison.Ordinal));

        foreach (var command in (string[])["export", "verify", "status"])
        {
            var run = await RunAsync(workspace, $"{command} --storage azure");
            var loud = await RunAsync(workspace, $"{command} --storage azure --verbose");

            Assert.Equal((code, code), (run.Code, loud.Code));
            var told = Assert.Single(run.Messages);
            Assert.Contains(message, told, StringComparison.Ordinal);
            Assert.All([run, loud], r => Assert.DoesNotContain("CANARY", r.Out + r.Error, StringComparison.OrdinalIgnoreCase));
            Assert.All([run, loud], r => Assert.DoesNotContain("Q0FOQVJZ", r.Out + r.Error, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("export --storage s3", "--storage must be azure or folder.")]
    [InlineData("export --storage azure --out x", "--out names a folder, and --storage says azure.")]
    public async Task Storage_options_that_make_no_sense_are_refused(string command, string message)
    {
        await using var server = await Server.StartAsync("orders");
        using var workspace = await WorkspaceAsync(server);

        var run = await RunAsync(workspace, command);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_command_prints_or_stores_a_secret_of_fauna_or_of_the_account()
    {
        await using var server = await Server.StartAsync("orders");
        server.Fill("orders", 10);
        using var workspace = await WorkspaceAsync(server);
        var secrets = new[] { workspace.AppSetting("FAUNA_SECRET")!, DevelopmentAccount.Key };

        foreach (var command in (string[])["export", "status", "verify", "check", "export --mode full"])
        {
            foreach (var how in (string[])["", " --json", " --verbose"])
            {
                var run = await RunAsync(workspace, command + (command == "check" ? "" : " --storage azure") + how);
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, run.Out + run.Error, StringComparison.Ordinal));
            }
        }

        using var storage = Storage(workspace);
        var names = 0;
        await foreach (var name in storage.Parts.ListAsync("", TestContext.Current.CancellationToken))
        {
            names++;
            var content = System.Text.Encoding.UTF8.GetString((await storage.Parts.ReadDocumentAsync(name, TestContext.Current.CancellationToken))!);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }

        Assert.True(names > 2);
        var cursor = await storage.Cursors.ReadAsync("orders", TestContext.Current.CancellationToken);
        var runs = await storage.Cursors.ReadRunsAsync("orders", 100, TestContext.Current.CancellationToken);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, $"{cursor}{string.Concat(runs)}", StringComparison.Ordinal));
    }

    private static Exports.ExportStorage Storage(Workspace workspace) => Exports.ExportStorage.Open(
        new Exports.StorageChoice(null, new Core.Configuration.AzureStorageNames(null, null)), workspace.AppSetting, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

    private static Task<CliRun> RunAsync(Workspace workspace, string args) =>
        CliRun.InProcessAsync(workspace, [.. args.Split(' '), "--config", workspace.Settings]);

    private static JsonElement Json(CliRun run) => JsonDocument.Parse(run.Out).RootElement;

    private async Task<Workspace> WorkspaceAsync(Server server)
    {
        var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", await server.SetUpAsync("orders")).WriteSettings(server.Url, Orders);
        foreach (var (name, value) in StorageNames.Unique().AppSettings(azurite.ConnectionString))
        {
            workspace.Set(name, value);
        }

        return workspace;
    }
}

using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Azure.Tests.Connections;

public sealed class StorageSettingsTests
{
    private const string Key = "c2VjcmV0LWtleS1vZi10aGUtYWNjb3VudA==";
    private const string ConnectionString = $"DefaultEndpointsProtocol=https;AccountName=shopexports;AccountKey={Key};EndpointSuffix=core.windows.net";
    private const string ClientId = "6d4f9a9e-9a3b-4a7e-8d0a-0123456789ab";

    [Fact]
    public void A_connection_string_for_the_host_serves_for_everything()
    {
        var settings = Read(("AzureWebJobsStorage", ConnectionString));

        Assert.Equal("https://shopexports.blob.core.windows.net/", settings.Exports.Blobs(null).Uri.ToString());
        Assert.Equal("https://shopexports.table.core.windows.net/", settings.Exports.Tables(null).Uri.ToString());
        Assert.Equal("https://shopexports.queue.core.windows.net/", settings.Host!.Queues(null).Uri.ToString());
        Assert.Equal(("exports", "exportcursors", "continue-export"), (settings.Container, settings.Table, settings.Queue));
        Assert.False(settings.Exports.UsesIdentity);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("BlobEndpoint=https://a.blob.core.windows.net/;TableEndpoint=https://a.table.core.windows.net/;QueueEndpoint=https://a.queue.core.windows.net/;SharedAccessSignature=sv=2025-01-05&sig=x")]
    [InlineData("  " + ConnectionString + "\n")]
    public void Every_form_of_connection_string_is_taken(string text)
    {
        var settings = Read(("AzureWebJobsStorage", text));

        Assert.NotEqual("", settings.Exports.Blobs(null).AccountName);
    }

    [Fact]
    public void An_account_name_and_a_managed_identity_need_no_secret()
    {
        var settings = Read(
            ("AzureWebJobsStorage__accountName", "shopexports"), ("AzureWebJobsStorage__credential", "managedidentity"), ("AzureWebJobsStorage__clientId", ClientId));

        Assert.True(settings.Exports.UsesIdentity);
        Assert.Equal("https://shopexports.blob.core.windows.net/", settings.Exports.Blobs(null).Uri.ToString());
        Assert.Equal("https://shopexports.table.core.windows.net/", settings.Exports.Tables(null).Uri.ToString());
        Assert.Equal("https://shopexports.queue.core.windows.net/", settings.Host!.Queues(null).Uri.ToString());
    }

    [Fact]
    public void Service_addresses_stand_before_the_account_name()
    {
        var settings = Read(
            ("AzureWebJobsStorage__accountName", "shopexports"), ("AzureWebJobsStorage__tableServiceUri", "https://shopexports.table.core.chinacloudapi.cn"));

        Assert.Equal("https://shopexports.table.core.chinacloudapi.cn/", settings.Exports.Tables(null).Uri.ToString());
        Assert.Equal("https://shopexports.blob.core.windows.net/", settings.Exports.Blobs(null).Uri.ToString());
    }

    [Fact]
    public void An_account_of_its_own_for_exports_leaves_the_queue_where_the_host_polls_it()
    {
        var settings = Read(
            ("AzureWebJobsStorage", ConnectionString),
            ("EXPORTS_STORAGE__blobServiceUri", "https://lake.blob.core.windows.net"),
            ("EXPORTS_STORAGE__tableServiceUri", "https://lake.table.core.windows.net"));

        Assert.Equal("lake", settings.Exports.Blobs(null).AccountName);
        Assert.Equal("lake", settings.Exports.Tables(null).AccountName);
        Assert.Equal("shopexports", settings.Host!.Queues(null).AccountName);
    }

    [Fact]
    public void A_tool_that_only_reads_exports_needs_no_account_of_the_host()
    {
        string? Setting(string name) => name == "EXPORTS_STORAGE" ? ConnectionString : null;

        Assert.Null(AzureStorageSettings.Read(Setting, queue: false).Host);
        Assert.Contains("AzureWebJobsStorage", Assert.Throws<SettingsInvalid>(() => AzureStorageSettings.Read(Setting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_read_and_used()
    {
        var settings = Read(("AzureWebJobsStorage", ConnectionString), ("EXPORTS_CONTAINER", "my-exports"), ("EXPORTS_TABLE", "Cursors1"), ("EXPORTS_QUEUE", "go-on"));

        using var storage = AzureStorage.Open(settings, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        Assert.Equal("container 'my-exports' of storage account 'shopexports', table 'Cursors1' of storage account 'shopexports'", storage.Description);
    }

    [Theory]
    [InlineData("EXPORTS_CONTAINER", "Exports")]
    [InlineData("EXPORTS_CONTAINER", "ab")]
    [InlineData("EXPORTS_CONTAINER", "a--b")]
    [InlineData("EXPORTS_CONTAINER", "-ab")]
    [InlineData("EXPORTS_CONTAINER", "$web")]
    [InlineData("EXPORTS_CONTAINER", "a/b")]
    [InlineData("EXPORTS_CONTAINER", "exports\nx")]
    [InlineData("EXPORTS_TABLE", "export-cursors")]
    [InlineData("EXPORTS_TABLE", "1cursors")]
    [InlineData("EXPORTS_TABLE", "tables")]
    [InlineData("EXPORTS_QUEUE", "Continue")]
    [InlineData("EXPORTS_QUEUE", "0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_name_that_Azure_does_not_take_is_refused_at_the_start(string setting, string name)
    {
        var problem = Assert.Single(Assert.Throws<SettingsInvalid>(() => Read(("AzureWebJobsStorage", ConnectionString), (setting, name))).Problems);

        Assert.Equal(setting, problem.Path);
        Assert.Contains("must have 3 to 63", problem.Message.Replace("must have 3 to 63 letters", "must have 3 to 63", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXPORTS_STORAGE")]
    [InlineData("EXPORTS_CONTAINER")]
    [InlineData("AzureWebJobsStorage")]
    [InlineData("AzureWebJobsStorage__accountName")]
    public void A_key_vault_reference_that_was_not_resolved_is_named(string setting)
    {
        var settings = new List<(string, string)> { ("AzureWebJobsStorage", ConnectionString) };
        settings.RemoveAll(pair => setting.StartsWith(pair.Item1, StringComparison.Ordinal));
        settings.Add((setting, "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)"));

        var invalid = Assert.Throws<SettingsInvalid>(() => Read([.. settings]));

        Assert.Single(invalid.Problems, problem => problem.Path == setting && problem.Message.Contains("Key Vault reference that was not resolved", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Equal(["AzureWebJobsStorage"], Paths());
        Assert.Contains("AzureWebJobsStorage__tableServiceUri and AzureWebJobsStorage__queueServiceUri is not set", Message(("AzureWebJobsStorage__blobServiceUri", "https://a.blob.core.windows.net")), StringComparison.Ordinal);
        Assert.Equal(["EXPORTS_STORAGE"], Paths(("AzureWebJobsStorage", ConnectionString), ("EXPORTS_STORAGE__clientId", ClientId)));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Assert.Equal(
        ["AzureWebJobsStorage__accountName", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "EXPORTS_TABLE"],
        Paths(
            ("AzureWebJobsStorage__accountName", "https://shop"),
            ("AzureWebJobsStorage__queueServiceUri", "http://shop.queue.core.windows.net"),
            ("AzureWebJobsStorage__credential", "password"),
            ("AzureWebJobsStorage__clientId", "/subscriptions/x"),
            ("EXPORTS_TABLE", "a b")));

    [Theory]
    [InlineData("AzureWebJobsStorage", Key)]
    [InlineData("AzureWebJobsStorage", $"AccountName=shop;AccountKey={Key}!")]
    [InlineData("AzureWebJobsStorage", $"AccountKey={Key}")]
    [InlineData("AzureWebJobsStorage", $"DefaultEndpointsProtocol=https;AccountKey={Key};nonsense")]
    [InlineData("AzureWebJobsStorage", $"BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sig={Key}")]
    [InlineData("AzureWebJobsStorage__blobServiceUri", $"https://a.blob.core.windows.net/?sig={Key}")]
    [InlineData("AzureWebJobsStorage__blobServiceUri", $"https://u:{Key}@a.blob.core.windows.net/")]
    [InlineData("AzureWebJobsStorage__clientId", Key)]
    [InlineData("AzureWebJobsStorage__credential", Key)]
    public void No_value_that_may_be_a_secret_gets_into_a_message(string setting, string value)
    {
        var invalid = Assert.Throws<SettingsInvalid>(() => Read(("AzureWebJobsStorage__accountName", "shop"), (setting, value)));

        Assert.Contains(setting, invalid.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, invalid.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_print_no_secret()
    {
        var settings = Read(("AzureWebJobsStorage", ConnectionString));

        Assert.Contains("AzureWebJobsStorage", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Azurites_settings_are_read_like_any()
    {
        var settings = StorageForTest.Settings(DevelopmentAccount.ConnectionString(1, 2, 3), Azurite.StorageNames.Unique());

        Assert.Equal(DevelopmentAccount.Name, settings.Exports.Tables(null).AccountName);
    }

    private static AzureStorageSettings Read(params (string Name, string Value)[] settings) =>
        AzureStorageSettings.Read(name => settings.LastOrDefault(setting => setting.Name == name).Value);

    private static IEnumerable<string> Paths(params (string Name, string Value)[] settings) =>
        Assert.Throws<SettingsInvalid>(() => Read(settings)).Problems.Select(problem => problem.Path);

    private static string Message(params (string Name, string Value)[] settings) => Assert.Throws<SettingsInvalid>(() => Read(settings)).Message;
}

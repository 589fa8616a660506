using System.Globalization;
using System.Text.Json.Nodes;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Tests.Configuration;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>check and discover against a whole server, with the roles that an operator would make.</summary>
public sealed class CheckOnEmulatorTests : IAsyncLifetime
{
    private const string Incremental = "\"index\": \"orders_by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"0 */5 * * * *\"";

    /// <summary>What an incremental export needs, and nothing else.</summary>
    private const string Least =
        """
        [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}},
         {"object":{"resource":{"index":"orders_by_ts"},"actions":{"object":{"read":true}}}},
         {"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}}]
        """;

    private FaunaEmulator _emulator = null!;
    private EmulatorDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _emulator = await FaunaEmulator.StartAsync(
            new EmulatorOptions { IndexBuildTime = TimeSpan.FromDays(1) }, TestContext.Current.CancellationToken);
        _database = _emulator.Root.CreateDatabase("shop");
        _database.CreateCollection("orders", historyDays: 1);
        _database.CreateCollection("people");
        _database.CreateTsIndex("orders_by_ts", "orders");
        _database.Load("orders", Enumerable.Range(1, 100).Select(i => new EmulatorDocument(
            i, $$$"""{"n":{{{i.ToString(CultureInfo.InvariantCulture)}}},"at":{"@ts":"2023-11-14T22:13:20Z"}}""")));
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task The_least_privileges_pass_every_check()
    {
        var result = await CheckAsync(Incremental, _database.CreateRoleKey("reader", Least));

        Assert.Equal("Everything that was checked is in order.", result.Message);
        Assert.Equal(8, result.Checks.Count);
        Assert.All(result.Checks, c => Assert.Equal(CheckStatus.Succeeded, c.Status));
        Assert.Contains("both show 100 documents", result.Checks[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_see_no_definition_passes_by_what_it_sees()
    {
        var secret = _database.CreateRoleKey("reader", """
            [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}},
             {"object":{"resource":{"index":"orders_by_ts"},"actions":{"object":{"read":true}}}}]
            """);

        var result = await CheckAsync(Incremental, secret);

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Contains("definition cannot be checked with this key", Item(result, "index").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_unauthorized() =>
        Assert.Equal("Failed to connect to database: Unauthorized", (await CheckAsync(Incremental, "fnWrong")).Message);

    [Theory]
    [InlineData("\"collection\": \"nope\"", "collection", "Collection 'nope' does not exist.")]
    [InlineData("\"collection\": \"people\", \"index\": \"orders_by_ts\"", "index", "Index 'orders_by_ts' should have source 'people' alone, but it has source 'orders'.")]
    [InlineData("\"collection\": \"orders\", \"index\": \"nope\"", "index", "Index 'nope' does not exist.")]
    public async Task Names_that_do_not_fit_are_told(string fields, string name, string expected)
    {
        var file = $$$"""{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{ {{{fields}}} }]}""";

        var result = await CheckAsync(Assert.Single(SettingsText.Read(file).Exports), _database.AdminSecret);

        AssertFails(result, name, expected);
    }

    [Fact]
    public async Task An_index_with_terms_is_told_with_and_without_its_definition()
    {
        _database.Query("""{"create_index":{"object":{"name":"by_n","source":{"collection":"orders"},"terms":[{"object":{"field":["data","n"]}}],"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""");
        var blind = _database.CreateRoleKey("blind", """
            [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}},
             {"object":{"resource":{"index":"by_n"},"actions":{"object":{"read":true}}}}]
            """);

        AssertFails(await CheckAsync("\"index\": \"by_n\"", _database.AdminSecret), "index", "Index 'by_n' should have no terms, but it has the terms data.n.");
        AssertFails(await CheckAsync("\"index\": \"by_n\"", blind), "index", "Index 'by_n' cannot be used:");
    }

    [Fact]
    public async Task An_index_that_is_still_being_built_is_told_with_and_without_its_definition()
    {
        _database.Load("orders", Enumerable.Range(1000, 100).Select(i => new EmulatorDocument(i, "{}")));
        _database.CreateTsIndex("late", "orders");
        var blind = _database.CreateRoleKey("blind", """
            [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}},
             {"object":{"resource":{"index":"late"},"actions":{"object":{"read":true}}}}]
            """);

        AssertFails(await CheckAsync("\"index\": \"late\"", _database.AdminSecret), "index", "Index 'late' is not active: it is still being built.");
        AssertFails(await CheckAsync("\"index\": \"late\"", blind), "index", "Index 'late' is not active: it is still being built.");
    }

    [Fact]
    public async Task A_key_without_read_on_the_collection_or_the_index_fails()
    {
        var noDocuments = _database.CreateRoleKey("a", """[{"object":{"resource":{"index":"orders_by_ts"},"actions":{"object":{"read":true}}}}]""");
        var noIndex = _database.CreateRoleKey("b", """[{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":true}}}}]""");

        AssertFails(await CheckAsync(Incremental, noDocuments), "privileges", "The key may not read collection 'orders': it would look empty.");
        AssertFails(await CheckAsync(Incremental, noIndex), "privileges", "The key may not read index 'orders_by_ts'.");
    }

    [Fact]
    public async Task A_predicate_is_a_warning_and_none_that_allows_nothing_passes()
    {
        const string role =
            """
            [{"object":{"resource":{"collection":"orders"},"actions":{"object":{"read":{"query":{"lambda":"r",
               "expr":{"equals":[{"select":["data","n"],"from":{"get":{"var":"r"}}},N]}}}}}}},
             {"object":{"resource":{"index":"orders_by_ts"},"actions":{"object":{"read":true}}}}]
            """;
        var some = _database.CreateRoleKey("some", role.Replace("N]", "5]", StringComparison.Ordinal));
        var none = _database.CreateRoleKey("none", role.Replace("N]", "-1]", StringComparison.Ordinal));

        var result = await CheckAsync("\"index\": \"orders_by_ts\"", some);

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Warning, Item(result, "privileges").Status);
        AssertFails(await CheckAsync("\"index\": \"orders_by_ts\"", none), "privileges", "The key may not read collection 'orders'");
    }

    [Fact]
    public async Task History_ttl_and_negative_ids_are_warnings()
    {
        _database.Put("orders", new EmulatorDocument(-5, "{}"));
        _database.Put("orders", new EmulatorDocument(7, "{}", DateTimeOffset.UtcNow.AddDays(30)));

        var result = await CheckAsync(
            "\"index\": \"orders_by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"0 0 3 * * SUN\"", _database.CreateRoleKey("reader", Least));

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal("The export can run; there are 3 warnings.", result.Message);
        Assert.Contains("history reaches back 24.2 hours so far, but runs can be 7 days apart", Item(result, "history").Message, StringComparison.Ordinal);
        Assert.Contains("1 of the first 64 documents have a ttl", Item(result, "ttl").Message, StringComparison.Ordinal);
        Assert.Contains("1 have negative ids", Item(result, "count").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discover_infers_the_schema_of_data_from_a_sample()
    {
        var export = SettingsText.ReadExport(Incremental);
        using var transport = Transport(_database.CreateRoleKey("reader", Least));

        var stream = await Discovery.DescribeAsync(export, new V4Source(transport, "orders"), new V4Schema(transport), 50, TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"type":"object","properties":{"n":{"type":"integer"},"at":{"type":"string","format":"date-time"}},"required":["n","at"]}""",
            JsonNode.Parse(stream.JsonSchema.Span)!["properties"]!["data"]!.ToJsonString());
    }

    private Task<CheckResult> CheckAsync(string fields, string secret) => CheckAsync(SettingsText.ReadExport(fields), secret);

    private async Task<CheckResult> CheckAsync(ExportSettings settings, string secret)
    {
        using var transport = Transport(secret);
        var source = new V4Source(transport, settings.Collection, settings.Index);
        var check = new ExportCheck(settings with { Connection = transport.Connection }, source, new V4Schema(transport), SettingsText.NoAppSettings);
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    private FaunaTransport Transport(string secret) => new(new FaunaConnection
    {
        Name = "main",
        Scheme = "http",
        Domain = _emulator.Url.Host,
        Port = _emulator.Url.Port,
        Secret = new Secret(secret),
    });

    private static void AssertFails(CheckResult result, string name, string message)
    {
        var item = Item(result, name);
        Assert.Equal(CheckStatus.Failed, item.Status);
        Assert.StartsWith(message, item.Message, StringComparison.Ordinal);
        Assert.Equal(item.Message, result.Message);
    }

    private static CheckItem Item(CheckResult result, string name) => Assert.Single(result.Checks, c => c.Name == name);
}

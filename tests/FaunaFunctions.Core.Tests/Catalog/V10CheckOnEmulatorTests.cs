using System.Globalization;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Tests.Configuration;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>check through v10 against a whole server, with the roles that an operator would make.</summary>
public sealed class V10CheckOnEmulatorTests : IAsyncLifetime
{
    private const string Incremental = "\"deletions\": \"deleted_field\", \"schedule\": \"0 */5 * * * *\"";

    /// <summary>What an incremental export needs, and nothing else.</summary>
    private const string Least = """[{ resource: "orders", actions: { read: true, history_read: true } }]""";

    private FaunaEmulator _emulator = null!;
    private EmulatorDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _emulator = await FaunaEmulator.StartAsync(new EmulatorOptions(), TestContext.Current.CancellationToken);
        _database = _emulator.Root.CreateDatabase("shop");
        _database.QueryV10("""Collection.create({ name: "orders", history_days: 1 })""");
        _database.Load("orders", Enumerable.Range(1, 100).Select(i => new EmulatorDocument(
            i, $$$"""{"n":{{{i.ToString(CultureInfo.InvariantCulture)}}},"at":{"@ts":"2023-11-14T22:13:20Z"}}""")));
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task The_least_privileges_pass_every_check_under_the_names_of_v4()
    {
        var result = await CheckAsync(Incremental, Key("reader", Least));

        Assert.Equal("Everything that was checked is in order.", result.Message);
        Assert.Equal(
            ["settings", "connection", "collection", "index", "privileges", "history", "ttl", "count"],
            result.Checks.Select(c => c.Name));
        Assert.All(result.Checks, c => Assert.Equal(CheckStatus.Succeeded, c.Status));
        Assert.Contains("event feed, which answers", Item(result, "index").Message, StringComparison.Ordinal);
        Assert.Contains("whether the collection has ttl_days cannot be checked with this key", Item(result, "ttl").Message, StringComparison.Ordinal);
        Assert.Equal("The collection shows 100 documents.", Item(result, "count").Message);
    }

    [Fact]
    public async Task A_full_export_needs_no_feed_and_has_no_warnings_about_changes()
    {
        var result = await CheckAsync("\"mode\": \"full\"", Key("reader", Least));

        Assert.Equal(
            [("settings", CheckStatus.Succeeded), ("connection", CheckStatus.Succeeded), ("collection", CheckStatus.Succeeded), ("index", CheckStatus.Skipped), ("privileges", CheckStatus.Succeeded)],
            result.Checks.Select(c => (c.Name, c.Status)));
    }

    [Fact]
    public async Task A_wrong_secret_is_unauthorized()
    {
        var result = await CheckAsync(Incremental, "fnWrong");

        Assert.Equal("Failed to connect to database: Unauthorized", result.Message);
        Assert.Equal(["index", "privileges"], result.Checks.Where(c => c.Status == CheckStatus.Skipped).Select(c => c.Name).Skip(1));
    }

    [Fact]
    public async Task A_collection_that_does_not_exist_is_named_to_a_key_that_may_read_no_definitions()
    {
        _database.QueryV10("""Collection.create({ name: "doomed" })""");
        var secret = Key("reader", """[{ resource: "doomed", actions: { read: true } }]""");

        AssertFails(await CheckAsync(Export(Incremental, "nope"), secret), "collection", "Collection 'nope' does not exist.");
    }

    [Fact]
    public async Task A_key_without_read_fails_although_its_pages_are_only_empty() =>
        AssertFails(
            await CheckAsync(Incremental, Key("other", """[{ resource: "Collection", actions: { read: true } }]""")),
            "privileges",
            "The key may not read collection 'orders': it would look empty.");

    [Fact]
    public async Task A_key_that_may_not_look_back_is_a_warning_that_says_what_it_costs()
    {
        var result = await CheckAsync(Incremental, Key("reader", """[{ resource: "orders", actions: { read: true } }]"""));

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Warning, Item(result, "privileges").Status);
        Assert.Contains("read one after the other", Item(result, "privileges").Message, StringComparison.Ordinal);
        Assert.Equal("The collection shows 100 documents.", Item(result, "count").Message);
    }

    [Fact]
    public async Task A_predicate_is_a_warning_and_none_that_allows_nothing_passes()
    {
        const string role = """[{ resource: "orders", actions: { read: "d => d.n == N", history_read: true } }]""";
        var some = Key("some", role.Replace("N", "5", StringComparison.Ordinal));
        var none = Key("none", role.Replace("N", "-1", StringComparison.Ordinal));

        var result = await CheckAsync("", some);

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Warning, Item(result, "privileges").Status);
        Assert.Contains("only as a predicate", Item(result, "privileges").Message, StringComparison.Ordinal);
        AssertFails(await CheckAsync("", none), "privileges", "The key may not read collection 'orders'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"deletions\": \"deleted_field\",")]
    public async Task History_that_is_shorter_than_the_time_between_runs_is_a_warning_with_and_without_deletions(string deletions)
    {
        var result = await CheckAsync($"{deletions} \"schedule\": \"0 0 3 * * SUN\"", Key("reader", Least));

        Assert.Equal("The export can run; there is a warning.", result.Message);
        Assert.Contains("history reaches back 24.2 hours so far, but runs can be 7 days apart: changes in between are lost", Item(result, "history").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history_days: 30", "keeps 30 days of history")]
    [InlineData("history_days: null", "for ever")]
    public async Task History_that_the_definition_promises_counts_for_a_key_that_may_read_it(string history, string expected)
    {
        _database.QueryV10($$"""Collection.byName("orders")!.update({ {{history}} })""");
        var secret = Key("reader", """
            [{ resource: "orders", actions: { read: true, history_read: true } }, { resource: "Collection", actions: { read: true } }]
            """);

        var result = await CheckAsync("\"schedule\": \"0 0 3 * * SUN\"", secret);

        Assert.Equal(CheckStatus.Succeeded, Item(result, "history").Status);
        Assert.Contains(expected, Item(result, "history").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_that_expire_are_a_warning_where_deletions_are_exported()
    {
        _database.Put("orders", new EmulatorDocument(7, "{}", DateTimeOffset.UtcNow.AddDays(30)));
        var sampled = await CheckAsync(Incremental, Key("reader", Least));
        _database.QueryV10("""Collection.byName("orders")!.update({ ttl_days: 30 })""");

        var defined = await CheckAsync(Incremental, _database.AdminSecret);

        Assert.Contains("1 of the first 64 documents have a ttl", Item(sampled, "ttl").Message, StringComparison.Ordinal);
        Assert.Contains("expire after 30 days", Item(defined, "ttl").Message, StringComparison.Ordinal);
        Assert.DoesNotContain((await CheckAsync("", _database.AdminSecret)).Checks, c => c.Name == "ttl");
    }

    [Fact]
    public async Task A_collection_named_like_one_of_the_languages_own_can_be_exported_in_full_but_has_no_feed()
    {
        _database.CreateCollection("Key");

        var full = Export("\"mode\": \"full\"", "Key");
        Assert.Equal(CheckStatus.Succeeded, (await CheckAsync(full, _database.AdminSecret)).Status);
        AssertFails(
            await CheckAsync(full with { Mode = RunMode.Incremental }, _database.AdminSecret), "index", "The collection's event feed cannot be read:");
    }

    private Task<CheckResult> CheckAsync(string fields, string secret) => CheckAsync(Export(fields, "orders"), secret);

    private async Task<CheckResult> CheckAsync(ExportSettings settings, string secret)
    {
        using var transport = new FaunaTransport(new FaunaConnection
        {
            Name = "main",
            Scheme = "http",
            Domain = _emulator.Url.Host,
            Port = _emulator.Url.Port,
            Secret = new Secret(secret),
            Api = FaunaApi.V10,
        });
        var database = new FaunaDatabase(transport);
        var check = new ExportCheck(
            settings with { Connection = transport.Connection }, database.Collection(settings.Collection, settings.Index), database.Schema, SettingsText.NoAppSettings);
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    private static ExportSettings Export(string fields, string collection) => Assert.Single(SettingsText.Read($$$"""
        {"connections": {"main": {"secret": "%FAUNA_SECRET%", "api": "v10"}}, "exports": [{ {{{fields}}}{{{(fields.Length > 0 ? "," : "")}}} "collection": "{{{collection}}}" }]}
        """).Exports);

    /// <summary>A role and a key for it, made in v10.</summary>
    private string Key(string role, string privileges)
    {
        _database.QueryV10($$"""Role.create({ name: "{{role}}", privileges: {{privileges}} })""");
        using var json = System.Text.Json.JsonDocument.Parse(_database.QueryV10($$"""Key.create({ role: "{{role}}" }).secret"""));
        return json.RootElement.GetProperty("data").GetString()!;
    }

    private static void AssertFails(CheckResult result, string name, string message)
    {
        var item = Item(result, name);
        Assert.Equal(CheckStatus.Failed, item.Status);
        Assert.StartsWith(message, item.Message, StringComparison.Ordinal);
        Assert.Equal(item.Message, result.Message);
    }

    private static CheckItem Item(CheckResult result, string name) => Assert.Single(result.Checks, c => c.Name == name);
}

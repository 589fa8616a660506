using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Tests.Fauna;
using static FaunaFunctions.Core.Tests.Catalog.AnsweringDatabase;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class ExportCheckTests : IAsyncLifetime
{
    private const string WithDeletions = "\"index\": \"by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"0 */5 * * * *\"";

    private readonly AnsweringDatabase _database = new();

    [Fact]
    public async Task What_is_in_order_succeeds_in_the_documented_order_with_the_least_privileges()
    {
        var result = await _database.CheckAsync(WithDeletions);

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal("Everything that was checked is in order.", result.Message);
        Assert.Equal(
            ["settings", "connection", "collection", "index", "privileges", "history", "ttl", "count"],
            result.Checks.Select(c => c.Name));
        Assert.All(result.Checks, c => Assert.Equal(CheckStatus.Succeeded, c.Status));
        Assert.Contains("reaches back 15 minutes so far; runs are at most 5 minutes apart", Item(result, "history").Message, StringComparison.Ordinal);
        Assert.Contains("cannot be checked with this key", Item(result, "ttl").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_export_needs_no_index_and_has_no_warnings_about_deletions()
    {
        var result = await _database.CheckAsync("");

        Assert.Equal(
            [("settings", CheckStatus.Succeeded), ("connection", CheckStatus.Succeeded), ("collection", CheckStatus.Succeeded), ("index", CheckStatus.Skipped), ("privileges", CheckStatus.Succeeded)],
            result.Checks.Select(c => (c.Name, c.Status)));
    }

    [Fact]
    public async Task A_wrong_secret_is_the_only_thing_told()
    {
        _database.With("", 401, Error("unauthorized", "Unauthorized"));

        var result = await _database.CheckAsync();

        Assert.Equal("Failed to connect to database: Unauthorized", result.Message);
        Assert.Equal(
            [("settings", CheckStatus.Succeeded), ("connection", CheckStatus.Failed), ("collection", CheckStatus.Skipped), ("index", CheckStatus.Skipped), ("privileges", CheckStatus.Skipped)],
            result.Checks.Select(c => (c.Name, c.Status)));
    }

    [Fact]
    public async Task An_unreachable_host_is_told_with_its_cause()
    {
        await _database.StopAsync();

        var result = await _database.CheckAsync();

        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.StartsWith("Failed to connect to database: Failed to reach Fauna at http://127.0.0.1:", result.Message, StringComparison.Ordinal);
        Assert.Contains("refused", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_that_does_not_exist_is_named()
    {
        _database.With(ExistsRequest, 400, Error("invalid ref", "Ref refers to undefined collection 'orders'"));

        AssertFails(await _database.CheckAsync(), "collection", "Collection 'orders' does not exist.");
    }

    [Fact]
    public async Task An_index_that_does_not_exist_is_named()
    {
        _database.With(IndexRequest, 400, Error("invalid ref", "Ref refers to undefined index 'by_ts'"));

        var result = await _database.CheckAsync();

        AssertFails(result, "index", "Index 'by_ts' does not exist.");
        Assert.DoesNotContain("by_ts", Item(result, "privileges").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_on_another_collection_is_named()
    {
        _database.With(IndexRequest, 200, IndexDefinition(source: RefTo("people")));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' should have source 'orders' alone, but it has source 'people'.");
    }

    [Fact]
    public async Task An_index_on_several_collections_is_named()
    {
        _database.With(IndexRequest, 200, IndexDefinition(source: $"[{RefTo("orders")},{RefTo("people")}]"));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' should have source 'orders' alone, but it has source 'orders', 'people'.");
    }

    [Fact]
    public async Task An_index_with_terms_is_named()
    {
        _database.With(IndexRequest, 200, IndexDefinition(terms: """[{"field":["data","name"]}]"""));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' should have no terms, but it has the terms data.name.");
    }

    [Fact]
    public async Task An_index_with_other_values_is_named()
    {
        _database.With(IndexRequest, 200, IndexDefinition(values: """[{"field":["ts"],"reverse":true},{"field":["ref"]}]"""));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' should have the values ts, ref first, both ascending, but it has the values ts (reverse), ref.");
    }

    [Fact]
    public async Task An_index_that_is_still_being_built_is_named()
    {
        _database.With(IndexRequest, 200, IndexDefinition(active: false));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' is not active: it is still being built.");
    }

    [Fact]
    public async Task A_key_that_may_not_see_the_indexs_definition_is_checked_by_its_entries()
    {
        _database.With(IndexRequest, 403, Denied);

        var result = await _database.CheckAsync();

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Succeeded, Item(result, "index").Status);
        Assert.Contains("its definition cannot be checked with this key", Item(result, "index").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_definition_and_documents_the_index_is_a_warning()
    {
        _database.With(IndexRequest, 403, Denied).With(ProbeRequest, 200, Resource($"[{Now},[],[],[]]"));

        var result = await _database.CheckAsync();

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Warning, Item(result, "index").Status);
    }

    [Fact]
    public async Task Without_definition_an_index_that_shows_nothing_of_a_collection_with_documents_fails()
    {
        _database.With(IndexRequest, 403, Denied)
            .With(ProbeRequest, 200, Resource($$$$"""[{{{{Now}}}},[],[],[{"@ref":{"id":"1","collection":{{{{RefTo("orders")}}}}}}]]"""));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' cannot be used:");
    }

    [Fact]
    public async Task Without_definition_an_index_that_is_still_being_built_is_named()
    {
        _database.With(IndexRequest, 403, Denied).With(ProbeRequest, 400, Error("instance not found", "Index 'by_ts' is not active."));

        AssertFails(await _database.CheckAsync(), "index", "Index 'by_ts' is not active");
    }

    [Fact]
    public async Task A_key_without_read_on_the_index_lacks_a_privilege()
    {
        _database.With(ProbeRequest, 403, Denied);

        var result = await _database.CheckAsync();

        AssertFails(result, "privileges", "The key may not read index 'by_ts'.");
        Assert.Equal(CheckStatus.Skipped, Item(result, "index").Status);
    }

    [Fact]
    public async Task A_key_without_read_on_the_collection_lacks_a_privilege_although_pages_are_only_empty()
    {
        _database.With(ReadableRequest, 403, Denied).With(DocumentsRequest, 200, Resource("""{"data":[]}"""));

        AssertFails(await _database.CheckAsync(), "privileges", "The key may not read collection 'orders': it would look empty.");
    }

    [Fact]
    public async Task A_key_that_sees_ids_but_not_documents_lacks_a_privilege()
    {
        _database.With(ReadableRequest, 403, Denied).With(DocumentsRequest, 403, Denied);

        AssertFails(await _database.CheckAsync(), "privileges", "The key may not read collection 'orders': it would look empty.");
    }

    [Fact]
    public async Task A_predicate_is_a_warning()
    {
        _database.With(ReadableRequest, 403, Denied);

        AssertWarns(await _database.CheckAsync(), "privileges", "only as a predicate of its role allows");
    }

    [Theory]
    [InlineData("0 0 3 * * *", 900, "reaches back 15 minutes so far, but runs can be 24 hours apart")]
    [InlineData("0 0 3 * * SUN", 900 + (2 * 86400), "reaches back 2 days so far, but runs can be 7 days apart")]
    [InlineData("%NIGHTLY%", 900, "If history_days was raised to 1 or more lately, history is still growing")]
    public async Task History_that_is_shorter_than_the_time_between_runs_is_a_warning(string schedule, long seconds, string expected)
    {
        _database.AppSettings["NIGHTLY"] = "0 0 3 * * *";
        _database.With(OldestRequest, 400, Oldest(Now - (seconds * 1_000_000)));

        AssertWarns(await _database.CheckAsync($"\"index\": \"by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"{schedule}\""), "history", expected);
    }

    [Fact]
    public async Task History_that_a_definition_says_is_too_short_is_to_be_raised()
    {
        _database.With(CollectionRequest, 200, Resource($$"""{"ref":{{RefTo("orders")}},"ts":1,"history_days":3,"name":"orders"}"""));

        AssertWarns(
            await _database.CheckAsync("\"index\": \"by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"0 0 3 * * SUN\""),
            "history",
            "keeps 3 days of history, but runs can be 7 days apart: deletions in between are lost, and the run then takes a new full snapshot. Raise the collection's history_days to 7, or run more often.");
    }

    [Theory]
    [InlineData("\"history_days\":3,")]
    [InlineData("")]
    public async Task History_that_the_definition_promises_counts_even_when_it_has_not_grown_yet(string historyDays)
    {
        _database.With(CollectionRequest, 200, Resource($$$"""{"ref":{{{RefTo("orders")}}},"ts":1,{{{historyDays}}}"name":"orders"}"""));

        var result = await _database.CheckAsync("\"index\": \"by_ts\", \"deletions\": \"deleted_field\", \"schedule\": \"0 0 3 * * *\"");

        Assert.Equal(CheckStatus.Succeeded, Item(result, "history").Status);
    }

    [Fact]
    public async Task History_does_not_matter_when_deletions_are_ignored()
    {
        var result = await _database.CheckAsync("\"index\": \"by_ts\", \"schedule\": \"0 0 3 * * SUN\"");

        Assert.DoesNotContain(result.Checks, c => c.Name is "history" or "ttl");
    }

    [Fact]
    public async Task Documents_with_a_ttl_are_a_warning()
    {
        _database.With(DocumentsRequest, 200, Documents(",\"ttl\":{\"@ts\":\"2030-01-01T00:00:00Z\"}"));

        AssertWarns(await _database.CheckAsync(WithDeletions), "ttl", "1 of the first 1 documents have a ttl.");
    }

    [Fact]
    public async Task A_collection_with_ttl_days_is_a_warning()
    {
        _database.With(CollectionRequest, 200, Resource($$$"""{"ref":{{{RefTo("orders")}}},"ts":1,"history_days":3,"ttl_days":30,"name":"orders"}"""));

        AssertWarns(await _database.CheckAsync(WithDeletions), "ttl", "expire after 30 days");
    }

    [Theory]
    [InlineData("5", "3 have negative ids")]
    [InlineData("1", "1 are missing in the index")]
    public async Task Different_numbers_of_documents_are_a_warning_that_names_the_difference(string entries, string expected)
    {
        _database.With(CountEntries, 200, Resource(entries));

        AssertWarns(await _database.CheckAsync(), "count", expected);
    }

    [Fact]
    public async Task Counting_that_takes_too_long_is_skipped_with_a_note()
    {
        _database.With(CountEntries, 503, Error("time out", "Read timed out."));

        var result = await _database.CheckAsync();

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal(CheckStatus.Skipped, Item(result, "count").Status);
        Assert.Contains("takes longer than 10 s", Item(result, "count").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfit_index_is_not_compared_with_the_collection()
    {
        _database.With(IndexRequest, 200, IndexDefinition(active: false)).With(CountEntries, 200, Resource("0"));

        var result = await _database.CheckAsync();

        Assert.DoesNotContain(result.Checks, c => c.Name == "count");
    }

    [Fact]
    public async Task No_result_holds_the_secret()
    {
        _database.With(CountEntries, 500, Error("internal server error", $"boom {ScriptedServer.CanarySecret}"))
            .With(ReadableRequest, 403, Denied);

        var result = await _database.CheckAsync(WithDeletions);

        Assert.Equal(CheckStatus.Skipped, Item(result, "count").Status);
        Assert.DoesNotContain("canary", System.Text.Encoding.UTF8.GetString(result.ToJson()), StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static void AssertFails(CheckResult result, string name, string message)
    {
        var item = Item(result, name);
        Assert.Equal(CheckStatus.Failed, item.Status);
        Assert.StartsWith(message, item.Message, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.Equal(item.Message, result.Message);
    }

    private static void AssertWarns(CheckResult result, string name, string message)
    {
        var item = Item(result, name);
        Assert.Equal(CheckStatus.Warning, item.Status);
        Assert.Contains(message, item.Message, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Succeeded, result.Status);
    }

    private static CheckItem Item(CheckResult result, string name) => Assert.Single(result.Checks, c => c.Name == name);
}

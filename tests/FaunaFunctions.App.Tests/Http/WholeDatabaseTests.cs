namespace FaunaFunctions.App.Tests.Http;

/// <summary>An export of every collection, by the HTTP functions.</summary>
public sealed class WholeDatabaseTests
{
    [Fact]
    public async Task Every_collection_is_exported_shown_and_forgotten()
    {
        await using var app = await HttpApp.StartAsync(5);
        app.Database.CreateCollection("others", historyDays: 1);
        app.Database.CreateTsIndex("others_by_ts", "others");
        await app.RestartAsync(("FAUNA_EXPORTS", app.Exports(app.Fauna.Url.Port).Replace(
            """{ "name": "broken", "collection": "nothing" }""", """{ "name": "shop", "collection": "*", "index": "{collection}_by_ts" }""", StringComparison.Ordinal)));

        var check = await app.GetAsync("/api/check?export=shop");
        var catalog = await app.GetAsync("/api/discover?export=shop");
        var first = await app.PostAsync("/api/sync/shop?wait=60");
        app.Database.Put("others", HttpApp.Document(1));
        var second = await app.PostAsync("/api/sync/shop?wait=60");
        var status = await app.GetAsync("/api/status/shop");
        var reset = await app.PostAsync("/api/reset/shop");
        var after = await app.GetAsync("/api/status/shop");

        Assert.Equal("SUCCEEDED", check["status"]);
        Assert.Equal(["shop/others", "shop/things"], catalog.Json.GetProperty("streams").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(("completed", "full", 5), (first["outcome"], first["mode"], first.Json.GetProperty("rows").GetInt32()));
        Assert.Equal(("completed", "incremental", 1), (second["outcome"], second["mode"], second.Json.GetProperty("rows").GetInt32()));
        Assert.Equal(["others", "things"], status.Json.GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("collection").GetString()));
        Assert.All(status.Json.GetProperty("collections").EnumerateArray(), c => Assert.Equal(second.Json.GetProperty("through").GetInt64(), c.GetProperty("through").GetInt64()));
        Assert.Equal(200, reset.Status);
        Assert.Empty(after.Json.GetProperty("collections").EnumerateArray());
        Assert.False(File.Exists(Path.Combine(app.Storage, "_state", "shop", "things", "cursor.json")));
        Assert.Equal("full", (await app.PostAsync("/api/sync/shop?wait=60"))["mode"]);
    }

    [Fact]
    public async Task A_collection_that_may_not_be_read_is_told_and_keeps_no_other_from_being_exported()
    {
        await using var app = await HttpApp.StartAsync(5);
        app.Database.CreateCollection("hidden", historyDays: 1);
        var secret = app.Database.CreateRoleKey(
            "some", """[{"object":{"resource":{"collection":"things"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"collections":null},"actions":{"object":{"read":true}}}}]""");
        await app.RestartAsync(
            ("FAUNA_SECRET", secret),
            ("FAUNA_EXPORTS", app.Exports(app.Fauna.Url.Port).Replace("""{ "name": "broken", "collection": "nothing" }""", """{ "name": "shop", "collection": "*" }""", StringComparison.Ordinal)));

        var answer = await app.PostAsync("/api/sync/shop?wait=60");

        Assert.Equal((500, "urn:faunafunctions:problem:database-incomplete"), (answer.Status, answer["type"]));
        Assert.Contains("'hidden'", answer["detail"], StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(app.Storage, "shop", "things", "full"), "part-*", SearchOption.AllDirectories));
    }
}

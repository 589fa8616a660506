using System.Text.Json;

namespace FaunaFunctions.App.Tests.Http;

public sealed class CheckAndDiscoverTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_check_tells_what_was_looked_at(string api)
    {
        await using var app = await HttpApp.StartAsync(3, ("FAUNA_API", api));

        var answer = await app.GetAsync("/api/check?export=things");

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.Type?.MediaType);
        Assert.Equal("things", answer["export"]);
        Assert.Equal("SUCCEEDED", answer["status"]);
        Assert.Equal(
            ["settings", "connection", "collection", "index", "privileges", "history", "ttl", "count"],
            answer.Json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_check_that_fails_is_an_answer_and_no_error(string api)
    {
        await using var app = await HttpApp.StartAsync(0, ("FAUNA_API", api));

        var one = await app.GetAsync("/api/check?export=broken");
        var all = await app.GetAsync("/api/check");

        Assert.Equal((200, "FAILED"), (one.Status, one["status"]));
        Assert.Contains("'nothing' does not exist", one["message"]);
        Assert.Equal((200, "FAILED"), (all.Status, all["status"]));
        Assert.Equal(["things", "full", "broken"], all.Json.GetProperty("exports").EnumerateArray().Select(e => e.GetProperty("export").GetString()));
    }

    [Fact]
    public async Task A_check_of_settings_that_cannot_be_read_fails_with_what_is_wrong()
    {
        await using var app = await HttpApp.StartAsync();
        await app.RestartAsync(("FAUNA_SECRET", null));

        var answer = await app.GetAsync("/api/check?export=things");

        Assert.Equal((200, "FAILED"), (answer.Status, answer["status"]));
        Assert.Contains("app setting 'FAUNA_SECRET' is not set", answer["message"]);
    }

    [Fact]
    public async Task Through_v10_the_catalogue_tells_what_the_collections_schema_declares()
    {
        await using var app = await HttpApp.StartAsync(3, ("FAUNA_API", "v10"));
        app.Database.QueryV10("""things.definition.update({ fields: { v: { signature: "Int" }, more: { signature: "Time?" } }, wildcard: "Any" })""");

        var answer = await app.GetAsync("/api/discover?export=things");
        var missing = await app.GetAsync("/api/discover");

        var data = answer.Json.GetProperty("streams")[0].GetProperty("json_schema").GetProperty("properties").GetProperty("data");
        Assert.Equal(
            """{"type":"object","properties":{"v":{"type":"integer"},"more":{"type":["null","string"],"format":"date-time"}},"required":["v"]}""",
            data.GetRawText());
        missing.Problem(502, "fauna-refused");
    }

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task The_catalogue_has_a_stream_for_each_export_and_infers_from_a_sample(string api)
    {
        await using var app = await HttpApp.StartAsync(3, ("FAUNA_API", api));
        app.Database.CreateCollection("nothing");

        var all = await app.GetAsync("/api/discover");
        var sampled = await app.GetAsync("/api/discover?export=FULL&sample=3");

        Assert.Equal(3, all.Json.GetProperty("streams").GetArrayLength());
        var stream = Assert.Single(sampled.Json.GetProperty("streams").EnumerateArray());
        Assert.Equal("full", stream.GetProperty("name").GetString());
        var data = stream.GetProperty("json_schema").GetProperty("properties").GetProperty("data");
        Assert.Equal("integer", data.GetProperty("properties").GetProperty("v").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_sample_of_a_collection_that_is_not_there_is_Faunas_refusal()
    {
        await using var app = await HttpApp.StartAsync();

        var answer = await app.GetAsync("/api/discover?export=broken&sample=5");

        answer.Problem(502, "fauna-refused");
    }

    [Fact]
    public async Task The_spec_is_the_schema_of_the_settings()
    {
        await using var app = await HttpApp.StartAsync();

        var answer = await app.GetAsync("/api/spec");

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/schema+json", answer.Type?.MediaType);
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("properties").GetProperty("exports").ValueKind);
    }
}

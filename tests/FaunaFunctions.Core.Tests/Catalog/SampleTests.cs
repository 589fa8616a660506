using System.Text.Json.Nodes;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Tests.Configuration;
using FaunaFunctions.Core.Tests.Fauna;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class SampleTests
{
    private const string Orders = """{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}""";

    private static readonly ExportSettings Export = SettingsText.ReadExport("\"index\": \"by_ts\"");

    [Fact]
    public async Task A_sample_goes_over_pages_at_one_time_and_asks_for_no_more_than_was_wanted()
    {
        await using var server = new ScriptedServer(
            Resource("1795386383000000"),
            Page(after: 3, (1, "1"), (2, "2")),
            Page(after: 4, (3, "\"x\"")));

        var stream = await DescribeAsync(server, sample: 3);

        Assert.Equal(
            """{"type":"object","properties":{"n":{"type":["integer","string"]}},"required":["n"]}""",
            JsonNode.Parse(stream.JsonSchema.Span)!["properties"]!["data"]!.ToJsonString());
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests.Skip(1), r => Assert.StartsWith("{\"at\":1795386383000000,", r.Body, StringComparison.Ordinal));
        Assert.Contains("\"size\":3", server.Requests[1].Body, StringComparison.Ordinal);
        Assert.Contains("\"size\":1", server.Requests[2].Body, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"3\"", server.Requests[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sample_nothing_is_asked()
    {
        await using var server = new ScriptedServer(ScriptedServer.Close());

        var stream = await DescribeAsync(server, sample: 0);

        Assert.Empty(server.Requests);
        Assert.Equal(Discovery.Describe(Export).JsonSchema.ToArray(), stream.JsonSchema.ToArray());
    }

    [Fact]
    public async Task An_empty_collection_that_may_be_read_has_an_object_of_any_content()
    {
        await using var server = new ScriptedServer(
            Resource("1795386383000000"),
            Page(after: null),
            ScriptedServer.Respond(404, AnsweringDatabase.Error("instance not found", "Document not found.")));

        var stream = await DescribeAsync(server, sample: 10);

        Assert.Equal("""{"type":"object"}""", JsonNode.Parse(stream.JsonSchema.Span)!["properties"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_collection_that_looks_empty_because_the_key_may_not_read_it_is_an_error()
    {
        await using var server = new ScriptedServer(
            Resource("1795386383000000"),
            Page(after: null),
            ScriptedServer.Respond(403, AnsweringDatabase.Denied));

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => DescribeAsync(server, sample: 10));
    }

    private static async Task<DiscoveredStream> DescribeAsync(ScriptedServer server, int sample)
    {
        using var transport = new FaunaTransport(server.Connection);
        return await Discovery.DescribeAsync(Export, new V4Source(transport, "orders"), new V4Schema(transport), sample, TestContext.Current.CancellationToken);
    }

    private static Answer Resource(string value) => ScriptedServer.Respond(200, AnsweringDatabase.Resource(value));

    private static Answer Page(int? after, params (int Id, string N)[] documents)
    {
        var data = string.Join(",", documents.Select(d => "{\"ref\":" + Ref(d.Id) + ",\"ts\":1795386380880000,\"data\":{\"n\":" + d.N + "}}"));
        var cursor = after is { } id ? $"\"after\":[{Ref(id)}]," : "";
        return Resource("{" + cursor + "\"data\":[" + data + "]}");
    }

    private static string Ref(int id) => "{\"@ref\":{\"id\":\"" + id + "\",\"collection\":" + Orders + "}}";
}

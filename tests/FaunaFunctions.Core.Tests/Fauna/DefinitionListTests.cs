using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>Lists of definitions are read into memory: pages that never end must not fill it.</summary>
public sealed class DefinitionListTests
{
    private const string V4Page = """{"resource":[1785000000000000,{"after":["CURSOR"],"data":["NAME"]}]}""";
    private const string V10Page =
        """{"data":{"page":{"data":["NAME"],"after":"CURSOR"},"free":{"@ref":{"name":"x","coll":{"@mod":"Collection"},"exists":false,"cause":"not found"}}},"txn_ts":1785000000000000}""";

    [Theory]
    [InlineData(V4Page, FaunaApi.V4)]
    [InlineData(V10Page, FaunaApi.V10)]
    public async Task Pages_that_lead_in_a_circle_are_left(string page, FaunaApi api)
    {
        await using var server = new ScriptedServer(Page(page, "a", "1"), Page(page, "b", "2"), Page(page, "c", "1"), Page(page, "d", "2"), Page(page, "e", "1"));
        using var transport = new FaunaTransport(server.Connection, null, TimeProvider.System, new Random(1));

        var error = await Assert.ThrowsAsync<FaunaProtocolViolation>(() => Of(api, transport).ListCollectionsAsync(TestContext.Current.CancellationToken));

        Assert.Contains("lead in a circle", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(V4Page, ",\"after\":[\"CURSOR\"]", FaunaApi.V4)]
    [InlineData(V10Page, ",\"after\":\"CURSOR\"", FaunaApi.V10)]
    public async Task All_pages_of_a_list_are_read_and_asked_for_with_the_cursor_of_the_one_before(string page, string after, FaunaApi api)
    {
        var last = page.Replace(after, "", StringComparison.Ordinal).Replace("\"after\":[\"CURSOR\"],", "", StringComparison.Ordinal);
        await using var server = new ScriptedServer(Page(page, "a", "one"), Page(page, "b", "two"), Page(last, "c", ""));
        using var transport = new FaunaTransport(server.Connection, null, TimeProvider.System, new Random(1));

        var list = await Of(api, transport).ListCollectionsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], list.Names);
        Assert.Equal(1785000000000000, list.At);
        Assert.Equal([false, true, true], server.Requests.Select(request => request.Body.Contains("\"one\"", StringComparison.Ordinal) || request.Body.Contains("\"two\"", StringComparison.Ordinal)));
    }

    private static IDatabaseDefinitions Of(FaunaApi api, FaunaTransport transport) =>
        api == FaunaApi.V4 ? new V4DatabaseDefinitions(transport) : new V10DatabaseDefinitions(transport);

    private static Answer Page(string page, string name, string cursor) => ScriptedServer.Respond(
        200, page.Replace("NAME", name, StringComparison.Ordinal).Replace("CURSOR", cursor, StringComparison.Ordinal));
}

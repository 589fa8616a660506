using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>Requests that no client should send, or that ask for what is not there: refused clearly, and the server lives.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("1", "+1", "")]
    [InlineData("", "[", "]")]
    [InlineData("", "(", ")")]
    [InlineData("", "-", "")]
    [InlineData("", "x => ", "")]
    [InlineData("[1]", ".map(x => x)", "")]
    [InlineData("1", ".foo", "")]
    [InlineData("", "{ a: ", "}")]
    [InlineData("", "if (true) ", "")]
    public async Task A_query_however_deep_or_long_is_answered(string start, string again, string close)
    {
        await using var fql = await FqlDatabase.StartAsync();
        const int times = 20_000;
        var query = start + string.Concat(Enumerable.Repeat(again, times)) + (start.Length == 0 ? "1" : "") + string.Concat(Enumerable.Repeat(close, times));

        var reply = await fql.QueryAsync(query);

        Assert.True(reply.Status is 200 or 400, reply.Text[..Math.Min(300, reply.Text.Length)]);
        Assert.Equal("2", JsonDocument.Parse(fql.Ask("1 + 1")).RootElement.GetProperty("@int").GetString());
    }

    [Fact]
    public async Task Arguments_however_deep_are_answered()
    {
        await using var fql = await FqlDatabase.StartAsync();
        const int deep = 20_000;

        var reply = await fql.SendAsync("/query/1", $"{{\"query\":\"a\",\"arguments\":{{\"a\":{new string('[', deep)}{new string(']', deep)}}}}}");

        Assert.Equal((400, "invalid_request"), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(16_000, 200)]
    [InlineData(16_001, 400)]
    public async Task A_feeds_pages_have_1_to_16000_events(int size, int status)
    {
        await using var fql = await FqlDatabase.StartAsync();
        fql.Ask("""Collection.create({ name: "C" })""");

        var reply = await fql.FeedAsync(fql.Source("C.all()"), $",\"page_size\":{size}");

        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData("/stream/1")]
    [InlineData("/environment/1")]
    public async Task What_the_emulator_does_not_have_is_said_in_the_languages_own_form(string path)
    {
        await using var fql = await FqlDatabase.StartAsync();

        var reply = await fql.SendAsync(path, "{}");

        Assert.Equal((404, "not_found"), (reply.Status, reply.Code));
        Assert.StartsWith($"The emulator has no {path}", reply.Message, StringComparison.Ordinal);
    }
}

using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>What another process has seen must be seen: a node that lags behind would show less, as if that were all.</summary>
public sealed class NotBeforeTests
{
    private const long Known = 1700000000000011;

    [Theory]
    [InlineData(FaunaApi.V4, "X-Last-Seen-Txn")]
    [InlineData(FaunaApi.V10, "X-Last-Txn-Ts")]
    public async Task Every_request_tells_the_server_how_new_its_answer_must_be(FaunaApi api, string header)
    {
        await using var server = new ScriptedServer(
            ScriptedServer.Respond(400, """{"errors":[],"error":{"code":"invalid_query","message":"No."}}"""));
        using var transport = new FaunaTransport(server.Connection with { Api = api }, null, new ManualTime(), new Random(42));
        IFaunaSource source = api == FaunaApi.V4 ? new V4Source(transport, "c") : new V10Source(transport, "c");

        source.NotBefore(Known);
        source.NotBefore(Known - 5);
        await Record.ExceptionAsync(() => source.ReadTimeAsync(TestContext.Current.CancellationToken));

        Assert.Equal(Known.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(server.Requests).Header(header));
    }
}

using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Tests.Fauna.V4;

public sealed class V4SchemaAnswerTests
{
    [Fact]
    public async Task Recorded_definitions_of_indexes_are_read()
    {
        await using var server = new ScriptedServer(
            RecordedAnswers.Serve("v4-history-and-ttl 38"),
            RecordedAnswers.Serve("v4-indexes 35"),
            RecordedAnswers.Serve("v4-indexes 38"),
            RecordedAnswers.Serve("v4-indexes 39"),
            RecordedAnswers.Serve("v4-indexes 40"),
            RecordedAnswers.Serve("v4-indexes 49"));
        using var transport = Open(server);
        var schema = new V4Schema(transport);

        var byTs = await schema.GetIndexAsync("c0_ts", default);
        var reverse = await schema.GetIndexAsync("by_v_desc", default);
        var several = await schema.GetIndexAsync("multi", default);
        var all = await schema.GetIndexAsync("wild", default);
        var bound = await schema.GetIndexAsync("bound", default);
        var building = await schema.GetIndexAsync("d_ts", default);

        Assert.Equal(("c0_ts", true), (byTs.Name, byTs.Active));
        Assert.Equal(["c0"], byTs.Sources);
        Assert.Empty(byTs.Terms);
        Assert.True(byTs.Values[0].IsField("ts") && byTs.Values[1].IsField("ref") && byTs.Values.Count == 2);
        Assert.True(reverse.Values[0].Reverse);
        Assert.False(reverse.Values[0].IsField("v"));
        Assert.Equal(2, several.Sources.Count);
        Assert.Equal(["_"], all.Sources);
        Assert.Contains(bound.Values.Concat(bound.Terms), field => field.Binding is not null);
        Assert.Single(bound.Sources);
        Assert.False(building.Active);
    }

    [Fact]
    public async Task Recorded_definitions_of_collections_are_read()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-history-and-ttl 16"), RecordedAnswers.Serve("v4-history-and-ttl 26"));
        using var transport = Open(server);
        var schema = new V4Schema(transport);

        Assert.Equal(new CollectionDefinition("cn", null, null), await schema.GetCollectionAsync("cn", default));
        Assert.Equal(new CollectionDefinition("c30", 30, 5), await schema.GetCollectionAsync("c30", default));
    }

    [Fact]
    public async Task What_is_missing_or_denied_is_told_apart()
    {
        await using var server = new ScriptedServer(
            RecordedAnswers.Serve("v4-indexes 41"),
            RecordedAnswers.Serve("v4-indexes 48"),
            RecordedAnswers.Serve("v4-setup-as-documented 13"),
            RecordedAnswers.Serve("v4-protocol 46"),
            RecordedAnswers.Serve("v4-setup-as-documented 13"),
            RecordedAnswers.Serve("v4-events 58"));
        using var transport = Open(server);
        var schema = new V4Schema(transport);

        await Assert.ThrowsAsync<FaunaNotFound>(() => schema.GetIndexAsync("nope", default));
        await Assert.ThrowsAsync<FaunaIndexNotActive>(() => schema.ConfirmIndexReadableAsync("d_ts", default));
        var denied = await Assert.ThrowsAsync<FaunaPermissionDenied>(() => schema.GetIndexAsync("by_ts", default));
        await Assert.ThrowsAsync<FaunaNotFound>(() => schema.ConfirmCollectionAsync("nope", default));
        Assert.False(await schema.HasHistoryReadAsync("c", default));
        Assert.Equal(1795299104059000, await schema.GetMinimumTimeAsync("c", default));

        Assert.Contains("'read' on 'indexes'", denied.Message, StringComparison.Ordinal);
    }

    private static FaunaTransport Open(ScriptedServer server) => new(server.Connection, null, new ManualTime(), new Random(42));
}

using System.Text;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Fauna.V4;

/// <summary>What the source makes of a server's answers: recorded ones, and ones that are not as they should be.</summary>
public sealed class V4SourceAnswerTests
{
    private const long At = 1795386500000000;
    private static readonly UpdateScan Updates = new(At, 1795386400000000);

    [Fact]
    public async Task Ids_and_cursor_of_a_recorded_page_become_an_outline()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-paging 41"));
        using var transport = Open(server);

        var outline = await new V4Source(transport, "c").ReadOutlineAsync(new DocumentScan(At), new DocumentKey(99, 9), 3, default);

        Assert.Equal([9, 10, 11], outline.Keys.Select(key => key.Id));
        Assert.All(outline.Keys, key => Assert.Equal(0, key.Ts));
        Assert.Equal(new DocumentKey(0, 12), outline.Next);
        Assert.Equal(At.ToString(System.Globalization.CultureInfo.InvariantCulture), server.Requests[0].Header("X-Last-Seen-Txn"));
    }

    [Fact]
    public async Task A_recorded_page_of_documents_starts_at_the_first_and_knows_the_next()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-paging 42"));
        using var transport = Open(server);
        var source = new V4Source(transport, "c");

        using var page = await source.ReadPageAsync(new DocumentScan(At), new DocumentKey(0, 9), 3, null, default);

        Assert.Equal([9, 10, 11], Ids(page, source));
        Assert.Equal(12, page.Next!.Value.Id);
    }

    [Fact]
    public async Task Entries_and_cursor_of_a_recorded_index_page_become_an_outline()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-ts-index 12"));
        using var transport = Open(server);

        var outline = await new V4Source(transport, "c", "by_ts").ReadOutlineAsync(Updates, null, 2, default);

        Assert.Equal([new DocumentKey(1795386402030000, 5), new DocumentKey(1795386402050000, 1)], outline.Keys);
        Assert.Equal(new DocumentKey(1795386402050000, 2), outline.Next);
    }

    [Fact]
    public async Task A_recorded_page_of_changed_documents_knows_the_next_by_time_and_id()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-ts-index 30"));
        using var transport = Open(server);
        var source = new V4Source(transport, "c", "by_ts");

        using var page = await source.ReadPageAsync(Updates, new DocumentKey(1795386402050000, 2), 2, null, default);

        Assert.Equal([2, 3], Ids(page, source));
        Assert.Equal(new DocumentKey(1795386402080000, 4), page.Next);
    }

    [Fact]
    public async Task An_empty_page_is_the_end()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-paging 9"));
        using var transport = Open(server);
        var source = new V4Source(transport, "c");

        using var page = await source.ReadPageAsync(new DocumentScan(At), new DocumentKey(0, 131), 64, null, default);
        var outline = await source.ReadOutlineAsync(new DocumentScan(At), new DocumentKey(0, 131), 64, default);

        Assert.Empty(Ids(page, source));
        Assert.Null(page.Next);
        Assert.Empty(outline.Keys);
        Assert.Null(outline.Next);
    }

    [Fact]
    public async Task Time_and_count_are_read()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-history-and-ttl 45"), RecordedAnswers.Serve("v4-paging 49"));
        using var transport = Open(server);
        var source = new V4Source(transport, "c");

        Assert.Equal(1795387445999000, await source.ReadTimeAsync(default));
        Assert.Equal(130, await source.CountAsync(new DocumentScan(At), TimeSpan.FromSeconds(30), default));
        Assert.Equal("30000", server.Requests[1].Header("X-Query-Timeout"));
    }

    [Fact]
    public async Task A_collection_is_readable_when_a_free_id_is_not_found()
    {
        const string exists = """{"resource":{"ref":{"@ref":{"id":"9223372036854775807"}},"ts":1}}""";
        await using var server = new ScriptedServer(
            RecordedAnswers.Serve("v4-events 65"),
            ScriptedServer.Respond(200, exists), RecordedAnswers.Serve("v4-events 65"),
            RecordedAnswers.Serve("v4-setup-as-documented 13"),
            RecordedAnswers.Serve("v4-protocol 46"));
        using var transport = Open(server);
        var source = new V4Source(transport, "c");

        await source.ConfirmReadableAsync(default);
        await source.ConfirmReadableAsync(default);
        var denied = await Assert.ThrowsAsync<FaunaPermissionDenied>(() => source.ConfirmReadableAsync(default));
        await Assert.ThrowsAsync<FaunaNotFound>(() => source.ConfirmReadableAsync(default));

        Assert.Contains("'read' on collection 'c'", denied.Message, StringComparison.Ordinal);
        Assert.Contains("\"9223372036854775806\"", server.Requests[2].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1795386402030000,[],[[1,REF]],[REF],[],[REF]]", false, false, true, true)]
    [InlineData("[1795386402030000,[[101,REF]],[[1,REF]],[REF],[100],[]]", true, false, true, false)]
    [InlineData("[1795386402030000,[],[],[],[100,101],[]]", false, true, false, false)]
    [InlineData("[1795386402030000,[],[],[],[100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100],[]]", false, true, false, false)]
    public async Task A_probe_tells_what_happened_behind_its_start(string resource, bool updates, bool events, bool readable, bool then)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource(resource)));
        using var transport = Open(server);

        var probe = await new V4Source(transport, "c", "by_ts").ProbeChangesAsync(100, true, null, default);

        Assert.Equal(new ChangeProbe(1795386402030000, updates, events, readable, then), probe);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_probe_without_removals_says_nothing_about_them()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource("[7,[],[[1,REF]],[REF]]")));
        using var transport = Open(server);

        var probe = await new V4Source(transport, "c", "by_ts").ProbeChangesAsync(5, false, null, default);

        Assert.Equal(new ChangeProbe(7, false, false, true, null), probe);
    }

    [Theory]
    [InlineData("[7,[],[],[REF]]")]
    [InlineData("[7,[],[REF],[REF]]")]
    [InlineData("[7,[],[[REF,1]],[REF]]")]
    [InlineData("[7,[],[[1,2]],[REF]]")]
    [InlineData("[7,[],[[1,{\"@ref\":{\"id\":\"1\",\"collection\":{\"@ref\":{\"id\":\"other\",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}}]],[REF]]")]
    public async Task An_index_that_cannot_tell_the_changes_is_noticed_by_the_probe(string resource)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource(resource)));
        using var transport = Open(server);

        await Assert.ThrowsAsync<FaunaIndexUnfit>(() => new V4Source(transport, "c", "by_ts").ProbeChangesAsync(5, false, null, default));
    }

    [Fact]
    public async Task A_source_without_index_has_no_changes_to_read()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource("1")));
        using var transport = Open(server);
        var source = new V4Source(transport, "c");

        await Assert.ThrowsAsync<InvalidOperationException>(() => source.ProbeChangesAsync(1, false, null, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.ReadOutlineAsync(Updates, null, 1, default));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Removals_of_documents_that_live_on_and_known_ones_are_left_out()
    {
        var page = $$"""
            {"after":{"ts":9,"action":"remove","document":{{Ref(-3)}}},"data":[[5,"1"],[6,"2",false],[6,"3",true],[6,"1"],[7,"4",false]]}
            """;
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource(page)));
        using var transport = Open(server);

        var removals = await new V4Source(transport, "c").ReadRemovalsAsync(5, 100, null, 5, default);

        Assert.Equal([new DocumentKey(6, 2), new DocumentKey(7, 4)], removals.Removals);
        Assert.Equal(5, removals.Events);
        Assert.Equal("9,remove,-3", removals.Next);
        Assert.Contains("\"after\":5", server.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"at\":5,", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removals_go_on_at_the_cursor_and_look_at_history_just_before_it()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource("""{"before":null,"data":[]}""")));
        using var transport = Open(server);

        var removals = await new V4Source(transport, "c").ReadRemovalsAsync(5, 100, "9,remove,3", 5, default);

        Assert.Null(removals.Next);
        Assert.Contains(
            """ "after":{"object":{"ts":9,"action":"remove","document":{"ref":{"collection":"c"},"id":"3"}}}""".Trim(),
            server.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"at\":8,", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_cursor_at_a_negative_id_is_looked_for_from_the_time_before()
    {
        var first = $$"""{"after":{"ts":9,"action":"remove","document":{{Ref(-3)}}},"data":[[8,"1"],[9,"1",false]]}""";
        const string all = """{"data":[[8,"1"],[9,"1",false],[9,"-3",false],[9,"-2",false],[9,"7"]]}""";
        await using var server = new ScriptedServer(
            ScriptedServer.Respond(200, Resource(first)), ScriptedServer.Respond(200, Resource(all)));
        using var transport = Open(server);

        var removals = await new V4Source(transport, "c").ReadRemovalsAsync(5, 100, "9,remove,-3", 2, default);

        Assert.Equal([new DocumentKey(9, -3), new DocumentKey(9, -2)], removals.Removals);
        Assert.Equal(3, removals.Events);
        Assert.All(server.Requests, request => Assert.Contains("\"after\":8", request.Body, StringComparison.Ordinal));
        Assert.Contains("\"size\":16", server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    // Negative ids first, as numbers are sorted …
    [InlineData(-5, new long[] { -9, -5, 2, 4 }, new long[] { -5, 2, 4 })]
    [InlineData(-8, new long[] { -9, -5, 2, 4 }, new long[] { -5, 2, 4 })]
    // … or last, as their bytes are.
    [InlineData(-5, new long[] { 2, 4, -9, -5, -1 }, new long[] { -5, -1 })]
    [InlineData(-7, new long[] { 2, 4, -9, -5, -1 }, new long[] { -5, -1 })]
    [InlineData(-7, new long[] { -9, -8 }, new long[] { })]
    [InlineData(-7, new long[] { 2, 4 }, new long[] { 2, 4 })]
    [InlineData(long.MinValue, new long[] { 2, 4, -9 }, new long[] { 2, 4, -9 })]
    public async Task Updates_from_a_negative_id_are_those_behind_it_whatever_the_index_order(long from, long[] sameTime, long[] wanted)
    {
        const long ts = 1795386402050000;
        var entries = Resource($$"""{"data":[{{string.Join(',', sameTime.Select(id => $"[{ts},{Ref(id)}]"))}},[{{ts + 1}},{{Ref(1)}}]]}""");
        var documents = Resource($$"""{"data":[{{string.Join(" , ", sameTime.Select(id => Document(id, ts)))}},{{Document(1, ts + 1)}}]}""");
        await using var server = new ScriptedServer((request, stream, stopped) =>
            ScriptedServer.Respond(200, request.Body.Contains("\"get\"", StringComparison.Ordinal) ? documents : entries)(request, stream, stopped));
        using var transport = Open(server);
        var source = new V4Source(transport, "c", "by_ts");

        var outline = await source.ReadOutlineAsync(Updates, new DocumentKey(ts, from), 10, default);
        using var page = await source.ReadPageAsync(Updates, new DocumentKey(ts, from), 10, null, default);

        Assert.Equal([.. wanted, 1], outline.Keys.Select(key => key.Id));
        Assert.Equal([.. wanted, 1], Ids(page, source));
        Assert.All(server.Requests, request => Assert.Contains($"\"from\":[{ts}]", request.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"data":["1","1"]}""")]
    [InlineData("""{"data":["2","1"]}""")]
    [InlineData("""{"data":[1]}""")]
    [InlineData("""{"data":["1x"]}""")]
    [InlineData("""{"data":["9223372036854775808"]}""")]
    [InlineData("""{"data":["1"],"after":null}""")]
    [InlineData("""{"after":null,"data":["1"]}""")]
    [InlineData("""{"after":[],"data":["1"]}""")]
    [InlineData("""{"after":[REF],"data":[]}""")]
    [InlineData("""{"other":1,"data":["1"]}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""[]""")]
    public async Task An_outline_that_is_not_as_it_should_be_is_refused(string resource)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource(resource)));
        using var transport = Open(server);

        await Assert.ThrowsAsync<FaunaProtocolViolation>(
            () => new V4Source(transport, "c").ReadOutlineAsync(new DocumentScan(At), null, 10, default));
    }

    [Theory]
    [InlineData("[[1795386402050000,REF],[1795386402050000,REF]]")]
    [InlineData("[[1795386402050001,REF],[1795386402050000,REF]]")]
    [InlineData("[[1795386400000000,REF]]")]
    [InlineData("[[1795386500000001,REF]]")]
    public async Task Updates_out_of_order_or_outside_the_window_are_refused(string data)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Resource($$"""{"data":{{data}}}""")));
        using var transport = Open(server);

        await Assert.ThrowsAsync<FaunaProtocolViolation>(
            () => new V4Source(transport, "c", "by_ts").ReadOutlineAsync(Updates, null, 10, default));
    }

    [Fact]
    public async Task A_page_of_another_collections_documents_is_refused()
    {
        await using var server = new ScriptedServer(RecordedAnswers.Serve("v4-ts-index 30"));
        using var transport = Open(server);

        await Assert.ThrowsAsync<FaunaIndexUnfit>(
            () => new V4Source(transport, "other", "by_ts").ReadPageAsync(Updates, null, 10, null, default));
    }

    [Theory]
    [InlineData("v4-paging 42")]
    [InlineData("v4-ts-index 30")]
    [InlineData("v4-ts-index 12")]
    public void Every_beginning_of_an_answer_is_known_to_be_less_than_the_whole(string name)
    {
        var whole = Encoding.UTF8.GetBytes(RecordedAnswers.Text(name));
        V4PageHead.Read(whole);

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FaunaProtocolViolation>(() => V4PageHead.Read(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_damaged_answer_is_refused_or_read_but_breaks_nothing()
    {
        var whole = Encoding.UTF8.GetBytes(RecordedAnswers.Text("v4-ts-index 12"));
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = whole.ToArray();
            for (var times = random.Next(1, 3); times > 0; times--)
            {
                damaged[random.Next(damaged.Length)] = (byte)"\"{}[],:0a\\- "[random.Next(12)];
            }

            try
            {
                var head = V4PageHead.Read(damaged);
                V4Answers.NextUpdate(damaged, head, "c"u8);
                V4Answers.Entries(damaged, head, "c"u8, Updates, 2);
            }
            catch (FaunaException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    private static string Resource(string text) => "{\"resource\":" + text.Trim().Replace("REF", Ref(1), StringComparison.Ordinal) + "}";

    private static string Ref(long id) => """{"@ref":{"id":"ID","collection":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}}}"""
        .Replace("ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Document(long id, long ts) => $$$"""{"ref":{{{Ref(id)}}},"ts":{{{ts}}},"data":{"a":[1,{"b":"]}"}]}}""";

    private static List<long> Ids(FaunaPage page, V4Source source)
    {
        var ids = new List<long>();
        var writer = source.CreateRecordWriter(RecordLayout.Default);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var offset = page.FirstDocument;
        while (page.NextDocument(ref offset))
        {
            ids.Add(writer.WriteDocument(page.Json, ref offset, output).Id);
        }

        return ids;
    }

    private static FaunaTransport Open(ScriptedServer server) => new(server.Connection, null, new ManualTime(), new Random(42));
}

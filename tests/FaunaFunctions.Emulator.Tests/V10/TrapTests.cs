using System.Globalization;
using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>What surprises a reader of FQL v10, each as the server does it.</summary>
public sealed class TrapTests : IAsyncLifetime
{
    private FqlDatabase _fql = null!;

    public async ValueTask InitializeAsync()
    {
        _fql = await FqlDatabase.StartAsync();
        _fql.Ask("""Collection.create({ name: "C", history_days: 0 })""");
        _fql.Ask("""["1", "2", "3", "4"].forEach(id => C.create({ id: id, v: 1 }))""");
    }

    public ValueTask DisposeAsync() => _fql.DisposeAsync();

    [Fact]
    public void A_reference_into_a_dropped_collection_loses_its_name_at_once()
    {
        _fql.Ask("""Collection.create({ name: "Gone" })""");
        _fql.Ask("""C.create({ id: "9", to: Gone.create({ id: "5" }), self: Gone.definition })""");

        _fql.Ask("""Collection.byName("Gone")!.delete()""");

        var document = _fql.Ask("""C.byId("9")""");
        Assert.Contains("""{"@ref":{"id":"5","coll":{"@mod":"Deleted"}}}""", document, StringComparison.Ordinal);
        Assert.Contains("""{"@ref":{"name":"Gone","coll":{"@mod":"Collection"}}}""", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_expires_after_fifteen_minutes_without_history()
    {
        var after = After(_fql.Ask("C.all().paginate(2)"));
        _fql.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(200, (await _fql.QueryAsync($"Set.paginate(\"{after}\")")).Status);

        _fql.Clock.Advance(TimeSpan.FromSeconds(1));

        var reply = await _fql.QueryAsync($"Set.paginate(\"{after}\")");
        Assert.Equal((400, "invalid_request"), (reply.Status, reply.Code));
        Assert.StartsWith("Requested timestamp 2026-01-01T00:00:00", reply.Message, StringComparison.Ordinal);
        Assert.False(reply.Json.TryGetProperty("summary", out _));
    }

    [Fact]
    public async Task A_feed_from_a_lost_start_answers_200_with_an_error_and_the_same_start()
    {
        var token = _fql.Source("C.all()");
        var start = _fql.Database.Now - 1_000_000_000;

        var first = await _fql.FeedAsync(token, $",\"start_ts\":{start}");
        var cursor = first.Json.GetProperty("cursor").GetString();
        var again = await _fql.FeedAsync(token, $",\"cursor\":\"{cursor}\"");

        Assert.All([first, again], reply =>
        {
            Assert.Equal(200, reply.Status);
            Assert.Equal("invalid_stream_start_time", reply.Json.GetProperty("events")[0].GetProperty("error").GetProperty("code").GetString());
            Assert.False(reply.Json.GetProperty("has_next").GetBoolean());
            Assert.Equal(cursor, reply.Json.GetProperty("cursor").GetString());
        });
    }

    [Fact]
    public void An_expired_document_is_gone_at_earlier_times_too_and_no_event_says_so()
    {
        _fql.Ask("""C.create({ id: "8", ttl: Time.now().add(1, "minutes") })""");
        var before = _fql.Database.Now;
        Assert.Contains("\"8\"", At(before), StringComparison.Ordinal);

        _fql.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.DoesNotContain("\"8\"", At(before), StringComparison.Ordinal);
        Assert.DoesNotContain("\"8\"", _fql.Ask("C.all()"), StringComparison.Ordinal);

        string At(long ts) => _fql.Ask($"at (Time.epoch({ts.ToString(CultureInfo.InvariantCulture)}, \"microseconds\")) {{ C.all().map(.id).toArray() }}");
    }

    [Fact]
    public async Task A_cursor_holds_the_name_of_its_collection()
    {
        var after = After(_fql.Ask("C.all().paginate(2)"));

        _fql.Ask("""Collection.byName("C")!.delete()""");
        var dropped = await _fql.QueryAsync($"Set.paginate(\"{after}\")");
        _fql.Ask("""Collection.create({ name: "C" })""");
        var anew = await _fql.QueryAsync($"Set.paginate(\"{after}\")");

        Assert.Equal((400, "unbound_variable"), (dropped.Status, dropped.Code));
        Assert.Equal("""{"data":[]}""", anew.Data);
    }

    [Fact]
    public async Task A_collection_named_like_a_module_pages_into_something_else()
    {
        _fql.Database.CreateCollection("Key");
        _fql.Database.CreateCollection("Math");
        _fql.Ask("""["Key", "Math"].forEach(name => [1, 2, 3].forEach(id => Collection(name).create({ id: id })))""");
        _fql.Ask("""Key.create({ role: "server" })""");

        var keys = After(_fql.Ask("""Collection("Key").all().paginate(2)"""));
        var math = await _fql.QueryAsync($"Set.paginate(\"{After(_fql.Ask("""Collection("Math").all().paginate(2)"""))}\")");

        Assert.Contains("\"role\":\"server\"", _fql.Ask($"Set.paginate(\"{keys}\")"), StringComparison.Ordinal);
        Assert.Equal((400, "invalid_function_invocation", "The function `all` does not exist on `Math`"), (math.Status, math.Code, math.Message));
        Assert.Equal("\"3\"", _fql.Ask("""Collection("Math").all({ from: "3" }).first()!.id"""));
    }

    [Fact]
    public async Task A_collection_named_like_a_module_has_no_feed()
    {
        _fql.Database.CreateCollection("Key");
        _fql.Database.CreateCollection("Math");

        var key = await _fql.FeedAsync(_fql.Source("""Collection("Key").all()"""));
        var math = await _fql.FeedAsync(_fql.Source("""Collection("Math").all()"""));

        Assert.Equal((400, "invalid_request"), (key.Status, key.Code));
        Assert.Equal((400, "invalid_request"), (math.Status, math.Code));
    }

    [Fact]
    public async Task A_page_and_the_feed_that_continues_it_carry_one_time()
    {
        using var both = JsonDocument.Parse(_fql.Database.QueryV10("{ p: C.all().paginate(2), source: C.all().eventSource() }"));
        _fql.Ask("""C.create({ id: "5" }); null""");
        var token = both.RootElement.GetProperty("data").GetProperty("source").GetProperty("@stream").GetString()!;
        var after = both.RootElement.GetProperty("data").GetProperty("p").GetProperty("after").GetString()!;

        var rest = _fql.Ask($"Set.paginate(\"{after}\")");
        var events = (await _fql.FeedAsync(token)).Json.GetProperty("events");

        Assert.DoesNotContain("\"5\"", rest, StringComparison.Ordinal);
        Assert.Equal(["5"], events.EnumerateArray().Select(e => Id(e.GetProperty("data"))));
    }

    [Fact]
    public async Task A_body_beyond_eight_mebibytes_is_refused()
    {
        var reply = await _fql.QueryAsync("\"" + new string('x', 8 * 1024 * 1024) + "\"");

        Assert.Equal((413, "request_size_exceeded"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task The_schema_is_no_business_of_a_role_of_ones_own()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_fql.Emulator.Url, "/schema/1/files"));
        request.Headers.TryAddWithoutValidation("authorization", "Bearer " + _fql.Reader("nobody", ""));
        using var client = new HttpClient();

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_failing_computed_field_fails_its_page_but_not_a_projection_without_it()
    {
        _fql.Ask("""Collection.create({ name: "K", computed_fields: { up: { body: "d => d.name.toUpperCase()" } } })""");
        _fql.Ask("""K.createData({ name: "a", up: "stored" })""");
        _fql.Ask("""K.create({ id: "1" }) { id }""");

        var page = await _fql.QueryAsync("K.all().paginate(5)");

        Assert.Equal((400, "invalid_null_access"), (page.Status, page.Code));
        Assert.Equal("""{"@int":"2"}""", _fql.Ask("K.all().map(d => { id: d.id, ts: d.ts, ttl: d.ttl, data: d.data }).toArray().length"));
        Assert.Contains("\"up\":\"A\"", _fql.Ask("K.all().reverse().paginate(1)"), StringComparison.Ordinal);
        Assert.Contains("\"data\":{\"up\":\"stored\"}", _fql.Ask("K.all().reverse().paginate(1)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_computed_field_makes_an_error_event_of_a_change()
    {
        _fql.Ask("""Collection.create({ name: "K", computed_fields: { up: { body: "d => d.name.toUpperCase()" } } })""");
        var token = _fql.Source("K.all()");
        _fql.Ask("""K.create({ id: "1" }) { id }; K.create({ id: "2", name: "b" })""");

        var page = (await _fql.FeedAsync(token)).Json;

        Assert.Equal("error", page.GetProperty("events")[0].GetProperty("type").GetString());
        Assert.Equal(1, page.GetProperty("events").GetArrayLength());
        Assert.True(page.GetProperty("has_next").GetBoolean());
        var next = (await _fql.FeedAsync(token, $",\"cursor\":\"{page.GetProperty("cursor").GetString()}\"")).Json;
        Assert.Equal("B", next.GetProperty("events")[0].GetProperty("data").GetProperty("@doc").GetProperty("up").GetString());
    }

    [Fact]
    public void Documents_with_negative_ids_are_in_no_page()
    {
        _fql.Database.Load("C", [new EmulatorDocument(-5, """{"v":1}""")]);

        Assert.Equal("""{"@int":"4"}""", _fql.Ask("C.all().count()"));
    }

    [Fact]
    public async Task How_far_back_a_collection_goes_is_told_to_every_key()
    {
        var nobody = _fql.Reader("nobody", "");

        var reply = await _fql.QueryAsync("""at (Time("2001-01-01T00:00:00Z")) { C.all() }""", nobody);

        Assert.Equal((400, "invalid_request"), (reply.Status, reply.Code));
        Assert.StartsWith("Requested timestamp 2001-01-01T00:00:00Z less than minimum allowed timestamp 2025-12-31T23:45:00", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_collection_is_told_from_an_unreadable_one_by_its_name_as_a_value()
    {
        var nobody = _fql.Reader("nobody", "");

        var missing = await _fql.QueryAsync("""Collection("nope")""", nobody);

        Assert.Equal("invalid argument `collection`: No such user collection `nope`.", missing.Message);
        Assert.Equal("""{"data":[]}""", (await _fql.QueryAsync("""Collection("C").all().paginate(5)""", nobody)).Data);
    }

    [Fact]
    public async Task A_predicate_hides_the_removal_of_what_it_hid()
    {
        var token = _fql.Source("C.all()");
        var some = _fql.Reader("some", """{ resource: "C", actions: { read: "d => d.v == 2" } }""");
        _fql.Ask("""C.byId("1")!.update({ v: 2 }); null""");
        _fql.Ask("""C.byId("1")!.delete(); C.byId("2")!.delete(); null""");

        var events = (await _fql.FeedAsync(token, "", some)).Json.GetProperty("events").EnumerateArray().Select(e => (e.GetProperty("type").GetString(), Id(e.GetProperty("data")))).ToList();

        Assert.Equal([("add", "1"), ("remove", "1")], events);
    }

    private static string Id(JsonElement data) => data.GetProperty("@doc").GetProperty("id").GetString()!;

    private static string After(string page) => JsonDocument.Parse(page).RootElement.GetProperty("after").GetString()!;
}

using System.Text.Json;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>What goes wrong on demand, in the words of FQL v10.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private FqlDatabase _fql = null!;

    public async ValueTask InitializeAsync()
    {
        _fql = await FqlDatabase.StartAsync();
        _fql.Ask("""Collection.create({ name: "C" })""");
        _fql.Ask("""["1", "2", "4"].forEach(id => C.create({ id: id, v: 1 }))""");
    }

    public ValueTask DisposeAsync() => _fql.DisposeAsync();

    [Theory]
    [InlineData(EmulatorFault.Throttled, 429, "limit_exceeded")]
    [InlineData(EmulatorFault.TimedOut, 503, "time_out")]
    [InlineData(EmulatorFault.Contended, 409, "contended_transaction")]
    public async Task A_fault_is_answered_in_the_form_of_v10(EmulatorFault fault, int status, string code)
    {
        var token = _fql.Source("C.all()");
        _fql.Emulator.Faults.Next(fault, 2);

        var query = await _fql.QueryAsync("1");
        var feed = await _fql.FeedAsync(token);

        Assert.Equal((status, code), (query.Status, query.Code));
        Assert.Equal((status, code), (feed.Status, feed.Code));
        Assert.Equal("""{"@int":"1"}""", (await _fql.QueryAsync("1")).Data);
    }

    [Fact]
    public async Task A_throttled_answer_tells_the_limit()
    {
        _fql.Emulator.Faults.Next(EmulatorFault.Throttled);

        var reply = await _fql.QueryAsync("1");

        Assert.Equal("read", reply.Json.GetProperty("stats").GetProperty("rate_limits_hit")[0].GetString());
    }

    [Theory]
    [InlineData("5000", 503)]
    [InlineData("900", 440)]
    public async Task A_query_that_takes_too_long_is_told_so(string timeout, int status)
    {
        _fql.Emulator.Faults.Latency = TimeSpan.FromSeconds(6);

        var asked = _fql.QueryAsync("1", null, ("x-query-timeout-ms", timeout));
        while (!asked.IsCompleted)
        {
            _fql.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal((status, "time_out"), ((await asked).Status, (await asked).Code));
    }

    [Fact]
    public async Task A_cut_answer_breaks_off()
    {
        _fql.Emulator.Faults.Next(EmulatorFault.Truncated);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _fql.QueryAsync("C.all()"));
    }

    [Theory]
    [InlineData("C.all().paginate(9)", PageKind.Documents)]
    [InlineData("C.all().map(d => { id: d.id, v: d.v }).paginate(9)", PageKind.Documents)]
    [InlineData("C.all().map(.id).paginate(9)", PageKind.Ids)]
    public async Task A_page_loses_a_document_or_gains_one_once(string query, PageKind kind)
    {
        _fql.Emulator.Faults.DropFromNextPage("C", 2, kind);
        var dropped = Ids(await _fql.QueryAsync(query));
        _fql.Emulator.Faults.AddToNextPage("C", 3, kind);
        var added = Ids(await _fql.QueryAsync(query));
        var right = Ids(await _fql.QueryAsync(query));

        Assert.Equal(["1", "4"], dropped);
        Assert.Equal(["1", "2", "3", "4"], added);
        Assert.Equal(["1", "2", "4"], right);
    }

    [Fact]
    public async Task Requests_of_both_languages_count_and_throttle_alike()
    {
        _fql.Emulator.Statistics.Reset();
        _fql.Emulator.Faults.ThrottleEvery = 1;

        var v10 = await _fql.QueryAsync("1");
        var v4 = await _fql.SendAsync("/", """{"now":null}""", null, ("x-faunadb-api-version", "4"));

        Assert.Equal((429, 429), (v10.Status, v4.Status));
        Assert.Equal(2, _fql.Emulator.Statistics.RequestCount);
    }

    private static string[] Ids(FqlDatabase.Reply reply) => [.. JsonDocument.Parse(reply.Data).RootElement.GetProperty("data").EnumerateArray().Select(e =>
        e.ValueKind == JsonValueKind.String ? e.GetString()! : (e.TryGetProperty("@doc", out var d) ? d : e).GetProperty("id").GetString()!)];
}

using System.Net;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class FaultTests
{
    private const string Now = """{"now":null}""";
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task Every_third_query_is_throttled_when_asked_for()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Emulator.Faults.ThrottleEvery = 3;

        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            statuses.Add((int)await engine.StatusAsync(Now));
        }

        Assert.Equal([200, 200, 429, 200, 200, 429], statuses);
    }

    [Theory]
    [InlineData(EmulatorFault.Throttled, HttpStatusCode.TooManyRequests)]
    [InlineData(EmulatorFault.TimedOut, HttpStatusCode.ServiceUnavailable)]
    [InlineData(EmulatorFault.Contended, HttpStatusCode.Conflict)]
    public async Task A_planned_fault_strikes_the_next_query_only(EmulatorFault fault, HttpStatusCode expected)
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Emulator.Faults.Next(fault);

        Assert.Equal(expected, await engine.StatusAsync(Now));
        Assert.Equal(HttpStatusCode.OK, await engine.StatusAsync(Now));
    }

    [Theory]
    [InlineData(EmulatorFault.Reset)]
    [InlineData(EmulatorFault.Closed)]
    public async Task A_connection_can_break_under_a_request_which_is_then_not_run(EmulatorFault fault)
    {
        await using var engine = await EngineDatabase.StartAsync();
        await engine.StatusAsync(Now);
        engine.Emulator.Faults.Next(fault);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => engine.StatusAsync($$$$"""{"create":{{{{EngineDatabase.Ref(1)}}}},"params":{"object":{}}}"""));

        Assert.Empty(engine.Ids());
    }

    [Fact]
    public async Task An_answer_cut_in_its_middle_has_its_headers_and_half_its_body()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.Load("c", Enumerable.Range(1, 2000).Select(i => new EmulatorDocument(i, "{}")));
        engine.Emulator.Faults.Next(EmulatorFault.Truncated);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(EngineDatabase.Page(EngineDatabase.Documents, ",\"size\":2000")) };
        using var response = await engine.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, s_none);
        await using var body = await response.Content.ReadAsStreamAsync(s_none);
        var read = 0L;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[4096];
            for (int n; (n = await body.ReadAsync(buffer, s_none)) > 0;)
            {
                read += n;
            }
        });

        Assert.Equal(response.Content.Headers.ContentLength / 2, read);
    }

    [Fact]
    public async Task A_request_without_answer_ends_when_the_emulator_does()
    {
        var engine = await EngineDatabase.StartAsync();
        engine.Emulator.Faults.Next(EmulatorFault.NeverAnswered);

        var request = engine.StatusAsync(Now);
        await WaitAsync(() => engine.Emulator.Statistics.InFlight == 1);
        Assert.False(request.IsCompleted);
        await engine.Emulator.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Latency_goes_by_documents_read_and_by_the_clock_that_is_given()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.Load("c", Enumerable.Range(1, 500).Select(i => new EmulatorDocument(i, "{}")));
        engine.Emulator.Faults.LatencyPer1000Documents = TimeSpan.FromSeconds(10);

        var ids = await engine.StatusAsync(EngineDatabase.Page(EngineDatabase.Documents));
        var page = EngineDatabase.Page(EngineDatabase.Documents, ",\"size\":500");
        var documents = engine.StatusAsync($$$$"""{"map":{"lambda":"x","expr":{"get":{"var":"x"}}},"collection":{{{{page}}}}}""");
        await WaitAsync(() => engine.Emulator.Statistics.InFlight == 1);
        Assert.False(documents.IsCompleted);
        await WaitAsync(() =>
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(5));
            return documents.IsCompleted;
        });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (ids, await documents));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var engine = await EngineDatabase.StartAsync(new EmulatorOptions { Faults = new RandomFaults { Seed = 5, Throttled = 0.3, TimedOut = 0.3 } });
            var statuses = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                statuses.Add((await engine.StatusAsync(Now)).ToString());
            }

            runs.Add(string.Join(' ', statuses));
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Contains("OK", runs[0], StringComparison.Ordinal);
        Assert.Contains("TooManyRequests", runs[0], StringComparison.Ordinal);
        Assert.Contains("ServiceUnavailable", runs[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_sees_each_request_and_how_many_are_under_way()
    {
        await using var engine = await EngineDatabase.StartAsync();
        var bodies = new System.Collections.Concurrent.ConcurrentBag<string>();
        engine.Emulator.Faults.Latency = TimeSpan.FromSeconds(1);
        engine.Emulator.Faults.OnRequest = request =>
        {
            bodies.Add(request.BodyText);
            return EmulatorFault.None;
        };

        var requests = Enumerable.Range(0, 4).Select(i => engine.StatusAsync($"[{i}]")).ToList();
        await WaitAsync(() => engine.Emulator.Statistics.InFlight == 4);
        var all = Task.WhenAll(requests);
        await WaitAsync(() =>
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            return all.IsCompleted;
        });

        Assert.Equal(["[0]", "[1]", "[2]", "[3]"], bodies.Order());
        Assert.Equal((4, 4), (engine.Emulator.Statistics.RequestCount, engine.Emulator.Statistics.MaxInFlight));
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}

using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

public sealed class FaunaTransportTests
{
    private const string Ok = """{"resource":1}""";
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_request_carries_the_secret_the_version_and_its_time_limit()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Ok));
        using var transport = Open(server, new FaunaTransportOptions { QueryTimeout = TimeSpan.FromSeconds(45) });

        using var answer = await transport.SendAsync(Call(), default);

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST / HTTP/1.1", request.Line);
        Assert.Equal("Bearer " + ScriptedServer.CanarySecret, request.Header("Authorization"));
        Assert.Equal("4", request.Header("X-FaunaDB-API-Version"));
        Assert.Equal("45000", request.Header("X-Query-Timeout"));
        Assert.Equal("FaunaFunctions/0.1.0", request.Header("User-Agent"));
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Equal("""{"now":null}""", request.Body);
        Assert.Equal(Ok, Encoding.UTF8.GetString(answer.Json));
        foreach (var unwanted in new[] { "X-Trace", "Accept-Encoding", "Cookie", "X-Last-Seen-Txn", "traceparent", "Expect" })
        {
            Assert.Null(request.Header(unwanted));
        }
    }

    [Fact]
    public async Task The_greatest_transaction_time_seen_goes_out_with_every_later_request()
    {
        await using var server = new ScriptedServer(
            ScriptedServer.Respond(200, Ok, "X-Txn-Time: 1700000000000005"),
            ScriptedServer.Respond(404, """{"errors":[]}""", "X-Txn-Time: 1700000000000009"),
            ScriptedServer.Respond(200, Ok, "X-Txn-Time: 1700000000000007"));
        using var transport = Open(server);

        (await transport.SendAsync(Call(), default)).Dispose();
        await Assert.ThrowsAsync<FaunaRequestRefused>(() => transport.SendAsync(Call(), default));
        (await transport.SendAsync(Call(), default)).Dispose();
        (await transport.SendAsync(Call(), default)).Dispose();
        (await transport.SendAsync(Call() with { NotBefore = 1700000000000011 }, default)).Dispose();

        Assert.Equal(
            [null, "1700000000000005", "1700000000000009", "1700000000000009", "1700000000000011"],
            server.Requests.Select(request => request.Header("X-Last-Seen-Txn")));
        Assert.Equal(1700000000000009, transport.LastSeenTransaction);
    }

    [Theory]
    [InlineData(429, RetryReason.Throttled)]
    [InlineData(409, RetryReason.Throttled)]
    [InlineData(440, RetryReason.TimedOut)]
    [InlineData(502, RetryReason.Unavailable)]
    [InlineData(503, RetryReason.Unavailable)]
    [InlineData(504, RetryReason.TimedOut)]
    [InlineData(500, RetryReason.Unavailable)]
    public async Task What_may_pass_is_repeated_and_the_observer_told(int status, RetryReason reason)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(status, "<html>"), ScriptedServer.Respond(200, Ok));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        using var answer = await transport.SendAsync(Call() with { Observer = observer }, default);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal([$"retry {reason}", $"answer {Ok.Length}"], observer.Heard);
        Assert.Single(_time.Pauses);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(413)]
    public async Task What_cannot_pass_is_asked_once(int status)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(status, """{"errors":[{"code":"x","description":"y"}]}"""));
        using var transport = Open(server);

        await Assert.ThrowsAnyAsync<FaunaException>(() => transport.SendAsync(Call(), default));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_internal_error_is_repeated_twice_only_since_a_request_can_cause_it()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(500, "{}"));
        using var transport = Open(server);

        var error = await Assert.ThrowsAsync<FaunaUnavailable>(() => transport.SendAsync(Call(), default));

        Assert.Equal(3, server.Requests.Count);
        Assert.Contains("3 tries", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_is_repeated_until_the_budget_ends()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(429, """{"errors":[{"code":"too many requests","description":"Rate limit for read exceeded"}]}"""));
        using var transport = Open(server);

        var error = await Assert.ThrowsAsync<FaunaThrottled>(() => transport.SendAsync(Call(), default));

        Assert.Contains("Rate limit for read exceeded", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 8, 100);
        Assert.InRange(_time.Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Pauses_are_spread_between_nothing_and_a_limit_that_doubles_up_to_the_cap()
    {
        var policy = new RetryPolicy { Base = TimeSpan.FromMilliseconds(100), Cap = TimeSpan.FromSeconds(2), Budget = TimeSpan.FromMinutes(1) };
        await using var server = new ScriptedServer(ScriptedServer.Respond(503, "{}"));
        using var transport = Open(server, new FaunaTransportOptions { Retry = policy });

        await Assert.ThrowsAsync<FaunaUnavailable>(() => transport.SendAsync(Call(), default));

        var pauses = _time.Pauses;
        Assert.All(pauses.Select((pause, at) => (pause, Limit: Math.Min(2000, 100 * Math.Pow(2, at)))),
            x => Assert.InRange(x.pause.TotalMilliseconds, 0, x.Limit));
        Assert.True(pauses.Count(pause => pause.TotalMilliseconds > 1000) > 5, "the cap's upper half is used");
        Assert.True(pauses.Skip(6).Any(pause => pause.TotalMilliseconds < 500), "jitter is full, not a share of the limit");
    }

    [Fact]
    public async Task A_request_that_dies_on_a_reused_connection_is_repeated_on_another()
    {
        await using var server = new ScriptedServer(
            ScriptedServer.Respond(200, Ok), ScriptedServer.Close(), ScriptedServer.Respond(200, Ok));
        using var transport = Open(server);

        (await transport.SendAsync(Call(), default)).Dispose();
        (await transport.SendAsync(Call(), default)).Dispose();

        Assert.Equal([(1, 1), (1, 2), (2, 1)], server.Requests.Select(request => (request.Connection, request.OnConnection)));
    }

    [Theory]
    [InlineData("//[")]
    [InlineData("http://")]
    [InlineData("mailto:someone")]
    [InlineData("//other.example:99999/")]
    [InlineData("\\\\x\\y")]
    [InlineData("data:text/plain,x")]
    public async Task A_redirect_to_what_is_no_place_is_refused_too(string location)
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(302, "", "Location: " + location));
        using var transport = Open(server);

        var error = await Assert.ThrowsAsync<FaunaRequestRefused>(() => transport.SendAsync(Call(), default));

        Assert.Contains("redirects to", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_names_where_it_leads()
    {
        await using var elsewhere = new ScriptedServer(ScriptedServer.Respond(200, Ok));
        await using var server = new ScriptedServer(ScriptedServer.Respond(
            307, "", $"Location: http://127.0.0.1:{elsewhere.Port}/?s={ScriptedServer.CanarySecret}"));
        using var transport = Open(server);

        var error = await Assert.ThrowsAsync<FaunaRequestRefused>(() => transport.SendAsync(Call(), default));

        Assert.Empty(elsewhere.Requests);
        Assert.Contains($"http://127.0.0.1:{elsewhere.Port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_cancellation_ends_a_request_at_once()
    {
        var received = new TaskCompletionSource();
        await using var server = new ScriptedServer(ScriptedServer.Never(received));
        using var transport = Open(server);
        using var cancel = new CancellationTokenSource();

        var sending = transport.SendAsync(Call(), cancel.Token);
        await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_deadline_ends_all_tries_together()
    {
        var received = new TaskCompletionSource();
        await using var server = new ScriptedServer(ScriptedServer.Respond(429, "{}"), ScriptedServer.Never(received));
        using var transport = Open(server);

        var sending = transport.SendAsync(Call() with { Deadline = TimeSpan.FromSeconds(25) }, default);
        await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _time.ExpireTimeouts();

        var error = await Assert.ThrowsAsync<FaunaTimeout>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("25 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_never_answered_is_given_up_soon_with_what_to_look_at()
    {
        await using var server = new ScriptedServer(ScriptedServer.Close());
        var connection = server.Connection;
        await server.DisposeAsync();
        using var refused = new FaunaTransport(connection, null, _time, new Random(1));
        using var unknown = new FaunaTransport(connection with { Domain = "no-such-host.invalid" }, null, _time, new Random(1));
        using var tls = new FaunaTransport(connection with { Scheme = "https" }, null, _time, new Random(1));

        var noServer = await Assert.ThrowsAsync<FaunaUnavailable>(() => refused.SendAsync(Call(), default));
        var noName = await Assert.ThrowsAsync<FaunaUnavailable>(() => unknown.SendAsync(Call(), default));
        await Assert.ThrowsAsync<FaunaUnavailable>(() => tls.SendAsync(Call(), default));

        Assert.Contains($"http://127.0.0.1:{connection.Port}", noServer.Message, StringComparison.Ordinal);
        Assert.Contains("refused", noServer.Message, StringComparison.Ordinal);
        Assert.Contains("3 tries", noServer.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-host.invalid cannot be resolved", noName.Message, StringComparison.Ordinal);
        Assert.NotNull(noServer.InnerException);
    }

    [Fact]
    public async Task A_plain_http_server_behind_https_is_named_as_such()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Ok));
        using var transport = new FaunaTransport(server.Connection with { Scheme = "https" }, null, _time, new Random(1));

        var error = await Assert.ThrowsAsync<FaunaUnavailable>(() => transport.SendAsync(Call(), default));

        Assert.Contains("scheme and port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_no_header_can_hold_is_refused_without_being_shown()
    {
        await using var server = new ScriptedServer(ScriptedServer.Respond(200, Ok));
        using var transport = new FaunaTransport(server.Connection with { Secret = new Secret("fnAEcanary\n") }, null, _time, new Random(1));

        var error = await Assert.ThrowsAsync<FaunaUnauthorized>(() => transport.SendAsync(Call(), default));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task No_error_shows_the_secret_even_if_the_server_does()
    {
        const string echo = ScriptedServer.CanarySecret;
        foreach (var status in new[] { 400, 401, 403, 404, 409, 410, 413, 429, 500, 503 })
        {
            foreach (var body in new[]
            {
                $$"""{"errors":[{"code":"{{echo}}","description":"You sent {{echo}}","position":["{{echo}}"]}]}""",
                $$"""{"errors":[{"code":"invalid ref","description":"Bearer {{echo.ToUpperInvariant()}} {{Uri.EscapeDataString(echo)}}"}]}""",
                $$"""{ "error": "bad header Authorization: Bearer {{echo.Split(':')[0]}}" }""",
                $"<html>{echo}",
            })
            {
                await using var server = new ScriptedServer(ScriptedServer.Respond(status, body));
                using var transport = Open(server);

                var error = await Assert.ThrowsAnyAsync<FaunaException>(() => transport.SendAsync(Call(), default));

                Assert.DoesNotContain("canary", error.ToString(), StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("canary", (error as FaunaRequestRefused)?.Code ?? "", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static FaunaCall Call() => new() { Body = "{\"now\":null}"u8.ToArray(), Subject = "the time" };

    private FaunaTransport Open(ScriptedServer server, FaunaTransportOptions? options = null) =>
        new(server.Connection, options, _time, new Random(42));
}

using System.Text;
using System.Text.RegularExpressions;
using FaunaFunctions.App.Tests.Host.Invocations;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Host.Proofs;

/// <summary>The bodies are compared with what a real host sent.</summary>
public sealed partial class PayloadTests
{
    [Fact]
    public void A_timer_s_body_is_the_host_s()
    {
        var body = Payload.Timer("TimerFn", "myTimer", null, isPastDue: false, DateTimeOffset.Parse("2026-11-22T19:13:05.0767603Z"));

        Assert.Equal(
            """{"Data":{"myTimer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerFn","UtcNow":"2026-11-22T19:13:05.0767603Z","RandGuid":"*"}}}""",
            Masked(body));
    }

    [Fact]
    public void A_timer_s_status_and_input_are_the_host_s()
    {
        var status = new ScheduleStatus(DateTimeOffset.Parse("2026-11-22T19:14:33.8092173Z"), DateTimeOffset.Parse("2026-11-22T19:15:00Z"), DateTimeOffset.MinValue);

        var body = Encoding.UTF8.GetString(Payload.Timer("TimerFn", "t", status, isPastDue: true, DateTimeOffset.UnixEpoch, "hello"));

        Assert.Contains(
            """ScheduleStatus":{"Last":"2026-11-22T19:14:33.8092173+00:00","Next":"2026-11-22T19:15:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"},"IsPastDue":true""", body, StringComparison.Ordinal);
        Assert.Contains("""Metadata":{"t":"\"hello\"",""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_message_s_body_is_the_host_s()
    {
        var message = new QueueMessageFacts(
            "306b9c83-0fb9-4332-9fd3-9b7292be256f", "MjJOb3YyMDI2MTk6MjY6MTdjYjQ5", """{"a":1}""", 1,
            DateTimeOffset.Parse("2026-11-22T19:26:17Z"), DateTimeOffset.Parse("2026-11-29T19:26:17Z"), DateTimeOffset.Parse("2026-11-22T19:36:17Z"));

        var body = Payload.Queue("QueueFn", "msg", message, DateTimeOffset.Parse("2026-11-22T19:26:17.9086938Z"));

        Assert.Equal(
            """{"Data":{"msg":"\"{\\\"a\\\":1}\""},"Metadata":{"DequeueCount":"1","ExpirationTime":"2026-11-29T19:26:17+00:00","Id":"\"306b9c83-0fb9-4332-9fd3-9b7292be256f\"","InsertionTime":"2026-11-22T19:26:17+00:00","NextVisibleTime":"2026-11-22T19:36:17+00:00","PopReceipt":"\"MjJOb3YyMDI2MTk6MjY6MTdjYjQ5\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-22T19:26:17.9086938Z","RandGuid":"*"},"a":"\"1\""}}""",
            Masked(body));
    }

    [Fact]
    public async Task A_default_invocation_has_the_host_s_headers_and_a_chunked_body()
    {
        (string Method, string? Path, string Protocol) seen = default;
        Dictionary<string, string> headers = [];
        using var app = new SmallApp(("export-Orders_1", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(context =>
        {
            seen = (context.Request.Method, context.Request.Path.Value, context.Request.Protocol);
            headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString());
            return FakeHandler.Saying(200, "application/json; charset=utf-8", "{}")(context);
        })));

        var invocation = await host.FireTimerAsync("export-Orders_1");

        Assert.Equal(Outcome.Succeeded, invocation.Outcome);
        Assert.Equal(("POST", "/export-Orders_1", "HTTP/1.1"), seen);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Host"] = $"127.0.0.1:{host.HandlerPort}",
                ["X-Azure-Functions-HostVersion"] = "4.1037.0.0",
                ["X-Azure-Functions-InvocationId"] = invocation.Id.ToString(),
                ["User-Agent"] = "Azure-Functions-Host/4.1037.0",
                ["Transfer-Encoding"] = "chunked",
                ["Content-Type"] = "application/json; charset=utf-8",
            },
            headers);
    }

    [Fact]
    public async Task Timers_fire_by_their_schedules_and_go_on_after_a_failure()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T19:13:05Z"));
        var bodies = new List<string>();
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            context.Response.StatusCode = 500;
        })) with
        { Clock = clock, RunsSchedules = true });

        clock.Advance(TimeSpan.FromSeconds(114));
        Assert.Empty(host.Invocations);
        clock.Advance(TimeSpan.FromSeconds(1));
        await ArmedAsync(host, 2);
        clock.Advance(TimeSpan.FromMinutes(5));
        await ArmedAsync(host, 3);

        Assert.All(host.Invocations, i => Assert.Equal(Outcome.Failed, i.Outcome));
        Assert.Contains("""ScheduleStatus":{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-22T19:20:00+00:00",""", bodies[0], StringComparison.Ordinal);
        Assert.Contains("""ScheduleStatus":{"Last":"2026-11-22T19:15:00+00:00","Next":"2026-11-22T19:20:00+00:00",""", bodies[1], StringComparison.Ordinal);
    }

    private static async Task ArmedAsync(FunctionsHost host, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (host.TimersArmed < count)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private static string Masked(byte[] body) => RandGuid().Replace(Encoding.UTF8.GetString(body), "\"RandGuid\":\"*\"");

    [GeneratedRegex("\"RandGuid\":\"[0-9a-f-]{36}\"")]
    private static partial Regex RandGuid();
}

using System.Collections.Concurrent;
using FaunaFunctions.App.Tests.Host.Invocations;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class TimeoutTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(200, "application/json", "")]
    [InlineData(204, null, "")]
    [InlineData(200, "application/json", "null")]
    public async Task An_answer_without_a_body_hangs_until_the_timeout_and_then_the_handler_is_killed(int status, string? type, string body)
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            await FakeHandler.Saying(status, type, body)(context);
            context.Response.OnCompleted(() =>
            {
                asked.TrySetResult();
                return Task.CompletedTask;
            });
        })) with
        { Time = time });
        var port = host.HandlerPort;

        var fired = host.FireTimerAsync("tick");
        await asked.Task.WaitAsync(Patience);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.False(fired.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var invocation = await fired.WaitAsync(Patience);
        var startsBeforeKill = host.HandlerStarts;
        time.Advance(TimeSpan.FromSeconds(2));
        await host.Log.LineAsync(l => l.Text.Contains("killing the handler", StringComparison.Ordinal));
        await UntilAsync(() => host.HandlerStarts == 2);
        await host.ReadyAsync().WaitAsync(Patience);

        Assert.Equal(Outcome.TimedOut, invocation.Outcome);
        Assert.Equal(1, startsBeforeKill);
        Assert.Equal(port, host.HandlerPort);
        Assert.Null(host.StopReason);
    }

    [Fact]
    public async Task A_timeout_takes_every_other_invocation_with_it_and_the_next_one_runs_on_a_new_handler()
    {
        var time = new FakeTimeProvider();
        var asked = new ConcurrentQueue<string>();
        using var app = new SmallApp(("late", SmallApp.Timer), ("innocent", SmallApp.Timer), ("next", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            asked.Enqueue(context.Request.Path.Value!);
            if (context.Request.Path != "/next")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            await FakeHandler.Saying(200, "application/json", "{}")(context);
        })) with
        { Time = time });

        var late = host.FireTimerAsync("late");
        await UntilAsync(() => asked.Contains("/late"));
        time.Advance(TimeSpan.FromMinutes(4));
        var innocent = host.FireTimerAsync("innocent");
        await UntilAsync(() => asked.Contains("/innocent"));
        time.Advance(TimeSpan.FromMinutes(1));
        var lateEnd = await late.WaitAsync(Patience);
        Assert.False(innocent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        var innocentEnd = await innocent.WaitAsync(Patience);
        await UntilAsync(() => host.HandlerStarts == 2);
        var next = await host.FireTimerAsync("next").WaitAsync(Patience);

        Assert.Equal(Outcome.TimedOut, lateEnd.Outcome);
        Assert.Equal(Outcome.Failed, innocentEnd.Outcome);
        Assert.Equal(Outcome.Succeeded, next.Outcome);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}

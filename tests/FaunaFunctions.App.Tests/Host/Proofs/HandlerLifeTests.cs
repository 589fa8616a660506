using FaunaFunctions.App.Tests.Host.Handlers;
using FaunaFunctions.App.Tests.Host.Invocations;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class HandlerLifeTests
{
    [Fact]
    public async Task A_handler_that_ends_with_0_is_never_started_again_and_later_calls_are_refused()
    {
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Ending(0)));

        var invocation = await host.FireTimerAsync("tick");

        Assert.Equal(1, host.HandlerStarts);
        Assert.NotNull(host.StopReason);
        Assert.Equal(Outcome.Failed, invocation.Outcome);
    }

    [Fact]
    public async Task The_third_crash_stops_the_host_and_its_log_has_the_last_three_lines()
    {
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Ending(200, 200, 200, 200, 7)));

        Assert.Equal(4 + 3, host.HandlerStarts);
        Assert.Contains("crashed 3 times", host.StopReason);
        Assert.Contains(host.Log.Lines, l => l.Text == "The handler ended with exit code 7. second third fourth");
    }

    [Fact]
    public async Task A_handler_that_is_not_ready_in_time_is_killed_and_started_three_times_in_all()
    {
        using var app = new SmallApp(("tick", SmallApp.Timer));
        app.AppSettings["AzureFunctionsJobHost__customHandler__initializationTimeout"] = "00:00:00.1";
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Silent));

        Assert.Equal(3, host.HandlerStarts);
        Assert.Contains("did not answer within", host.StopReason);
    }

    [Fact]
    public async Task A_killed_handler_fails_its_invocation_and_comes_back_on_the_same_port()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var starts = new List<int>();
        using var app = new SmallApp(("tick", SmallApp.Timer));
        var answering = FakeHandler.Answering(async context =>
        {
            if (asked.TrySetResult())
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            await FakeHandler.Saying(200, "application/json", """{"Logs":["hello"]}""")(context);
        });
        await using var host = await FunctionsHost.StartAsync(app.With((start, output, error) =>
        {
            starts.Add(start.Port);
            output("out");
            error("WARNing: mild");
            error("bad");
            return answering(start, output, error);
        }));

        var first = host.FireTimerAsync("tick");
        await asked.Task;
        host.KillHandler();
        var second = await host.FireTimerAsync("tick");

        Assert.Equal(Outcome.Failed, (await first).Outcome);
        Assert.Equal(Outcome.Succeeded, second.Outcome);
        Assert.Equal([host.HandlerPort, host.HandlerPort], starts);
        Assert.Contains(new HostLogLine(LogLevel.Information, "Handler", "out"), host.Log.Lines);
        Assert.Contains(new HostLogLine(LogLevel.Warning, "Handler", "WARNing: mild"), host.Log.Lines);
        Assert.Contains(new HostLogLine(LogLevel.Error, "Handler", "bad"), host.Log.Lines);
        Assert.Contains(new HostLogLine(LogLevel.Information, "Function.tick.User", "hello"), host.Log.Lines);
    }

    [Fact]
    public async Task A_host_that_dies_leaves_its_handler_on_the_port()
    {
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(FakeHandler.Saying(200, "application/json", "{}"))));
        var port = host.HandlerPort;

        await using var orphan = await host.DieAsync();

        Assert.False(orphan.Exited.IsCompleted);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_handler_gets_app_settings_and_the_host_s_variables()
    {
        HandlerStart? seen = null;
        var answering = FakeHandler.Answering(FakeHandler.Saying(200, "application/json", "{}"));
        using var app = new SmallApp(("tick", SmallApp.Timer));
        app.AppSettings["MINE"] = "value";
        app.Write("host.json", """
            { "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "%MINE%-handler", "arguments": ["a b", "%MINE%", "%UNSET_SETTING%", "c"] } } }
            """);
        await using var host = await FunctionsHost.StartAsync(app.With((start, output, error) =>
        {
            seen = start;
            return answering(start, output, error);
        }));

        Assert.Equal("value-handler", seen!.Executable);
        Assert.Equal("a b value  c", seen.Arguments);
        Assert.Equal(app.Root, seen.Folder);
        Assert.Equal("value", seen.Environment["MINE"]);
        Assert.Equal(app.Root, seen.Environment["FUNCTIONS_APP_ROOT_PATH"]);
        Assert.Equal($"{host.HandlerPort}", seen.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"]);
        Assert.True(Guid.TryParse(seen.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], out _));
    }
}

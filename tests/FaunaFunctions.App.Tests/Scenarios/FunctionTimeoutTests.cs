using System.Runtime.InteropServices;
using FaunaFunctions.App.Tests.Host.Handlers;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Scenarios;

public sealed partial class FunctionTimeoutTests(AzuriteFixture azurite)
{
    private const int Stop = 19;

    private const string Orders = """
        { "collection": "orders", "schedule": "0 */5 * * * *", "pageSize": 25, "parallelism": 1, "partSize": "2 KiB" }
        """;

    [Fact]
    public async Task A_server_that_never_answers_fails_the_invocation_before_the_host_would_kill_the_process()
    {
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", 300);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:00:08";
        var asked = 0;
        source.Server.Faults.OnRequest = _ => Interlocked.Increment(ref asked) > 8 ? EmulatorFault.NeverAnswered : EmulatorFault.None;
        await using var host = await app.StartAsync(o => o with { RunsQueues = false });

        var invocation = await host.FireTimerAsync("export-orders");

        Assert.NotEqual(Outcome.TimedOut, invocation.Outcome);
        Assert.Equal(1, host.HandlerStarts);
        source.Server.Faults.OnRequest = null;
        await AssertNextIsRightAsync(app, host);
    }

    [Fact]
    public async Task A_process_that_hangs_is_killed_and_nothing_is_lost()
    {
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", 300);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Orders);
        app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = "00:00:08";
        IHandler? handler = null;
        await using var host = await app.StartAsync(o => o with
        {
            RunsQueues = false,
            Launcher = (start, output, error) => handler = HandlerProcess.Start(start, output, error),
        });
        var asked = 0;
        source.Server.Faults.OnRequest = _ =>
        {
            if (Interlocked.Increment(ref asked) == 9)
            {
                Assert.Equal(0, SendSignal(handler!.ProcessId, Stop));
            }

            return EmulatorFault.None;
        };

        var invocation = await host.FireTimerAsync("export-orders");
        await Wait.UntilAsync(() => host.HandlerStarts == 2);

        Assert.Equal(Outcome.TimedOut, invocation.Outcome);
        await AssertNextIsRightAsync(app, host);
    }

    private static async Task AssertNextIsRightAsync(Deployment app, Host.FunctionsHost host)
    {
        await host.ReadyAsync();
        await app.Storage.EndClaimAsync("orders");
        // A slow machine may need more than one budget.
        Invocation next;
        do
        {
            next = await host.FireTimerAsync("export-orders");
            Assert.True(next.Outcome == Outcome.Succeeded, host.Log.Text);
        }
        while (next.Logs[0].Contains("stopped at its budget", StringComparison.Ordinal));
        var verified = await app.VerifyAsync();

        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id));
        Assert.Empty(verified);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}

using FaunaFunctions.Cli.Tests.Support;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Cli.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task Ctrl_c_once_stops_at_the_next_page_with_what_was_read_committed()
    {
        await using var server = await SlowAsync();
        using var workspace = await SettledAsync(server);
        await using var export = CliProcess.Start(workspace.Folder, workspace.AppSettings, "export", "--verbose");
        await UnderWayAsync(server, export);

        export.PressCtrlC();
        var stopped = await export.ExitAsync();
        var read = workspace.Records("orders").Count();
        server.Emulator.Faults.Latency = TimeSpan.Zero;
        var rest = await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "export");

        Assert.True(stopped.Code == 5, stopped.Error);
        Assert.Contains("run again to go on", stopped.Out, StringComparison.Ordinal);
        Assert.InRange(read, 1, 4999);
        Assert.True(rest.Code == 0, rest.Error);
        Assert.Equal(5000, workspace.Records("orders").Distinct().Count());
        Assert.Equal(5000, workspace.Records("orders").Count());
    }

    [Fact]
    public async Task Ctrl_c_twice_ends_at_once()
    {
        await using var server = await SlowAsync();
        using var workspace = await SettledAsync(server);
        await using var export = CliProcess.Start(workspace.Folder, workspace.AppSettings, "export");
        var stuck = 0;
        await UnderWayAsync(server, export);
        server.Emulator.Faults.OnRequest = _ =>
        {
            Interlocked.Increment(ref stuck);
            return EmulatorFault.NeverAnswered;
        };
        await UntilAsync(() => stuck > 0 && server.Emulator.Statistics.InFlight == stuck);

        export.PressCtrlC();
        await export.ErrorAsync("Stopping at the next page");
        export.PressCtrlC();
        var ended = await export.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(ended.Code == 130, $"{ended.Code} {ended.Error}");
        Assert.Contains("Whatever was committed stays", ended.Error, StringComparison.Ordinal);
        server.Emulator.Faults.OnRequest = null;
        server.Emulator.Faults.Latency = TimeSpan.Zero;
        Assert.Equal(0, (await CliProcess.RunAsync(workspace.Folder, workspace.AppSettings, "export")).Code);
        Assert.Equal(5000, workspace.Records("orders").Count());
    }

    [Fact]
    public async Task A_budget_that_is_used_up_stops_with_more_to_do()
    {
        await using var server = await SlowAsync();
        using var workspace = await SettledAsync(server);

        var stopped = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings, "--budget", "500ms");
        var status = await CliRun.InProcessAsync(workspace, "status", "--config", workspace.Settings);
        server.Emulator.Faults.Latency = TimeSpan.Zero;
        var rest = await CliRun.InProcessAsync(workspace, "export", "--config", workspace.Settings, "--budget", "10m");

        Assert.True(stopped.Code == 5, stopped.Error);
        Assert.Contains("unfinished", status.Out, StringComparison.Ordinal);
        Assert.True(rest.Code == 0, rest.Error);
        Assert.Equal(5000, workspace.Records("orders").Count());
    }

    private static async Task<Server> SlowAsync()
    {
        var server = await Server.StartAsync("orders");
        server.Fill("orders", 5000);
        server.Emulator.Faults.Latency = TimeSpan.FromMilliseconds(30);
        return server;
    }

    private static async Task<Workspace> SettledAsync(Server server)
    {
        var workspace = new Workspace();
        workspace.Set("FAUNA_SECRET", await server.SetUpAsync("orders"))
            .WriteSettings(server.Url, """{ "collection": "orders", "pageSize": 16, "parallelism": 2, "partSize": "16 KiB" }""");
        server.Emulator.Statistics.Reset();
        return workspace;
    }

    private static Task UnderWayAsync(Server server, CliProcess export) =>
        UntilAsync(() => server.Emulator.Statistics.RequestCount >= 40 || export.HasExited);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}

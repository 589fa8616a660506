using System.Diagnostics;
using System.Text.Json;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>A replay server in a process of its own. It ends with the process that started it, or when it is disposed.</summary>
internal sealed class ReplayProcess : IAsyncDisposable
{
    public const string Mode = "replay-server";

    private readonly Process _process;

    private ReplayProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<ReplayProcess> StartAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(Mode, options.ToJson());
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return Uri.TryCreate(line, UriKind.Absolute, out var address)
            ? new ReplayProcess(process, address)
            : throw new InvalidOperationException($"The replay server did not start: {line}");
    }

    public Task<ReplayStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) => ReadStatisticsAsync(Address, cancellationToken);

    public static async Task<ReplayStatistics> ReadStatisticsAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address };
        var json = await http.GetStringAsync(ReplayServer.StatisticsPath, cancellationToken);
        return JsonSerializer.Deserialize<ReplayStatistics>(json)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

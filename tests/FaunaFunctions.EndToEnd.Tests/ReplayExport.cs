using System.Diagnostics;
using FaunaFunctions.Benchmarks.EndToEnd;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.EndToEnd.Tests;

/// <summary>An export from a replay server into a folder of its own.</summary>
/// <param name="Rows">Records.</param>
/// <param name="Parts">Name, length and checksum of every part, a line each.</param>
/// <param name="Took">How long it took, without the start of the server.</param>
/// <param name="Server">What the server saw.</param>
internal sealed record ReplayExport(long Rows, string Parts, TimeSpan Took, ReplayStatistics Server)
{
    public static async Task<ReplayExport> RunAsync(
        ReplayOptions server, ReadOptions options, CancellationToken cancellationToken, Func<IPartStore, IPartStore>? wrap = null)
    {
        var folder = Directory.CreateTempSubdirectory("replay-export-").FullName;
        try
        {
            await using var process = await ReplayProcess.StartAsync(server, cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var result = await Export.IntoFolderAsync(options with { Server = process.Address }, ReplayServer.Collection, folder, wrap);
            var took = Stopwatch.GetElapsedTime(started);
            var statistics = await process.ReadStatisticsAsync(cancellationToken);
            return new ReplayExport(result.Rows, await Export.DigestAsync(folder), took, statistics);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same in a process of its own, whose memory is measured.</summary>
    public static async Task<Measurement> MeasureAsync(ReplayOptions server, ReadOptions options, CancellationToken cancellationToken)
    {
        await using var process = await ReplayProcess.StartAsync(server, cancellationToken);
        return Measurement.Parse(await ChildProcess.RunAsync(
            Export.Mode, (options with { Server = process.Address }).ToJson(), cancellationToken));
    }
}

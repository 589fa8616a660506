using System.Globalization;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>
/// Exports from a server in a process of its own, beside the time that reading and discarding the same pages takes. The rows of a table
/// are measured in turns, round by round, each in a fresh process: absolute figures are of the machine, ratios are what counts.
/// </summary>
/// <param name="api">The query language.</param>
/// <param name="documents">Documents of a server that takes its time.</param>
/// <param name="documentsAtOnce">Documents of one that answers at once.</param>
/// <param name="rounds">Measurements of each row.</param>
/// <param name="output">Takes the tables.</param>
internal sealed class EndToEndBenchmark(FaunaApi api, int documents, int documentsAtOnce, int rounds, TextWriter output)
{
    public const int DefaultDocuments = 200_000;

    /// <summary>Half a second's worth and more: a shorter run measures how long the just-in-time compiler takes.</summary>
    public const int DefaultDocumentsAtOnce = 600_000;

    public const int DefaultRounds = 3;
    private const double RealLatency = 150;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await FastServerAsync(cancellationToken);
        await RealLatencyAsync(cancellationToken);
        await MemoryAsync(new ReplayOptions { Api = api, Documents = 100_000 }, cancellationToken);
        await MemoryAsync(new ReplayOptions { Api = api, Documents = 1_000_000 }, cancellationToken);
        await MemoryAsync(new ReplayOptions { Api = api, Documents = 2000, DocumentBytes = 1_000_000 }, cancellationToken);
    }

    private async Task FastServerAsync(CancellationToken cancellationToken)
    {
        var trials = new List<Trial>();
        foreach (var (pageSize, target) in new[] { (64, "≤ 2.5"), (1000, "≤ 6") })
        {
            var options = new ReadOptions { Api = api, PageSize = pageSize, WarmUp = true };
            var drain = new Trial($"read and discard, {pageSize} per page", Drain.Mode, options);
            trials.Add(drain);
            trials.Add(new Trial($"read with our client, {pageSize} per page", ClientDrain.Mode, options, drain));
            trials.Add(new Trial($"export, {pageSize} per page", Export.Mode, options, drain, target));
            trials.Add(new Trial($"export, {pageSize} per page, gzip", Export.Mode, options with { Compression = Compression.Gzip }, drain));
            trials.Add(new Trial($"export, {pageSize} per page, 8 in flight", Export.Mode, options with { Parallelism = 8 }, drain));
        }

        // As much again as is measured: the just-in-time compiler is at work in the background for longer than it is in the way.
        await TakeAsync(new ReplayOptions { Api = api, Documents = documentsAtOnce, WarmUpDocuments = documentsAtOnce }, trials, cancellationToken);
        await TableAsync($"No latency, {documentsAtOnce:N0} documents of 1 KB, one page in flight unless said", trials, "time ÷ discard", t => t.Ratio(m => m.Seconds));
    }

    private async Task RealLatencyAsync(CancellationToken cancellationToken)
    {
        var options = new ReadOptions { Api = api, PageSize = 1000 };
        var one = new Trial("export, 1 page in flight", Export.Mode, options);
        var trials = new List<Trial> { one };
        foreach (var parallelism in new[] { 2, 4, 8, 16 })
        {
            trials.Add(new Trial(
                $"export, {parallelism} pages in flight", Export.Mode, options with { Parallelism = parallelism }, one, parallelism == 8 ? "≥ 6" : ""));
        }

        trials.Add(new Trial("read and discard, 1 page in flight", Drain.Mode, options, one));
        await TakeAsync(new ReplayOptions { Api = api, Documents = documents, Latency = RealLatency }, trials, cancellationToken);
        await TableAsync($"150 ms per 1,000 documents, {documents:N0} documents of 1 KB, 1,000 per page", trials, "× as fast", t => 1 / t.Ratio(m => m.Seconds));
    }

    private async Task MemoryAsync(ReplayOptions server, CancellationToken cancellationToken)
    {
        var options = new ReadOptions { Api = api, PageSize = 1000, Parallelism = 8 };
        var target = server.DocumentBytes == 0 ? "peak < 150" : "peak < 250";
        var size = server.DocumentBytes == 0 ? "1 KB" : "1 MB";
        var trials = new List<Trial>
        {
            new("export", Export.Mode, options, null, target),
            new("export, gzip", Export.Mode, options with { Compression = Compression.Gzip }, null, target),
        };
        await TakeAsync(server, trials, cancellationToken);
        await TableAsync($"Memory, {server.Documents:N0} documents of {size}, 1,000 per page, 8 pages in flight", trials, "", _ => double.NaN);
    }

    private async Task TakeAsync(ReplayOptions server, List<Trial> trials, CancellationToken cancellationToken)
    {
        await using var process = await ReplayProcess.StartAsync(server, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var trial in trials)
            {
                await trial.TakeAsync(process.Address, cancellationToken);
            }
        }
    }

    private async Task TableAsync(string title, List<Trial> trials, string ratio, Func<Trial, double> value)
    {
        await output.WriteLineAsync($"\n{api}: {title}\n");
        await output.WriteLineAsync($"{"",-40}{"documents/s",12}{"MB/s",8}{"CPU µs/doc",12}{"peak MB",9}{ratio,16}  target");
        foreach (var trial in trials)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{trial.Name,-40}{trial.Median(m => m.DocumentsPerSecond),12:N0}{trial.Median(m => m.WireBytes / m.Seconds) / 1e6,8:N0}{trial.Median(m => m.CpuSeconds * 1e6 / m.Documents),12:N1}{trial.Most(m => m.PeakResidentBytes) / 1e6,9:N0}{Shown(value(trial)),16}  {trial.Target}"));
        }
    }

    private static string Shown(double ratio) => double.IsNaN(ratio) ? "" : ratio.ToString("N2", CultureInfo.InvariantCulture);
}

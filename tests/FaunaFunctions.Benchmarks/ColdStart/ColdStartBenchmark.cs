using System.Globalization;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.Benchmarks.ColdStart;

/// <summary>
/// From the start of the process to its first finished export, natively compiled and compiled while it runs: the same app, the same
/// documents, in turns, each into a container and a table of its own. Absolute figures are of the machine, ratios are what counts.
/// </summary>
internal sealed class ColdStartBenchmark(int rounds, int documents, TextWriter output)
{
    private const double TimeTarget = 0.4;
    private const double MemoryTarget = 0.6;

    public async Task RunAsync(string? nativeFolder, string? jitFolder, CancellationToken cancellationToken)
    {
        var native = await AppBuild.NativeAsync(nativeFolder, cancellationToken);
        var jit = await AppBuild.JitAsync(jitFolder, cancellationToken);
        List<(AppBuild Build, List<HandlerStart> Starts)> trials = [.. new[] { native }.Concat(jit).Select(b => (b, new List<HandlerStart>()))];
        await using var azurite = await AzuriteServer.StartAsync(cancellationToken);
        await using var emulator = await EmulatorProcess.StartAsync(documents, cancellationToken);

        // The first round warms the servers and the file cache; it does not count.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (build, starts) in trials)
            {
                var start = await TakeAsync(build, azurite, emulator, cancellationToken);
                if (round > 0)
                {
                    starts.Add(start);
                }
            }
        }

        await TableAsync(trials);
    }

    private async Task<HandlerStart> TakeAsync(AppBuild build, AzuriteServer azurite, EmulatorProcess emulator, CancellationToken cancellationToken)
    {
        var name = $"cold{Guid.NewGuid():N}"[..24];
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["EXPORTS_CONTAINER"] = name,
            ["EXPORTS_TABLE"] = name,
            ["EXPORTS_QUEUE"] = name,
            ["FAUNA_SECRET"] = emulator.Secret,
            ["FAUNA_EXPORTS"] = $$"""
                {
                  "connections": { "main": { "scheme": "http", "domain": "{{emulator.Address.Host}}", "port": {{emulator.Address.Port}}, "secret": "%FAUNA_SECRET%" } },
                  "exports": [ { "collection": "{{EmulatorProcess.Collection}}", "index": "{{EmulatorProcess.Index}}", "schedule": "0 */5 * * * *" } ]
                }
                """,
        };
        var start = await HandlerStart.TakeAsync(build, settings, cancellationToken);
        await RequireExportedAsync(settings, cancellationToken);
        return start;
    }

    /// <summary>A start that exported nothing would be fast.</summary>
    private async Task RequireExportedAsync(Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        using var storage = AzureStorage.Open(AzureStorageSettings.Read(name => settings.GetValueOrDefault(name), queue: false), TimeProvider.System, NullLoggerFactory.Instance);
        var runs = await storage.Cursors.ReadRunsAsync(EmulatorProcess.Collection, 2, cancellationToken);
        if (runs is not [{ Rows: var rows }] || rows != documents)
        {
            throw new InvalidOperationException($"{documents} documents were to be exported once; there are {runs.Count} runs: {string.Join(", ", runs)}");
        }
    }

    private async Task TableAsync(List<(AppBuild Build, List<HandlerStart> Starts)> trials)
    {
        await output.WriteLineAsync($"\nStart to first finished export of {documents:N0} documents of 1 KB, {rounds} rounds: medians; most of all rounds for memory\n");
        await output.WriteLineAsync($"{"",-22}{"ready ms",10}{"exported ms",13}{"CPU ms",9}{"peak MB",9}");
        foreach (var (build, starts) in trials)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{build.Name,-22}{Median(starts, s => s.ReadyMilliseconds),10:N0}{Median(starts, s => s.ExportedMilliseconds),13:N0}{Median(starts, s => s.CpuMilliseconds),9:N0}{starts.Max(s => s.PeakBytes) / 1e6,9:N0}"));
        }

        await output.WriteLineAsync($"\n{"native ÷",-22}{"time",8}{"CPU",8}{"memory",8}   targets: time ≤ {TimeTarget}, memory ≤ {MemoryTarget}".ToString(CultureInfo.InvariantCulture));
        var native = trials[0].Starts;
        foreach (var (build, starts) in trials.Skip(1))
        {
            var (time, memory) = (Ratio(native, starts, s => s.ExportedMilliseconds), native.Max(s => s.PeakBytes) / starts.Max(s => s.PeakBytes));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{build.Name,-22}{time,8:N2}{Ratio(native, starts, s => s.CpuMilliseconds),8:N2}{memory,8:N2}   {(time <= TimeTarget && memory <= MemoryTarget ? "met" : "MISSED")}"));
        }
    }

    private static double Median(List<HandlerStart> starts, Func<HandlerStart, double> value) => Middle(starts.Select(value));

    /// <summary>Median of the rounds' own ratios: a slow round is slow for both.</summary>
    private static double Ratio(List<HandlerStart> mine, List<HandlerStart> its, Func<HandlerStart, double> value) =>
        Middle(mine.Zip(its, (a, b) => value(a) / value(b)));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

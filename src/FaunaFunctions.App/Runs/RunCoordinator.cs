using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Telemetry;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Runs;

/// <summary>Starts runs, one at a time per export, apart from the requests that ask for them.</summary>
/// <param name="environment">Clock and chance.</param>
/// <param name="logs">Hear what runs do.</param>
/// <param name="telemetry">Measures them; null when nothing is measured.</param>
internal sealed class RunCoordinator(HandlerEnvironment environment, ILoggerFactory logs, RunTelemetry? telemetry = null) : IDisposable
{
    private readonly Dictionary<string, ActiveRun> _active = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();

    /// <summary>The export's run in this process; null when there is none.</summary>
    /// <param name="export">The export's name, in the settings' case.</param>
    public ActiveRun? Find(string export)
    {
        lock (_active)
        {
            return _active.GetValueOrDefault(export);
        }
    }

    /// <summary>Starts a run. It goes on whatever becomes of the caller.</summary>
    /// <param name="registry">The exports.</param>
    /// <param name="export">Which.</param>
    /// <param name="mode">Full or incremental; null for what the settings say.</param>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="ExportBusy">A run of the export is at work in this process. (Elsewhere: the run's task ends with it.)</exception>
    public ActiveRun Start(ExportRegistry registry, ExportSettings export, RunMode? mode, RunLimit limit)
    {
        var run = new ActiveRun(export, mode, environment.Time.GetUtcNow());
        lock (_active)
        {
            if (!_active.TryAdd(export.Name, run))
            {
                throw new ExportBusy(export.Name, "a run in the same process is at work");
            }

            run.Ended = Task.Run(() => RunAsync(registry, run, limit));
        }

        return run;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }

    private async Task<RunResult> RunAsync(ExportRegistry registry, ActiveRun run, RunLimit limit)
    {
        try
        {
            await using var followed = telemetry?.Follow(registry, run.Export);
            return await ExportAsync(registry, run, limit, _abort.Token);
        }
        finally
        {
            lock (_active)
            {
                _active.Remove(run.Export.Name);
            }
        }
    }

    private async Task<RunResult> ExportAsync(ExportRegistry registry, ActiveRun run, RunLimit limit, CancellationToken cancellationToken)
    {
        var export = run.Export;
        var warnings = await PrepareAsync(registry, run, cancellationToken);
        var exporter = new Exporter(registry.Parts, registry.Cursors, environment.Time, environment.Random, logs.CreateLogger<Exporter>());
        var request = new RunRequest(run.Mode, limit.Reading, _stop.Token);
        var result = await exporter.RunAsync(export, registry.SourceOf(export), request, run, cancellationToken);
        return result with { Warnings = [.. warnings, .. result.Warnings] };
    }

    private static async Task<IReadOnlyList<string>> PrepareAsync(ExportRegistry registry, ActiveRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.Cursors.ReadAsync(run.Export.Name, cancellationToken) is null
                ? await CheckAsync(registry, run.Export, cancellationToken)
                : [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            ExportMetrics.RecordRefused(run.Export.Name, run.Mode ?? run.Export.Mode, failure);
            throw;
        }
    }

    // An index of another collection, or one with terms, answers every question with an empty page: better to know before the first row.
    private static async Task<IReadOnlyList<string>> CheckAsync(ExportRegistry registry, ExportSettings export, CancellationToken cancellationToken)
    {
        var result = await registry.CheckOf(export).RunAsync(cancellationToken);
        return result.Status == CheckStatus.Failed
            ? throw new CheckFailed(result.Message)
            : [.. result.Checks.Where(c => c.Status == CheckStatus.Warning).Select(c => c.Message)];
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Telemetry;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Runs;

/// <summary>What a run does, within its limit: wait for its turn, check an export that never ran, export.</summary>
/// <param name="environment">Clock and chance.</param>
/// <param name="logs">Hear what runs do.</param>
/// <param name="telemetry">Measures them; null when nothing is measured.</param>
internal sealed class RunSteps(HandlerEnvironment environment, ILoggerFactory logs, RunTelemetry? telemetry = null) : IDisposable
{
    // A run holds up to 64 MiB of answers, and parts on their way to the storage.
    private const int MostAtOnce = 4;

    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    /// <summary>Runs.</summary>
    /// <param name="registry">The exports.</param>
    /// <param name="run">The run; hears of every page.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="stop">Asks it to commit and stop.</param>
    /// <param name="abort">Ends it at once.</param>
    /// <exception cref="CheckFailed">The export cannot run as it is configured.</exception>
    /// <exception cref="RunOverran">It had to be ended, since it did not stop by itself.</exception>
    public async Task<RunResult> RunAsync(ExportRegistry registry, ActiveRun run, RunLimit limit, CancellationToken stop, CancellationToken abort)
    {
        await using var followed = telemetry?.Follow(registry, run.Export);
        using var overrun = new CancellationTokenSource(limit.WorkLeft ?? Timeout.InfiniteTimeSpan, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(overrun.Token, abort);
        try
        {
            await _turns.WaitAsync(either.Token);
            try
            {
                return await ExportAsync(registry, run, limit, stop, either.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException) when (overrun.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            throw new RunOverran(run.Export.Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<RunResult> ExportAsync(
        ExportRegistry registry, ActiveRun run, RunLimit limit, CancellationToken stop, CancellationToken cancellationToken)
    {
        var warnings = await PrepareAsync(registry, run, cancellationToken);
        var request = new RunRequest(run.Mode, limit.ReadingLeft, stop) { AcceptShrink = run.AcceptShrink };
        var result = await registry.Of(run.Export).RunAsync(registry.Parts, registry.Cursors, environment.Random, logs, request, run, cancellationToken);
        return result with { Warnings = [.. warnings, .. result.Warnings] };
    }

    private static async Task<IReadOnlyList<string>> PrepareAsync(ExportRegistry registry, ActiveRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.Cursors.ReadAsync(run.Export.Name, cancellationToken) is null ? await CheckAsync(registry, run, cancellationToken) : [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            ExportMetrics.RecordRefused(run.Export.Name, run.Mode ?? run.Export.Mode, failure);
            throw;
        }
    }

    // An index of another collection, or one with terms, answers every question with an empty page: better to know before the first row.
    private static async Task<IReadOnlyList<string>> CheckAsync(ExportRegistry registry, ActiveRun run, CancellationToken cancellationToken)
    {
        var result = await registry.Of(run.Export).CheckFirstAsync(cancellationToken);
        return result is null ? [] : result.Status == CheckStatus.Failed
            ? throw new CheckFailed(result.Message)
            : [.. result.Checks.Where(c => c.Status == CheckStatus.Warning).Select(c => c.Message)];
    }
}

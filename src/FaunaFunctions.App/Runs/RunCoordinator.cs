using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Runs;

/// <summary>
/// Starts runs, one at a time per export, apart from the requests that ask for them. A run that stops at its budget asks for its
/// continuation by itself, so that it goes on whoever asked for it.
/// </summary>
/// <param name="environment">Clock.</param>
/// <param name="options">How the process was started.</param>
/// <param name="timeout">Limits of runs that continue in this process.</param>
/// <param name="steps">What a run does.</param>
/// <param name="logger">Hears how runs end.</param>
internal sealed partial class RunCoordinator(
    HandlerEnvironment environment, HandlerOptions options, FunctionTimeout timeout, RunSteps steps, ILogger<RunCoordinator> logger) : IDisposable
{
    private readonly Dictionary<string, ActiveRun> _active = [];

    // A run that is over may still have its continuation to send.
    private readonly HashSet<ActiveRun> _unfinished = [];
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
    /// <param name="acceptShrink">Whether a snapshot is published however much smaller it is than the last one.</param>
    /// <exception cref="ExportBusy">A run of the export is at work in this process. (Elsewhere: the run's task ends with it.)</exception>
    /// <exception cref="AppStopping">The process is about to end.</exception>
    public ActiveRun Start(ExportRegistry registry, ExportSettings export, RunMode? mode, RunLimit limit, bool acceptShrink = false)
    {
        var run = new ActiveRun(export, mode, acceptShrink, environment.Time.GetUtcNow());
        lock (_active)
        {
            if (_stop.IsCancellationRequested)
            {
                throw new AppStopping();
            }

            if (!_active.TryAdd(export.Name, run))
            {
                throw new ExportBusy(export.Name, "a run in the same process is at work");
            }

            _unfinished.Add(run);
            run.Ended = Task.Run(() => RunAsync(registry, run, limit));
        }

        return run;
    }

    /// <summary>Asks all runs to commit what they have and to stop; none starts any more. Returns at once.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Waits until the runs have stopped, and ends those that take longer.</summary>
    /// <param name="patience">How long to wait.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        Stop();
        Task[] runs;
        lock (_active)
        {
            runs = [.. _unfinished.Select(run => run.Ended)];
        }

        var all = Task.WhenAll(runs);
        await Task.WhenAny(all, Task.Delay(patience, environment.Time));
        await _abort.CancelAsync();
        await Task.WhenAny(all);
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
            RunResult result;
            try
            {
                result = await steps.RunAsync(registry, run, limit, _stop.Token, _abort.Token);
            }
            finally
            {
                lock (_active)
                {
                    _active.Remove(run.Export.Name);
                }
            }

            // Only now, when nobody holds the export: the message may come back to this very process at once, and must not find the run at work.
            if (result.Outcome == RunOutcome.Stopped)
            {
                await ContinueAsync(registry, run, result);
            }

            return result;
        }
        catch (Exception e)
        {
            LogFailure(run.Export.Name, e);
            throw;
        }
        finally
        {
            lock (_active)
            {
                _unfinished.Remove(run);
            }
        }
    }

    private async Task ContinueAsync(ExportRegistry registry, ActiveRun run, RunResult result)
    {
        if (registry.Stores.Queue is { } queue)
        {
            await RunContinuation.SendAsync(queue, run, result, environment.Time);
        }
        else if (!options.Standalone)
        {
            Log.NoQueue(logger, run.Export.Name);
        }
        else if (!_stop.IsCancellationRequested)
        {
            try
            {
                var mode = RunContinuation.StillWanted(run, result) ?? RunContinuation.ModeOf(run.Export);
                Start(registry, run.Export, mode, timeout.Begin(), RunContinuation.StillAccepted(run, result));
            }
            catch (Exception e) when (e is ExportBusy or AppStopping)
            {
                // Somebody else goes on, or the next process does.
            }
        }
    }

    private void LogFailure(string export, Exception failure)
    {
        switch (failure)
        {
            case ExportBusy or CursorMoved:
                Log.Busy(logger, export, failure.Message);
                break;
            case OperationCanceledException when _abort.IsCancellationRequested:
                Log.Aborted(logger, export);
                break;
            default:
                Log.Failed(logger, export, failure.GetType().Name, failure.Message);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Export {Export} does not run here: {Reason}")]
        public static partial void Busy(ILogger logger, string export, string reason);

        [LoggerMessage(2, LogLevel.Error, "The run of export {Export} ended with {Kind}: {Message}")]
        public static partial void Failed(ILogger logger, string export, string kind, string message);

        [LoggerMessage(3, LogLevel.Warning, "Export {Export} was ended with the process. What was committed stays; the next run goes on.")]
        public static partial void Aborted(ILogger logger, string export);

        [LoggerMessage(4, LogLevel.Warning, "Export {Export} stopped at its budget and there is no queue to continue it over (AzureWebJobsStorage is not set): its next run goes on.")]
        public static partial void NoQueue(ILogger logger, string export);
    }
}

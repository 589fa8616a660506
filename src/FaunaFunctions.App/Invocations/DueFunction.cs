using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Scheduling;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Invocations;

/// <summary>
/// <c>run-due</c>: the one timer of a package without settings of its own. It runs what is due, and as long as something runs it looks every
/// minute whether something else became due, since the host does not fire a timer again that is still at work.
/// </summary>
internal sealed partial class DueFunction(
    ExportSetup setup, RunCoordinator coordinator, FunctionTimeout timeout, DueExports due, HandlerEnvironment environment, ILogger<DueFunction> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>With less time than this nothing is begun: the next tick does it.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(15);

    /// <summary>Runs whatever is due.</summary>
    /// <param name="last">The timer's tick before this one; null when unknown.</param>
    /// <param name="cancellationToken">Ends the wait. Runs that have started go on.</param>
    /// <returns>Lines for the invocation's log.</returns>
    /// <exception cref="DueFailed">One or more of the exports failed; the others have run all the same.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(DateTimeOffset? last, CancellationToken cancellationToken)
    {
        var limit = timeout.Begin();
        var registry = await setup.GetAsync(cancellationToken);
        var runs = new List<ActiveRun>();
        var since = last ?? environment.Time.GetUtcNow() - Interval;
        while (true)
        {
            var now = environment.Time.GetUtcNow();
            if (!(limit.ReadingLeft < LeastTime))
            {
                foreach (var entry in await due.FindAsync(registry, since, now, cancellationToken))
                {
                    Start(registry, entry, limit, runs);
                }
            }

            var atWork = runs.FindAll(run => !run.Ended.IsCompleted).ConvertAll(Task (run) => run.Ended);
            if (atWork.Count == 0)
            {
                return await SumUpAsync(runs);
            }

            await Task.WhenAny(Task.WhenAll(atWork), Task.Delay(Interval, environment.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            since = now;
        }
    }

    private void Start(ExportRegistry registry, TimetableEntry entry, RunLimit limit, List<ActiveRun> runs)
    {
        try
        {
            var run = coordinator.Start(registry, entry.Export, entry.Mode, limit);
            due.Started(entry);
            runs.Add(run);
        }
        catch (ExportBusy e)
        {
            // Still due, so the next look finds it again.
            Log.Busy(logger, entry.Function, e.Message);
        }
    }

    private static async Task<IReadOnlyList<string>> SumUpAsync(List<ActiveRun> runs)
    {
        var lines = new List<string>();
        var failures = new List<string>();
        foreach (var run in runs)
        {
            try
            {
                lines.AddRange(RunLines.Of(await run.Ended));
            }
            catch (Exception e) when (e is ExportBusy or CursorMoved)
            {
                lines.Add($"Export {run.Export.Name}: {e.Message}");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"Export {run.Export.Name}: {e.GetType().Name}: {e.Message}");
            }
        }

        return failures.Count == 0
            ? lines.Count > 0 ? lines : ["No export is due."]
            : throw new DueFailed([.. failures, .. lines]);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Function} is due, but has to wait: {Reason}")]
        public static partial void Busy(ILogger logger, string function, string reason);
    }
}

/// <summary>Of the exports that were due, one or more failed.</summary>
/// <param name="lines">How each ended, failures first.</param>
internal sealed class DueFailed(IReadOnlyList<string> lines) : Exception(string.Join(" ", lines));

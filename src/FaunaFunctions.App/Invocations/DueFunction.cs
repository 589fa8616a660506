using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Scheduling;
using FaunaFunctions.Core.Configuration;
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
        if (FunctionSwitch.Off(environment, FunctionNames.RunDue) is { } off)
        {
            return [off];
        }

        var limit = timeout.Begin();
        var registry = await setup.GetAsync(cancellationToken);
        var runs = new List<Task<Outcome>>();
        var since = last ?? environment.Time.GetUtcNow() - Interval;
        while (true)
        {
            var now = environment.Time.GetUtcNow();
            try
            {
                if (!(limit.ReadingLeft < LeastTime))
                {
                    foreach (var entry in await due.FindAsync(registry, since, now, cancellationToken))
                    {
                        Start(registry, entry, limit, runs);
                    }
                }

                since = now;
            }
            catch (Exception e) when (runs.Count > 0 && e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                // The runs go on either way. With this invocation ended, the host would not know of them, and how they end would be told nowhere.
                Log.NotLooked(logger, e.GetType().Name, e.Message);
            }

            var atWork = runs.FindAll(run => !run.IsCompleted);
            if (atWork.Count == 0)
            {
                return SumUp(await Task.WhenAll(runs));
            }

            await Task.WhenAny(Task.WhenAll(atWork), Task.Delay(Interval, environment.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Start(ExportRegistry registry, TimetableEntry entry, RunLimit limit, List<Task<Outcome>> runs)
    {
        if (coordinator.Find(entry.Export.Name) is not null)
        {
            // Still due, so the next look finds it again.
            return;
        }

        try
        {
            due.Started(entry);
            runs.Add(FollowAsync(coordinator.Start(registry, entry.Export, entry.Mode, limit), entry));
        }
        catch (ExportBusy e)
        {
            due.DidNotRun(entry);
            Log.Busy(logger, entry.Function, e.Message);
        }
        catch (AppStopping)
        {
            due.DidNotRun(entry);
            throw;
        }
    }

    private async Task<Outcome> FollowAsync(ActiveRun run, TimetableEntry entry)
    {
        try
        {
            return new Outcome(RunLines.Of(await run.Ended), Failed: false);
        }
        catch (Exception e) when (e is ExportBusy or CursorMoved)
        {
            due.DidNotRun(entry);
            return new Outcome([$"Export {run.Export.Name}: {e.Message}"], Failed: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (e is ClaimLost)
            {
                // It has come to no end: whoever has the claim next goes on.
                due.DidNotRun(entry);
            }

            return new Outcome([$"Export {run.Export.Name}: {e.GetType().Name}: {e.Message}"], Failed: true);
        }
    }

    private static string[] SumUp(Outcome[] outcomes)
    {
        string[] lines = [.. outcomes.OrderByDescending(outcome => outcome.Failed).SelectMany(outcome => outcome.Lines)];
        return outcomes.Any(outcome => outcome.Failed) ? throw new DueFailed(lines)
            : lines.Length > 0 ? lines
            : (string[])["No export is due."];
    }

    private sealed record Outcome(IReadOnlyList<string> Lines, bool Failed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Function} is due, but has to wait: {Reason}")]
        public static partial void Busy(ILogger logger, string function, string reason);

        [LoggerMessage(2, LogLevel.Warning, "What else is due cannot be looked for now: {Kind}: {Message} It is tried again in a minute, or at the next tick.")]
        public static partial void NotLooked(ILogger logger, string kind, string message);
    }
}

/// <summary>Of the exports that were due, one or more failed.</summary>
/// <param name="lines">How each ended, failures first.</param>
internal sealed class DueFailed(IReadOnlyList<string> lines) : Exception(string.Join(" ", lines));

using System.Globalization;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Runs;

/// <summary>Going on with a run that stopped.</summary>
internal static class RunContinuation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What to ask for. A run under way is gone on with in its own mode whatever is asked for; should it be finished by somebody else at the last
    /// moment, an incremental run costs next to nothing, where "full" would be a whole new snapshot. Null where there are no incremental runs.
    /// </summary>
    public static RunMode? ModeOf(ExportSettings export) =>
        export.Mode == RunMode.Incremental || export.CanBeIncremental ? RunMode.Incremental : null;

    /// <summary>Full, when a snapshot was asked for and an incremental run that had to be finished first took all the time; else null.</summary>
    public static RunMode? StillWanted(ActiveRun run, RunResult result) =>
        run.Mode == RunMode.Full && result.Mode != RunMode.Full ? RunMode.Full : null;

    /// <summary>The time of the server (µs) at which a run began, with which its id begins; null when the text is no run's id.</summary>
    public static long? TimeOf(string run) =>
        long.TryParse(run.AsSpan(0, Math.Max(0, run.IndexOf('-', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var micros) ? micros : null;

    /// <summary>Whether that snapshot was accepted however small it is. A run under way remembers it by itself.</summary>
    public static bool StillAccepted(ActiveRun run, RunResult result) => run.AcceptShrink && StillWanted(run, result) is not null;

    /// <summary>Asks for it.</summary>
    /// <exception cref="ContinuationNotSent">The queue did not take it.</exception>
    public static async Task SendAsync(IContinuationQueue queue, ActiveRun run, RunResult result, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            bool? accepted = StillAccepted(run, result) ? true : null;
            await queue.SendAsync(new Continuation(result.Export, result.Run, StillWanted(run, result), accepted), delay: null, patience.Token);
        }
        catch (Exception e) when (e is StorageUnavailable or OperationCanceledException)
        {
            throw new ContinuationNotSent(run.Export.Name, e);
        }
    }
}

using System.Globalization;
using FaunaFunctions.App.Http.Syncs;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http.Status;

/// <summary>
/// What became of a run that was asked for over HTTP: exactly when it is this process that ran it, else as far as position and history tell.
/// </summary>
internal static class SyncStates
{
    /// <summary>Tells it.</summary>
    /// <param name="ticket">What the run is asked about by: when it was asked for, µs.</param>
    /// <param name="here">The run, if it was asked for in this process.</param>
    /// <param name="status">The export's position and its newest runs.</param>
    public static async Task<SyncState> FindAsync(string ticket, ActiveRun? here, ExportStatus status)
    {
        if (here is null)
        {
            return InStorage(ticket, status);
        }

        if (!here.Ended.IsCompleted)
        {
            return new SyncState(ticket, "running");
        }

        try
        {
            var result = await here.Ended;
            return new SyncState(ticket, Ended(result, status)) { Result = SyncAnswer.Of(result, seconds: null) };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new SyncState(ticket, "failed") { Problem = ProblemOf.Exception(e) with { Export = here.Export.Name } };
        }
    }

    /// <summary>Whether a text can be such a ticket.</summary>
    public static bool IsTicket(string text) => text.Length == 16 && text.All(char.IsAsciiDigit);

    // What stopped at its budget here may have been gone on with since.
    private static string Ended(RunResult result, ExportStatus status) => result.Outcome != RunOutcome.Stopped
        ? Words.Of(result.Outcome)
        : status.Runs.FirstOrDefault(run => run.Run == result.Run) is { } past ? Word(past.Outcome) : "stopped";

    private static SyncState InStorage(string ticket, ExportStatus status)
    {
        var asked = long.Parse(ticket, NumberStyles.None, CultureInfo.InvariantCulture);
        if (status.Runs.LastOrDefault(run => run.Started + (run.Seconds * 1e6) >= asked) is { } past)
        {
            return new SyncState(ticket, Word(past.Outcome))
            {
                Problem = past.Error is null ? null : Problem.Of(ProblemType.RunFailed, past.Error) with { Export = status.Export },
            };
        }

        return new SyncState(ticket, status.UnderWay is not null ? "running" : status.Through >= asked ? "idle" : "unknown");
    }

    private static string Word(string outcome) => outcome == "succeeded" ? "completed" : outcome;
}

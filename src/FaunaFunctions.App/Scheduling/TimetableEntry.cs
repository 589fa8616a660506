using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using NCrontab;

namespace FaunaFunctions.App.Scheduling;

/// <summary>One timer: when it fires, and what it does then.</summary>
/// <param name="Export">The export it runs.</param>
/// <param name="Mode">Full for a snapshot; null for what the settings say.</param>
/// <param name="Schedule">When; in UTC.</param>
internal sealed record TimetableEntry(ExportSettings Export, RunMode? Mode, CrontabSchedule Schedule)
{
    // A schedule may never come: the 30th of February. Beyond this it is not looked for.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 8);

    /// <summary>The timer's function.</summary>
    public string Function => Mode == RunMode.Full ? FunctionNames.SnapshotTimer(Export.Name) : FunctionNames.ExportTimer(Export.Name);

    /// <summary>The first time after <paramref name="after"/>; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var from = after.UtcDateTime;
        foreach (var next in Schedule.GetNextOccurrences(from, from + Horizon))
        {
            return new DateTimeOffset(next, TimeSpan.Zero);
        }

        return null;
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using NCrontab;

namespace FaunaFunctions.App.Scheduling;

/// <summary>The schedules of the exports, with <c>%APP_SETTING%</c> replaced. All times are UTC.</summary>
internal static class Timetable
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    /// <summary>All timers, snapshots first: where both are due, the snapshot does the other's work too.</summary>
    public static IReadOnlyList<TimetableEntry> Of(ExportRegistry registry) =>
        [.. registry.All.Select(export => Snapshot(registry, export)).OfType<TimetableEntry>(), .. registry.All.Select(export => Run(registry, export)).OfType<TimetableEntry>()];

    /// <summary>The timer of an export's <c>schedule</c>; null when it has none, or its app setting is not set or not a schedule.</summary>
    public static TimetableEntry? Run(ExportRegistry registry, ExportSettings export) => Entry(registry, export, null, export.Schedule);

    /// <summary>The timer of an export's <c>fullSchedule</c>; null likewise.</summary>
    public static TimetableEntry? Snapshot(ExportRegistry registry, ExportSettings export) => Entry(registry, export, RunMode.Full, export.FullSchedule);

    private static TimetableEntry? Entry(ExportRegistry registry, ExportSettings export, RunMode? mode, string? expression) =>
        registry.ResolveSchedule(expression) is { } resolved && CrontabSchedule.TryParse(resolved, WithSeconds) is { } schedule
            ? new TimetableEntry(export, mode, schedule)
            : null;
}

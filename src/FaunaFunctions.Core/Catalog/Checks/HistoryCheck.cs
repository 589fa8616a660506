using System.Globalization;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>
/// What is read from the collection's history must still be in it at the next run: through v4 deletions, through v10 every change.
/// </summary>
internal sealed class HistoryCheck(
    ExportSettings settings, IFaunaSchema schema, Func<string, string?> appSetting, TimeProvider time, CheckList checks)
{
    private static readonly TimeSpan AlwaysKept = TimeSpan.FromMinutes(15);

    private string What => settings.Connection.Api == FaunaApi.V10 ? "changes" : "deletions";

    /// <param name="definition">The collection's; null when the key may not read it.</param>
    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(CollectionDefinition? definition, long now, CancellationToken cancellationToken)
    {
        var keepsAll = definition is { HistoryDays: null };
        if (keepsAll)
        {
            checks.Pass(CheckItem.History, $"The collection keeps its history for ever: {What} are found however far apart runs are.");
            return;
        }

        var oldest = await schema.GetMinimumTimeAsync(settings.Collection, cancellationToken);
        var measured = oldest is { } o ? TimeSpan.FromMicroseconds(now - o) : AlwaysKept;
        // After history_days was raised, history grows until it reaches what the definition says.
        var defined = definition?.HistoryDays is { } days and < 3_000_000 ? TimeSpan.FromDays(days) + AlwaysKept : measured;
        var kept = defined > measured ? defined : measured;
        var history = definition is null ? $"The collection's history reaches back {Describe(kept)} so far" : $"The collection keeps {Describe(kept)} of history";
        if (LongestGap(out var unknown) is not { } gap)
        {
            checks.Pass(CheckItem.History, $"{history}; {unknown}: {What} are found when runs are never further apart.");
        }
        else if (gap > kept)
        {
            checks.Warn(CheckItem.History, $"{history}, but runs can be {Describe(gap)} apart: {What} in between are lost, and the run then takes a new full snapshot. {Advice(gap, isDefined: definition is not null)}");
        }
        else
        {
            checks.Pass(CheckItem.History, $"{history}; runs are at most {Describe(gap)} apart.");
        }
    }

    // What was measured is all that there is to say of a hidden definition, and after history_days was raised it grows only as time goes by.
    private static string Advice(TimeSpan gap, bool isDefined)
    {
        var days = Math.Ceiling(gap.TotalDays).ToString(CultureInfo.InvariantCulture);
        return isDefined
            ? $"Raise the collection's history_days to {days}, or run more often."
            : $"If history_days was raised to {days} or more lately, history is still growing, and there is nothing to do (this key may not read the definition, which would tell). Else raise it, or run more often.";
    }

    private TimeSpan? LongestGap(out string unknown)
    {
        unknown = "the export has no schedule";
        var schedule = settings.Schedule;
        if (schedule is null)
        {
            return null;
        }

        if (AppSettings.NameIn(schedule) is { } name)
        {
            unknown = $"app setting '{name}', the schedule, is not set here";
            schedule = appSetting(name);
        }

        return schedule is null ? null : ScheduleGap.Longest(schedule, time.GetUtcNow().UtcDateTime);
    }

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Describe(time.TotalDays, "days"),
        { TotalHours: >= 2 } => Describe(time.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Describe(time.TotalMinutes, "minutes"),
        _ => Describe(time.TotalSeconds, "seconds"),
    };

    private static string Describe(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
}

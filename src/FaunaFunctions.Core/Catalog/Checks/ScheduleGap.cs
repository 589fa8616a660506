using NCrontab;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>How far apart a schedule's runs are.</summary>
internal static class ScheduleGap
{
    private const int MostOccurrences = 250_000;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366);
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    /// <summary>
    /// The longest time between two runs in the year from <paramref name="now"/> (of a schedule of many runs a day: in its first
    /// 250,000, which are a week of working hours at one a second); null when the expression is none, or has fewer than two runs.
    /// </summary>
    /// <param name="expression">Six-field NCRONTAB.</param>
    /// <param name="now">Start, UTC.</param>
    public static TimeSpan? Longest(string expression, DateTime now)
    {
        if (CrontabSchedule.TryParse(expression, WithSeconds) is not { } schedule)
        {
            return null;
        }

        TimeSpan? longest = null;
        DateTime? last = null;
        foreach (var next in schedule.GetNextOccurrences(now, now + Horizon).Take(MostOccurrences))
        {
            if (next - last is { } gap && !(gap <= longest))
            {
                longest = gap;
            }

            last = next;
        }

        return longest;
    }
}

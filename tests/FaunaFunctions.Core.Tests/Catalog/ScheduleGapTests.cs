using FaunaFunctions.Core.Catalog.Checks;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class ScheduleGapTests
{
    private static readonly DateTime Monday = new(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("0 */5 * * * *", 5)]
    [InlineData("0 0 * * * *", 60)]
    [InlineData("0 0 3 * * SUN", 7 * 24 * 60)]
    [InlineData("0 0 9 * * MON-FRI", 3 * 24 * 60)]
    [InlineData("0 0,10 * * * *", 50)]
    [InlineData("0 0 0 1 * *", 31 * 24 * 60)]
    [InlineData("0 */5 9-16 * * MON-FRI", (2 * 24 * 60) + (16 * 60) + 5)]
    [InlineData("* * 9-16 * * MON-FRI", (2 * 24 * 60) + (16 * 60) + (1 / 60.0))]
    public void The_longest_time_between_two_runs_is_found(string schedule, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), ScheduleGap.Longest(schedule, Monday));

    [Theory]
    [InlineData("every day")]
    [InlineData("*/5 * * * *")]
    [InlineData("0 0 0 30 2 *")]
    public void What_is_no_schedule_or_never_runs_has_no_gap(string schedule) => Assert.Null(ScheduleGap.Longest(schedule, Monday));
}

namespace FaunaFunctions.App.Runs;

/// <summary>How long an invocation may take, counted from its begin.</summary>
/// <param name="time">Clock.</param>
/// <param name="timeout">When the host would kill the process, counted from now; null for never.</param>
/// <param name="reading">The most that a run may read, whatever the timeout; null for no such limit.</param>
internal sealed class RunLimit(TimeProvider time, TimeSpan? timeout, TimeSpan? reading = null)
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostMargin = TimeSpan.FromMinutes(5);
    private readonly long _started = time.GetTimestamp();

    /// <summary>No limit.</summary>
    public static RunLimit None { get; } = new(TimeProvider.System, null);

    /// <summary>
    /// How much longer a run may read; then it commits what it has and is continued by another invocation. Null for no limit, never negative.
    /// What comes behind it (answers under way, the last part, the cursor) has the margin: a tenth of the timeout, 30 s at least, 5 min at most, and half of a timeout below a minute.
    /// </summary>
    public TimeSpan? ReadingLeft => Left(reading is null || timeout - Margin < reading ? timeout - Margin : reading);

    /// <summary>How much longer a run may do anything at all: a fifth of the margin is kept for the answer. Null for no limit, never negative.</summary>
    public TimeSpan? WorkLeft => Left(timeout - (Margin / 5));

    private TimeSpan? Margin
    {
        get
        {
            if (timeout is not { } whole)
            {
                return null;
            }

            var tenth = TimeSpan.FromTicks(Math.Clamp(whole.Ticks / 10, LeastMargin.Ticks, MostMargin.Ticks));
            return tenth < whole / 2 ? tenth : whole / 2;
        }
    }

    private TimeSpan? Left(TimeSpan? of)
    {
        var left = of - time.GetElapsedTime(_started);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}

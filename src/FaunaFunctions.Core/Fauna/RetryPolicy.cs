namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// How long and how often a request is repeated: after each failed try a random pause between zero and a limit that
/// doubles ("full jitter"), so that many clients of a struggling server do not come back together.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>The longest pause after the first try.</summary>
    public TimeSpan Base { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause after any try.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>No try starts later than this after the first one did.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a 500 is repeated: some are caused by the request itself and never mend.</summary>
    public int ServerErrorRepeats { get; init; } = 2;

    /// <summary>How often a failed connection is repeated while the server has never answered: most likely its address is wrong.</summary>
    public int FirstContactRepeats { get; init; } = 2;

    /// <summary>The pause before the next try.</summary>
    /// <param name="failedTries">Tries that failed so far, at least 1.</param>
    /// <param name="random">Source of the jitter.</param>
    /// <returns>Between zero and the smaller of <see cref="Cap"/> and <see cref="Base"/> · 2^(tries − 1).</returns>
    public TimeSpan NextPause(int failedTries, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failedTries, 1);
        var limit = Math.Min(Cap.TotalMilliseconds, Base.TotalMilliseconds * Math.Pow(2, failedTries - 1));
        return TimeSpan.FromMilliseconds(random.NextDouble() * limit);
    }
}

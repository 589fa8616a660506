using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http.Status;

/// <summary>A run at work in this process. Times are µs since 1970.</summary>
/// <param name="Started">When it was asked for.</param>
/// <param name="Seconds">How long ago that is.</param>
internal sealed record RunningNow(long Started, double Seconds)
{
    /// <summary><c>full</c> or <c>incremental</c>; null before the first page.</summary>
    public string? Mode { get; init; }

    /// <summary><c>removals</c>, <c>documents</c> or <c>finishing</c>; null likewise.</summary>
    public string? Phase { get; init; }

    /// <summary>Records so far, committed or not.</summary>
    public long? Rows { get; init; }

    /// <summary>Deletion records so far.</summary>
    public long? Deletions { get; init; }

    /// <summary>Bytes of NDJSON so far.</summary>
    public long? Bytes { get; init; }

    /// <summary>Pages asked for and not yet answered.</summary>
    public int? PagesInFlight { get; init; }

    /// <summary>Documents per page.</summary>
    public int? PageSize { get; init; }

    /// <summary>The time that is being read.</summary>
    public long? At { get; init; }

    /// <summary>The same of a run.</summary>
    public static RunningNow Of(ActiveRun run, DateTimeOffset now)
    {
        var begun = new RunningNow(MicroTime.From(run.Started), Math.Round((now - run.Started).TotalSeconds, 3));
        return run.Latest is not { } progress ? begun : begun with
        {
            Mode = Words.Of(progress.Mode),
            Phase = Words.Of(progress.Phase),
            Rows = progress.Rows,
            Deletions = progress.Deletions,
            Bytes = progress.Bytes,
            PagesInFlight = progress.PagesInFlight,
            PageSize = progress.PageSize,
            At = progress.At,
        };
    }
}

using FaunaFunctions.App.Http.Status;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http.Syncs;

/// <summary>How a run ended, or that it has not. Times are µs since 1970.</summary>
/// <param name="Export">The export's name.</param>
/// <param name="Outcome"><c>completed</c>, <c>idle</c> (nothing had changed), <c>stopped</c> (it will be gone on with) or <c>running</c>.</param>
internal sealed record SyncAnswer(string Export, string Outcome)
{
    /// <summary><c>full</c> or <c>incremental</c>: what was done.</summary>
    public string? Mode { get; init; }

    /// <summary>The run's id.</summary>
    public string? Run { get; init; }

    /// <summary>Records, deletions included.</summary>
    public long? Rows { get; init; }

    /// <summary>Deletion records.</summary>
    public long? Deletions { get; init; }

    /// <summary>Bytes of NDJSON.</summary>
    public long? Bytes { get; init; }

    /// <summary>Parts.</summary>
    public int? Parts { get; init; }

    /// <summary>Start of the run's window, exclusive.</summary>
    public long? From { get; init; }

    /// <summary>End of what is exported.</summary>
    public long? Through { get; init; }

    /// <summary>Name of the manifest.</summary>
    public string? Manifest { get; init; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>How long it took.</summary>
    public double? Seconds { get; init; }

    /// <summary>While it runs: how far it has come.</summary>
    public RunningNow? Running { get; init; }

    /// <summary>Where to ask how it ended.</summary>
    public string? Status { get; init; }

    /// <summary>The same of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="seconds">How long it took; null when that is unknown.</param>
    public static SyncAnswer Of(RunResult result, double? seconds) => new(result.Export, Words.Of(result.Outcome))
    {
        Mode = Words.Of(result.Mode),
        Run = result.Run,
        Rows = result.Rows,
        Deletions = result.Deletions,
        Bytes = result.Bytes,
        Parts = result.Parts,
        From = result.From,
        Through = result.Through,
        Manifest = result.Manifest,
        Warnings = result.Warnings,
        Seconds = seconds is { } s ? Math.Round(s, 3) : null,
    };
}

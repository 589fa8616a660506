using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>How an invocation ended.</summary>
public enum RunOutcome
{
    /// <summary>The run is complete; its manifest is written.</summary>
    Completed,

    /// <summary>Nothing had changed; nothing was written.</summary>
    Idle,

    /// <summary>Stopped at its budget, or by hand. What was read is committed; the next invocation goes on.</summary>
    Stopped,
}

/// <summary>What an invocation did. Counts are those of the whole run, earlier invocations of it included.</summary>
public sealed record RunResult
{
    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>How it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>Full or incremental: what was done, which is not always what was asked for.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Records, deletions included.</summary>
    public long Rows { get; init; }

    /// <summary>Deletion records.</summary>
    public long Deletions { get; init; }

    /// <summary>Deletion records, in a manifest of their own, of documents that were alive before a full export and are not in it.</summary>
    public long Inferred { get; init; }

    /// <summary>Bytes of NDJSON.</summary>
    public long Bytes { get; init; }

    /// <summary>Parts of the run.</summary>
    public int Parts { get; init; }

    /// <summary>Start of the window, µs, exclusive; null for a full export.</summary>
    public long? From { get; init; }

    /// <summary>Everything up to and including this time (µs) is exported; null while the first run is unfinished.</summary>
    public long? Through { get; init; }

    /// <summary>Name of the manifest; null unless one was written.</summary>
    public string? Manifest { get; init; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The result of a run.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="committed">What it has committed.</param>
    /// <param name="through">Everything up to and including this time (µs) is exported.</param>
    internal static RunResult Of(string export, RunOutcome outcome, RunState committed, long? through)
    {
        var run = committed.Main();
        var inferred = committed.Snapshot is null ? null : committed;
        return new RunResult
        {
            Export = export,
            Outcome = outcome,
            Mode = run.Mode,
            Run = run.Id,
            Rows = run.Rows,
            Deletions = run.Deletions,
            Inferred = inferred?.Rows ?? 0,
            Bytes = run.Bytes,
            Parts = run.NextPart - 1,
            From = run.From,
            Through = through,
            Manifest = outcome == RunOutcome.Completed && (run.Mode == RunMode.Full || run.Rows > 0) ? PartNames.Manifest(run.Prefix) : null,
            Warnings = [.. run.Warnings, .. inferred?.Warnings ?? []],
        };
    }
}

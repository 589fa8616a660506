using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Http.Status;

/// <summary>Where an export stands. Times are µs since 1970.</summary>
/// <param name="Export">The export's name.</param>
/// <param name="Collection">What it exports.</param>
internal sealed record StatusAnswer(string Export, string Collection)
{
    /// <summary>Everything up to and including this time is exported; null before the first run has finished.</summary>
    public long? Through { get; init; }

    /// <summary>How long ago that is, by this machine's clock; null likewise.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Time of the newest complete full export; null when there is none.</summary>
    public long? Snapshot { get; init; }

    /// <summary>When its timer fires next; null when it has none.</summary>
    public long? NextRun { get; init; }

    /// <summary>When its timer for snapshots fires next; null when it has none.</summary>
    public long? NextSnapshot { get; init; }

    /// <summary>Its run in this process; null when there is none here.</summary>
    public RunningNow? Running { get; init; }

    /// <summary>The run whose parts are being committed, here or elsewhere, or that waits to be gone on with; null between runs.</summary>
    public UnfinishedRun? UnderWay { get; init; }

    /// <summary>The run that was asked for; null when none was.</summary>
    public SyncState? Sync { get; init; }

    /// <summary>Of an export of a whole database, its collections; null for one of a collection.</summary>
    public IReadOnlyList<CollectionStatus>? Collections { get; init; }

    /// <summary>Why the rest is unknown, of one export among all: its cursor cannot be read; null when it can.</summary>
    public string? Error { get; init; }

    /// <summary>The last runs, newest first.</summary>
    public IReadOnlyList<PastRun> Runs { get; init; } = [];
}

/// <param name="Exports">All of them, in the settings' order.</param>
internal sealed record StatusAnswers(IReadOnlyList<StatusAnswer> Exports);

/// <summary>What became of a run that was asked for over HTTP.</summary>
/// <param name="Run">What it is asked about by.</param>
/// <param name="State"><c>running</c>, <c>stopped</c> (it will be gone on with), <c>completed</c>, <c>idle</c>, <c>failed</c> or <c>unknown</c>.</param>
internal sealed record SyncState(string Run, string State)
{
    /// <summary>When this process ran it to its end: the result.</summary>
    public Syncs.SyncAnswer? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public Problem? Problem { get; init; }
}

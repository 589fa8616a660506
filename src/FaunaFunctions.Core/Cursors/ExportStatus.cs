using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Cursors;

/// <summary>Where an export stands. Times are µs since 1970.</summary>
/// <param name="Export">The export's name.</param>
/// <param name="Collection">What it exports.</param>
/// <param name="Through">Everything up to and including this time is exported; null before the first run has finished.</param>
/// <param name="LagSeconds">How long ago that is, by this machine's clock; null likewise.</param>
/// <param name="Snapshot">Time of the newest complete full export; null when there is none.</param>
/// <param name="UnderWay">The unfinished run; null between runs.</param>
/// <param name="Runs">The last runs, newest first.</param>
public sealed record ExportStatus(
    string Export, string Collection, long? Through, double? LagSeconds, long? Snapshot, UnfinishedRun? UnderWay, IReadOnlyList<PastRun> Runs)
{
    /// <summary>Of an export of a whole database, its collections, those that are gone included; null for an export of a collection.</summary>
    public IReadOnlyList<CollectionStatus>? Collections { get; init; }

    /// <summary>Reads it from the storage.</summary>
    /// <param name="export">The export.</param>
    /// <param name="cursors">Where its position and history are.</param>
    /// <param name="runs">How many of the last runs to read.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CursorCorrupt">The position cannot be read.</exception>
    public static async Task<ExportStatus> ReadAsync(
        ExportSettings export, ICursorStore cursors, int runs, TimeProvider time, CancellationToken cancellationToken)
    {
        var cursor = (await cursors.ReadAsync(export.Name, cancellationToken))?.Cursor;
        var past = runs == 0 ? [] : await cursors.ReadRunsAsync(export.Name, runs, cancellationToken);
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        var status = new ExportStatus(
            export.Name,
            export.Collection,
            cursor?.Through,
            cursor?.Through is { } through ? Math.Round(Math.Max(0, now - through) / 1e6, 3) : null,
            cursor?.Snapshot,
            cursor?.Run is { } run ? UnfinishedRun.Of(run) : cursor?.Database?.Run is { } whole ? UnfinishedRun.Of(whole) : null,
            [.. past.Select(PastRun.Of)]);
        return export.IsDatabase ? status with { Collections = await CollectionStatus.ReadAsync(cursor?.Database, cursors, cancellationToken) } : status;
    }
}

/// <summary>A run that the next invocation goes on with.</summary>
/// <param name="Run">Id.</param>
/// <param name="Mode"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Phase"><c>removals</c>, <c>documents</c>, <c>changes</c>, <c>inferring</c> or <c>finishing</c>; of a whole database, <c>collections</c>.</param>
/// <param name="At">The time that is being read.</param>
/// <param name="Parts">Committed parts.</param>
/// <param name="Rows">Committed records.</param>
public sealed record UnfinishedRun(string Run, string Mode, string Phase, long At, int Parts, long Rows)
{
    /// <summary>The same of a cursor.</summary>
    public static UnfinishedRun Of(RunState run) => new(
        run.Main().Id, Word(run.Main().Mode), Word(run.Position.Phase), run.Main().Position.At, run.Main().NextPart - 1, run.Main().Rows);

    /// <summary>The same of a run over a whole database.</summary>
    public static UnfinishedRun Of(DatabaseRun run) => new(run.Id, Word(run.Mode), "collections", run.At, run.Parts, run.Rows);

    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>A run of the history.</summary>
/// <param name="Run">Id.</param>
/// <param name="Mode"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>stopped</c> or <c>failed</c>.</param>
/// <param name="Started">By the exporter's clock.</param>
/// <param name="Seconds">From its start to its end, pauses between invocations included.</param>
/// <param name="Rows">Records, deletions included.</param>
/// <param name="Deletions">Deletion records.</param>
/// <param name="Bytes">Bytes of NDJSON.</param>
/// <param name="Through">End of what is exported.</param>
/// <param name="Error">Why it failed.</param>
public sealed record PastRun(
    string Run, string Mode, string Outcome, long Started, double Seconds, long Rows, long Deletions, long Bytes, long? Through, string? Error)
{
    /// <summary>The same of a history's row.</summary>
    public static PastRun Of(RunRecord run) => new(
        run.Run, UnfinishedRun.Word(run.Mode), run.Outcome, run.Started, Math.Round((run.Finished - run.Started) / 1e6, 3),
        run.Rows, run.Deletions, run.Bytes, run.Through, run.Error);
}

namespace FaunaFunctions.Core.Cursors;

/// <summary>
/// Where cursors and the history of runs are kept: a folder, or a storage table. Every implementation passes <c>CursorStoreContract</c>.
/// </summary>
public interface ICursorStore
{
    /// <summary>The export's cursor with its version; null when there is none.</summary>
    /// <exception cref="CursorCorrupt">It is there but cannot be read. It is never treated as absent.</exception>
    Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken);

    /// <summary>Replaces the cursor if it still has the version that was read.</summary>
    /// <param name="cursor">The new value.</param>
    /// <param name="version">Version of the value it replaces; null to create the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="CursorMoved">Another run has moved, created or deleted it since.</exception>
    Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken);

    /// <summary>Removes the cursor, so that the next run starts from nothing. Returns also when there is none.</summary>
    Task DeleteAsync(string export, CancellationToken cancellationToken);

    /// <summary>Adds a finished or failed run to the export's history. Adding the same run id again replaces it.</summary>
    Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken);

    /// <summary>The export's newest runs, newest first.</summary>
    Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the export for one run, so that two do not waste each other's work. Correctness does not rest on it.
    /// The claim ends when it is disposed, or by itself some time after its process died.
    /// </summary>
    /// <exception cref="ExportBusy">Another run holds it.</exception>
    Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken);
}

/// <summary>A cursor and the version to guard its replacement.</summary>
/// <param name="Cursor">The value.</param>
/// <param name="Version">Opaque (an ETag).</param>
public sealed record StoredCursor(ExportCursor Cursor, string Version);

/// <summary>A claim on an export.</summary>
public interface IExportLease : IAsyncDisposable
{
    /// <summary>Cancelled when the claim was lost to somebody else.</summary>
    CancellationToken Lost { get; }
}

/// <summary>One row of an export's history.</summary>
public sealed record RunRecord
{
    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Full or incremental.</summary>
    public required RunMode Mode { get; init; }

    /// <summary><c>succeeded</c>, <c>stopped</c> (budget) or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>µs.</summary>
    public required long Started { get; init; }

    /// <summary>µs.</summary>
    public required long Finished { get; init; }

    /// <summary>Records, deletions included, over the whole run.</summary>
    public long Rows { get; init; }

    /// <summary>Deletion records.</summary>
    public long Deletions { get; init; }

    /// <summary>Bytes of NDJSON.</summary>
    public long Bytes { get; init; }

    /// <summary>End of what is exported, µs; null when unknown.</summary>
    public long? Through { get; init; }

    /// <summary>The error's message, without secrets; null when there was none.</summary>
    public string? Error { get; init; }
}

/// <summary>Another run holds the export.</summary>
public sealed class ExportBusy(string export, string? detail = null)
    : Exception($"Export '{export}' is being run by somebody else{(detail is null ? "" : $" ({detail})")}. This run did nothing; try again when the other has finished.")
{
    /// <summary>The export's name.</summary>
    public string Export { get; } = export;
}

/// <summary>The cursor is not the one that was read: another run has moved it.</summary>
public sealed class CursorMoved(string export)
    : Exception($"The cursor of export '{export}' was moved by another run. This run stops; nothing of it was committed twice.")
{
    /// <summary>The export's name.</summary>
    public string Export { get; } = export;
}

/// <summary>A cursor that is there and cannot be read.</summary>
/// <param name="where">The file, or the row.</param>
/// <param name="why">What is wrong with it, to go on behind a colon, without a stop.</param>
/// <param name="inner">What the reader said; may be null.</param>
/// <param name="remedy">How to begin anew, as far as it is not a reset; null for that.</param>
public sealed class CursorCorrupt(string where, string why, Exception? inner = null, string? remedy = null)
    : Exception($"The cursor at {where} cannot be read: {why.TrimEnd('.')}. Restore it, or {remedy ?? "reset the export"} to start again with a full export.", inner)
{
    /// <summary>What is wrong with it.</summary>
    public string Why { get; } = why;
}

using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Where a run is, told after every page.</summary>
/// <param name="Mode">Full or incremental.</param>
/// <param name="Phase">The stage.</param>
/// <param name="Rows">Records written, deletions included, committed or not.</param>
/// <param name="Deletions">Deletion records among them.</param>
/// <param name="Bytes">Bytes of NDJSON.</param>
/// <param name="PagesInFlight">Pages asked for and not yet answered.</param>
/// <param name="PageSize">Documents per page, now.</param>
/// <param name="At">Snapshot time in µs.</param>
public readonly record struct RunProgress(
    RunMode Mode, RunPhase Phase, long Rows, long Deletions, long Bytes, int PagesInFlight, int PageSize, long At);

namespace FaunaFunctions.Core.Fauna;

/// <summary>A set of documents read at one pinned time, in one order.</summary>
/// <param name="At">Snapshot time in µs: every page of the scan is read at it. Inclusive: what committed at it is seen.</param>
public abstract record Scan(long At);

/// <summary>Every document of the collection, by id.</summary>
/// <param name="At">Snapshot time in µs.</param>
public sealed record DocumentScan(long At) : Scan(At);

/// <summary>The documents whose last change lies in (<paramref name="After"/>, <paramref name="At"/>], by time, then id.</summary>
/// <param name="At">Snapshot time in µs, and end of the window (inclusive).</param>
/// <param name="After">Start of the window in µs, exclusive.</param>
public sealed record UpdateScan(long At, long After) : Scan(At);

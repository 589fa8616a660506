namespace FaunaFunctions.Core.Records;

/// <summary>
/// Which version of which document: a document's id and the time of its last change.
/// Ordered by time, then id, as an index over <c>ts, ref</c> is.
/// </summary>
/// <param name="Ts">Microseconds since 1970; 0 where only the id is known.</param>
/// <param name="Id">The document's id, −2^63 … 2^63−1.</param>
public readonly record struct DocumentKey(long Ts, long Id) : IComparable<DocumentKey>
{
    /// <inheritdoc/>
    public int CompareTo(DocumentKey other) =>
        Ts != other.Ts ? Ts.CompareTo(other.Ts) : Id.CompareTo(other.Id);

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(DocumentKey left, DocumentKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes last.</summary>
    public static bool operator >(DocumentKey left, DocumentKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come last.</summary>
    public static bool operator <=(DocumentKey left, DocumentKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come first.</summary>
    public static bool operator >=(DocumentKey left, DocumentKey right) => left.CompareTo(right) >= 0;
}

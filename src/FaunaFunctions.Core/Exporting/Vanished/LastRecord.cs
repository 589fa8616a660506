using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting.Vanished;

/// <summary>A record of a document, ordered by id and then so that the greatest is the one that counts: of one time, a version does before a deletion.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Rank">Its time (µs), doubled, and one more for a version.</param>
internal readonly record struct LastRecord(long Id, long Rank) : IComparable<LastRecord>
{
    /// <summary>The record's time, µs.</summary>
    public long Ts => Rank >> 1;

    /// <summary>Whether the document was there.</summary>
    public bool Lives => (Rank & 1) == 1;

    /// <summary>The same of a record as it is stored.</summary>
    public static LastRecord Of(DocumentKey key, bool deletion) => new(key.Id, (key.Ts << 1) | (deletion ? 0L : 1L));

    /// <inheritdoc/>
    public int CompareTo(LastRecord other) => Id != other.Id ? Id.CompareTo(other.Id) : Rank.CompareTo(other.Rank);
}

using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>
/// Where a page of updates is asked from, and what of it comes before the key that is wanted. They differ for negative ids only:
/// a cursor or range that starts at one gives an empty page, so all of that time is asked for.
/// </summary>
/// <param name="From">Where the page starts.</param>
/// <param name="Skipped">Ids at <paramref name="From"/>'s time that were read before; null when there are none.</param>
internal readonly record struct UpdateOrigin(UpdateStart From, IReadOnlySet<long>? Skipped)
{
    /// <summary>The scan's very start.</summary>
    public static UpdateOrigin Start(UpdateScan scan) => At(scan.After + 1);

    /// <summary>The start of a time.</summary>
    public static UpdateOrigin At(long ts) => new(new UpdateStart(ts, null), null);

    /// <summary>A key whose id is not negative.</summary>
    public static UpdateOrigin At(DocumentKey key) => new(new UpdateStart(key.Ts, key.Id), null);

    /// <summary>A key with a negative id.</summary>
    /// <param name="key">First key wanted.</param>
    /// <param name="sameTime">All entries of its time, in the index's order.</param>
    public static UpdateOrigin At(DocumentKey key, IReadOnlyList<DocumentKey> sameTime)
    {
        // Negative ids stand before the others or, compared as bytes, behind them: the entries themselves tell.
        var negativesLast = sameTime.Count > 0 && sameTime[0].Id >= 0 && sameTime[^1].Id < 0;
        var skipped = sameTime
            .Select(entry => entry.Id)
            .Where(id => negativesLast ? id >= 0 || id < key.Id : id < key.Id)
            .ToHashSet();
        return new UpdateOrigin(new UpdateStart(key.Ts, null), skipped.Count == 0 ? null : skipped);
    }

    /// <summary>How many entries to ask for so that <paramref name="size"/> of them are wanted.</summary>
    public int SizeFor(int size) => Math.Min(size + (Skipped?.Count ?? 0), V4Source.MaxSize);

    /// <summary>Whether an entry was read before.</summary>
    public bool Skips(DocumentKey key) => Skipped is not null && key.Ts == From.Ts && Skipped.Contains(key.Id);
}

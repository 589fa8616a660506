using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>The documents of a collection by id. Those with negative ids are never among them.</summary>
/// <param name="name">The collection's name, which is all that a cursor keeps of it.</param>
/// <param name="number">Its number; that of a native collection too.</param>
/// <param name="from">The lowest id; null for no limit.</param>
/// <param name="to">The greatest id; null for no limit.</param>
/// <param name="at">The time (µs) it is pinned to; null for the reader's.</param>
/// <param name="descending">The direction.</param>
/// <param name="isRange">Whether limits were given.</param>
internal sealed class CollectionSet(string name, int number, long? from, long? to, long? at, bool descending, bool isRange) : FqlSet
{
    public string Name { get; } = name;

    public int Number { get; } = number;

    public long? From { get; } = from;

    public long? To { get; } = to;

    public long? At { get; } = at;

    public bool Descending { get; } = descending;

    public bool IsRange { get; } = isRange;

    public override string? NotStreamable =>
        Number < NativeCollection.FirstUserCollection ? "only collections and user defined indexes are streamable."
        : Descending ? "streaming is not supported on sets that have been reversed."
        : IsRange ? "range queries are not supported yet, use `.where()` method instead."
        : At is not null ? "streaming is not supported for sets created within an `at()` expression."
        : null;

    public override FqlSet Reversed() => new CollectionSet(Name, Number, From, To, At, !Descending, IsRange);

    public override FqlSet Pinned(long at) => At is null ? new CollectionSet(Name, Number, From, To, at, Descending, IsRange) : this;

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        var run = frame.Run;
        if (run.Database.Collection(Number) is not { } collection)
        {
            yield break;
        }

        var pinned = At ?? frame.At;
        var ts = At ?? frame.SetTs;
        DocumentReader.CheckTime(run, collection, ts);
        var low = Math.Max(0, From ?? 0);
        var high = To ?? long.MaxValue;
        var start = (from as LongValue)?.Value;
        foreach (var document in Documents(collection, Descending ? null : Math.Max(low, start ?? low), Descending ? Math.Min(high, start ?? high) : null))
        {
            if (Descending ? document.Id < low : document.Id > high)
            {
                yield break;
            }

            if (document.VersionAt(ts) is not { } version || !version.IsLive(run.Snapshot))
            {
                continue;
            }

            run.RowsRead++;
            var reference = collection.RefTo(document.Id);
            if (DocumentReader.CanRead(run, reference, pinned))
            {
                yield return new SetItem(new DocValue(reference, pinned), new LongValue(document.Id));
            }
        }
    }

    private static IEnumerable<StoredDocument> Documents(CollectionStore collection, long? from, long? downFrom) =>
        from is { } low ? collection.From(low) : collection.Below(downFrom is long.MaxValue or null ? null : downFrom + 1);
}

using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>The documents that an index of their collection finds, by its values and their ids.</summary>
/// <param name="name">The collection's name.</param>
/// <param name="number">Its number.</param>
/// <param name="index">The index's name.</param>
/// <param name="terms">What is looked for.</param>
/// <param name="from">Inclusive prefix of the first row; empty for no limit.</param>
/// <param name="to">Inclusive prefix of the last row; empty for no limit.</param>
/// <param name="at">The time (µs) it is pinned to; null for the reader's.</param>
/// <param name="descending">Whether it is read from its end.</param>
internal sealed class IndexSet(string name, int number, string index, IReadOnlyList<Value> terms, IReadOnlyList<Value> from, IReadOnlyList<Value> to, long? at, bool descending) : FqlSet
{
    public string Name { get; } = name;

    public int Number { get; } = number;

    public string Index { get; } = index;

    public IReadOnlyList<Value> Terms { get; } = terms;

    public IReadOnlyList<Value> From { get; } = from;

    public IReadOnlyList<Value> To { get; } = to;

    public long? At { get; } = at;

    public bool Descending { get; } = descending;

    public override string? NotStreamable =>
        Descending ? "streaming is not supported on sets that have been reversed."
        : From.Count + To.Count > 0 ? "range queries are not supported yet, use `.where()` method instead."
        : At is not null ? "streaming is not supported for sets created within an `at()` expression."
        : null;

    public override FqlSet Reversed() => new IndexSet(Name, Number, Index, Terms, From, To, At, !Descending);

    public override FqlSet Pinned(long at) => At is null ? new IndexSet(Name, Number, Index, Terms, From, To, at, Descending) : this;

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        var run = frame.Run;
        if (run.Database.Collection(Number) is not { } collection || !collection.Named.TryGetValue(Index, out var named))
        {
            yield break;
        }

        run.Transaction.Flush();
        var store = named.Store;
        var pinned = At ?? frame.At;
        var ts = At ?? frame.SetTs;
        DocumentReader.CheckTime(run, collection, ts);
        var start = from is ArrayValue place ? place.Items : Descending ? To : From;
        var stop = Descending ? From : To;
        var rows = Descending
            ? store.Backward(Terms, start.Count == 0 ? null : r => Compare(store, r, start) <= 0)
            : store.Forward(Terms, start.Count == 0 ? null : r => Compare(store, r, start) < 0);
        foreach (var row in rows)
        {
            if (stop.Count > 0 && (Descending ? Compare(store, row, stop) < 0 : Compare(store, row, stop) > 0))
            {
                yield break;
            }

            if (!row.IsLive(ts, run.Snapshot) || row.Document.Id < 0)
            {
                continue;
            }

            run.RowsRead++;
            if (DocumentReader.CanRead(run, row.Document, pinned))
            {
                yield return new SetItem(new DocValue(row.Document, pinned), new ArrayValue([.. row.Key.Skip(Terms.Count), row.Document]));
            }
        }
    }

    private int Compare(IndexStore store, IndexRow row, IReadOnlyList<Value> prefix)
    {
        var values = row.Key.Length - Terms.Count;
        for (var i = 0; i < prefix.Count && i <= values; i++)
        {
            var result = i < values ? store.CompareValue(i, row.Key[Terms.Count + i], prefix[i]) : ValueOrder.Compare(row.Document, prefix[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }
}

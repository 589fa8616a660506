using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>A row of an index with the times at which it came and went.</summary>
/// <param name="key">Terms, then values.</param>
/// <param name="document">The document it stands for.</param>
internal sealed class IndexRow(Value[] key, RefValue document)
{
    public Value[] Key { get; } = key;

    public RefValue Document { get; } = document;

    /// <summary>Sorted by time, a removal before an addition.</summary>
    public RowEvent[] Events { get; set; } = [];

    public bool IsLive(long ts, long snapshot)
    {
        for (var i = Events.Length - 1; i >= 0; i--)
        {
            if (Events[i].Ts <= ts)
            {
                return Events[i].IsAdd && Events[i].Ttl > snapshot;
            }
        }

        return false;
    }
}

/// <summary>A row came or went.</summary>
/// <param name="Ts">When, µs.</param>
/// <param name="IsAdd">Came or went.</param>
/// <param name="Ttl">When the document expires, µs.</param>
internal readonly record struct RowEvent(long Ts, bool IsAdd, long Ttl);

/// <summary>The rows of an index, sorted by terms, values and document.</summary>
internal sealed class IndexStore
{
    private readonly SortedRuns<IndexRow> _rows;
    private readonly Func<LambdaValue, RefValue, DocumentVersion, Value> _bind;

    public IndexStore(long id, IndexDefinition definition, Func<LambdaValue, RefValue, DocumentVersion, Value> bind)
    {
        Id = id;
        Definition = definition;
        _bind = bind;
        _rows = new SortedRuns<IndexRow>(Comparer<IndexRow>.Create((a, b) => Compare(a.Key, a.Document, b.Key, b.Document)));
    }

    public long Id { get; }

    /// <summary>Whether it belongs to a collection's own definition rather than being an object of the schema.</summary>
    public bool IsNamed => Id < 0;

    public IndexDefinition Definition { get; }

    /// <summary>The rows of a match in order, from the first that is not before a bound.</summary>
    public IEnumerable<IndexRow> Forward(IReadOnlyList<Value> terms, Func<IndexRow, bool>? isBefore) =>
        _rows.Forward(r => CompareTerms(r.Key, terms) is var c && (c < 0 || (c == 0 && isBefore is not null && isBefore(r))))
            .TakeWhile(r => CompareTerms(r.Key, terms) == 0);

    /// <summary>The rows of a match before a bound, last one first.</summary>
    public IEnumerable<IndexRow> Backward(IReadOnlyList<Value> terms, Func<IndexRow, bool>? isBefore) =>
        _rows.Backward(r => CompareTerms(r.Key, terms) is var c && (c < 0 || (c == 0 && (isBefore is null || isBefore(r)))))
            .TakeWhile(r => CompareTerms(r.Key, terms) == 0);

    /// <summary>Compares one covered value with another, as this index sorts it.</summary>
    public int CompareValue(int position, Value a, Value b) =>
        ValueOrder.Compare(a, b) * (position < Definition.Values.Count && Definition.Values[position].Reverse ? -1 : 1);

    /// <summary>Whether another document holds a row with the same terms and values.</summary>
    public bool Conflicts(RefValue document, DocumentVersion version, long snapshot) =>
        Keys(document, version).Any(key => _rows
            .Forward(r => ComparePrefix(r.Key, key) < 0)
            .TakeWhile(r => ComparePrefix(r.Key, key) == 0)
            .Any(r => r.IsLive(long.MaxValue, snapshot) && !ValueOrder.AreEqual(r.Document, document)));

    /// <summary>Whether a version of a document stands in a match.</summary>
    public bool Matches(RefValue document, DocumentVersion version, IReadOnlyList<Value> terms) =>
        Keys(document, version).Any(key => CompareTerms(key, terms) == 0);

    /// <summary>Writes the rows that a version brings about, after the one before it; or takes them back.</summary>
    public void Apply(RefValue document, DocumentVersion? before, DocumentVersion version, bool undo)
    {
        if (before is null && !version.IsDeleted)
        {
            foreach (var key in Keys(document, version))
            {
                Record(key, document, new RowEvent(version.Ts, true, version.Ttl), undo);
            }

            return;
        }

        var was = before is not null && before.IsLive(version.Ts) ? Keys(document, before).ToList() : [];
        var now = version.IsDeleted ? [] : Keys(document, version).ToList();
        var sameLife = before is not null && before.Ttl == version.Ttl && !version.Recreated;
        foreach (var key in was)
        {
            var stays = now.Exists(k => ComparePrefix(k, key) == 0);
            if (!stays || (!sameLife && !version.Recreated))
            {
                Record(key, document, new RowEvent(version.Ts, false, version.Ttl), undo);
            }
        }

        foreach (var key in now)
        {
            if (!sameLife || !was.Exists(k => ComparePrefix(k, key) == 0))
            {
                Record(key, document, new RowEvent(version.Ts, true, version.Ttl), undo);
            }
        }
    }

    /// <summary>Takes in everything that a collection's documents ever were.</summary>
    public void Fill(CollectionStore collection)
    {
        foreach (var document in collection.All())
        {
            var reference = collection.RefTo(document.Id);
            DocumentVersion? before = null;
            foreach (var version in document.Versions)
            {
                Apply(reference, before, version, undo: false);
                before = version;
            }
        }
    }

    public void Clear() => _rows.Clear();

    private void Record(Value[] key, RefValue document, RowEvent change, bool undo)
    {
        var row = new IndexRow(key, document);
        if (!_rows.TryFind(row, out var found))
        {
            if (undo)
            {
                return;
            }

            found = row;
            _rows.Set(row);
        }

        if (undo)
        {
            found.Events = [.. found.Events.Where(e => e.Ts != change.Ts || e.IsAdd != change.IsAdd)];
            if (found.Events.Length == 0)
            {
                _rows.Remove(found);
            }

            return;
        }

        found.Events = found.Events.Length == 0
            ? [change]
            : [.. found.Events.Where(e => e.Ts != change.Ts || e.IsAdd != change.IsAdd).Append(change).OrderBy(e => e.Ts).ThenBy(e => e.IsAdd)];
    }

    private IEnumerable<Value[]> Keys(RefValue document, DocumentVersion version)
    {
        var terms = Definition.Terms;
        var values = Definition.Values;
        var cells = new Value[terms.Count + values.Count];
        var single = true;
        for (var i = 0; i < cells.Length; i++)
        {
            var field = i < terms.Count ? terms[i] : values[i - terms.Count];
            cells[i] = Cell(field, document, version);
            single &= cells[i] is not ArrayValue;
        }

        if (single)
        {
            return HasOnlyNulls(cells.AsSpan(0, terms.Count)) || HasOnlyNulls(cells.AsSpan(terms.Count)) ? [] : [cells];
        }

        return Combinations(cells, terms.Count);
    }

    private static bool HasOnlyNulls(ReadOnlySpan<Value> cells)
    {
        foreach (var cell in cells)
        {
            if (cell is not NullValue)
            {
                return false;
            }
        }

        return !cells.IsEmpty;
    }

    // A row for every combination of elements.
    private static IEnumerable<Value[]> Combinations(Value[] cells, int terms)
    {
        var columns = Array.ConvertAll(cells, c => c is ArrayValue a ? a.Items : [c]);

        if ((terms > 0 && columns.Take(terms).All(c => c.All(v => v is NullValue)))
            || (columns.Length > terms && columns.Skip(terms).All(c => c.All(v => v is NullValue))))
        {
            yield break;
        }

        var at = new int[columns.Length];
        while (true)
        {
            var key = new Value[columns.Length];
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = columns[i][at[i]];
            }

            yield return key;
            var column = columns.Length - 1;
            while (column >= 0 && ++at[column] == columns[column].Count)
            {
                at[column--] = 0;
            }

            if (column < 0)
            {
                yield break;
            }
        }
    }

    // What the index keeps of a field: null for what it does not, an array for one row per element.
    private Value Cell(IndexField field, RefValue document, DocumentVersion version)
    {
        var value = field.Binding is { } binding
            ? Definition.Binding(document.Collection, binding) is { } lambda ? _bind(lambda, document, version) : NullValue.Instance
            : field.AsTime ? TimeValue.FromMicros(version.Ts)
            : Field(field.Path, document, version);
        return value switch
        {
            ArrayValue { Items.Count: > 0 } array when field.EachElement => new ArrayValue([.. array.Items.Select(v => Kept(field, v))]),
            ArrayValue => NullValue.Instance,
            _ => Kept(field, value),
        };
    }

    private static Value Kept(IndexField field, Value value) =>
        ValueOrder.CountsAsNull(value) ? NullValue.Instance
        : field.Casefold && value is StringValue s ? new StringValue(s.Value.ToLowerInvariant())
        : value;

    private static Value Field(string[] path, RefValue document, DocumentVersion version)
    {
        switch (path)
        {
            case ["ts"]:
                return new LongValue(version.Ts);
            case ["ref"]:
                return document;
            case ["class"] or ["collection"] or ["ref", "class"] or ["ref", "collection"]:
                return new RefValue(document.Scope, NativeCollection.Collections, document.Collection);
            case ["ref", "id"]:
                return new StringValue(document.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            default:
                break;
        }

        Value? value = version.Fields;
        foreach (var step in path)
        {
            value = value switch
            {
                ObjectValue o => o[step],
                ArrayValue a when int.TryParse(step, out var i) && i >= 0 && i < a.Items.Count => a.Items[i],
                _ => null,
            };
        }

        return value ?? NullValue.Instance;
    }

    private static int CompareTerms(Value[] key, IReadOnlyList<Value> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            var result = ValueOrder.Compare(key[i], terms[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    private int ComparePrefix(Value[] a, Value[] b)
    {
        var terms = Definition.Terms.Count;
        for (var i = 0; i < a.Length; i++)
        {
            var result = i < terms ? ValueOrder.Compare(a[i], b[i]) : CompareValue(i - terms, a[i], b[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    private int Compare(Value[] a, RefValue documentA, Value[] b, RefValue documentB) =>
        ComparePrefix(a, b) is var result && result != 0 ? result : ValueOrder.Compare(documentA, documentB);
}

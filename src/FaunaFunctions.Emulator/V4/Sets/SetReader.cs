using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>Reads the rows of a set, in either direction, from any point, as far as the secret may.</summary>
/// <param name="frame">The query and the time to read at.</param>
/// <param name="position">Where errors are reported.</param>
internal sealed class SetReader(Frame frame, Position position)
{
    private readonly QueryRun _run = frame.Run;

    /// <summary>The rows, ascending or descending in the set's own order.</summary>
    /// <param name="set">The set.</param>
    /// <param name="edge">Where to begin; null at the end.</param>
    /// <param name="descending">The direction.</param>
    public IEnumerable<SetRow> Rows(SetValue set, Edge? edge, bool descending)
    {
        _run.Transaction.Flush();
        return set switch
        {
            DocumentsSet s => Documents(s, edge, descending),
            MatchSet s => Match(s, edge, descending),
            RangeSet s => Range(s, edge, descending),
            ReverseSet s => Rows(s.Source, edge, !descending),
            SingletonSet s => Cut(Singleton(s), RowOrder.Ascending, edge, descending),
            FilterSet s => Rows(s.Source, edge, descending).Where(r => Passes(s, r)),
            DistinctSet s => Distinct(Rows(s.Source, edge, descending), descending),
            CombinedSet s => Cut(Combine(s), Order(s), edge, descending),
            JoinSet s => Cut(Join(s), RowOrder.Ascending, edge, descending),
            _ => throw QueryError.Argument(position, "Set does not support this operation.").Exception(),
        };
    }

    /// <summary>The order in which a set's rows come.</summary>
    public RowOrder Order(SetValue set) => set switch
    {
        MatchSet s => new RowOrder(Index(s)),
        RangeSet s => Order(s.Source),
        ReverseSet s => Order(s.Source),
        FilterSet s => Order(s.Source),
        DistinctSet s => Order(s.Source),
        CombinedSet s => Order(s.Sources[0]),
        _ => RowOrder.Ascending,
    };

    public IndexStore? Index(MatchSet set) => _run.Store.Database(set.Index.Scope)?.Indexes.GetValueOrDefault(set.Index.Id);

    /// <summary>Fails when the collection's history does not reach back to the time of the reading.</summary>
    public void CheckHistory(CollectionStore collection) => CheckHistory(frame, collection);

    public static void CheckHistory(Frame frame, CollectionStore collection)
    {
        if (frame.At is { } at && at < frame.Run.Snapshot)
        {
            var minimum = collection.MinimumValidTime(frame.Run.Snapshot);
            if (at < minimum)
            {
                throw new RequestException(400, "bad request", $"Requested timestamp {TimeValue.FromMicros(at)} less than minimum allowed timestamp {TimeValue.FromMicros(minimum)}.");
            }
        }
    }

    private IEnumerable<SetRow> Documents(DocumentsSet set, Edge? edge, bool descending)
    {
        var number = set.Collection.IsNativeCollection || !set.Collection.IsCollection ? NativeNumber(set.Collection) : (int)set.Collection.Id;
        if (_run.Store.Database(set.Collection.Scope)?.Collection(number) is not { } collection)
        {
            return [];
        }

        CheckHistory(collection);
        var resource = number >= NativeCollection.FirstUserCollection ? set.Collection : Access.NativeRef(set.Collection.Scope, number);
        var reading = _run.Access.Reading(resource);
        return reading == ReadAccess.None ? [] : DocumentRows.Read(frame, collection, edge, descending, ask: reading == ReadAccess.Some);
    }

    private static int NativeNumber(RefValue reference) => reference.IsNativeCollection ? (int)reference.Id : reference.Collection;

    private IEnumerable<SetRow> Match(MatchSet set, Edge? edge, bool descending)
    {
        if (Index(set) is not { } index)
        {
            return [];
        }

        var access = _run.Access;
        var unrestricted = access.Role == BuiltInRole.None && access.Can(_run, "unrestricted_read", set.Index, null);
        if (!unrestricted && !access.Can(_run, "read", set.Index, new ArrayValue(set.Terms)))
        {
            throw QueryError.Denied(position).Exception();
        }

        var database = _run.Store.Database(set.Index.Scope)!;
        foreach (var collection in database.UserCollections.Where(c => c.Indexes.Contains(index)))
        {
            CheckHistory(collection);
        }

        return set.Terms.Count != index.Definition.Terms.Count || set.Terms.Any(t => t is NullValue) ? [] : Match(index, set, edge, descending, unrestricted);
    }

    private IEnumerable<SetRow> Match(IndexStore index, MatchSet set, Edge? edge, bool descending, bool unrestricted)
    {
        var order = new RowOrder(index);
        var terms = set.Terms.Count;
        var shown = index.Definition.Values.Count;
        if (shown == 0 && edge is { Cursor: [RefValue { Id: < 0 }, ..] })
        {
            yield break;
        }

        Func<IndexRow, bool>? isBefore = edge is null ? null
            : descending == edge.Inclusive ? r => order.Compare(Row(r, terms, set), edge.Cursor) <= 0
            : r => order.Compare(Row(r, terms, set), edge.Cursor) < 0;
        var ts = frame.ReadTs;
        var readable = new Dictionary<int, ReadAccess>();
        foreach (var entry in descending ? index.Backward(set.Terms, isBefore) : index.Forward(set.Terms, isBefore))
        {
            if (!entry.IsLive(ts, _run.Snapshot) || (shown == 0 && entry.Document.Id < 0))
            {
                continue;
            }

            _run.RowsRead++;
            if (unrestricted || MayRead(readable, entry.Document))
            {
                yield return Row(entry, terms, set);
            }
        }
    }

    private bool MayRead(Dictionary<int, ReadAccess> known, RefValue document)
    {
        if (!known.TryGetValue(document.Collection, out var reading))
        {
            reading = _run.Access.Reading(Access.Resource(document));
            known.Add(document.Collection, reading);
        }

        return reading == ReadAccess.All || (reading == ReadAccess.Some && _run.Access.CanReadDocument(_run, document));
    }

    private static SetRow Row(IndexRow row, int terms, SetValue source) =>
        new(new ArraySegment<Value>(row.Key, terms, row.Key.Length - terms), row.Document, source);

    private IEnumerable<SetRow> Range(RangeSet set, Edge? edge, bool descending)
    {
        var order = Order(set.Source);
        var near = descending ? set.To : set.From;
        var far = descending ? set.From : set.To;
        if (near.Count > 0 && near[0] is RefValue { Id: < 0 } && order.Index is null or { Definition.Values.Count: 0 })
        {
            return [];
        }

        var rows = edge is null && near.Count > 0
            ? Rows(set.Source, new Edge(near, true), descending)
            : Rows(set.Source, edge, descending);
        if (edge is not null && near.Count > 0)
        {
            rows = rows.SkipWhile(r => descending ? order.Compare(r, near) > 0 : order.Compare(r, near) < 0);
        }

        return far.Count == 0 ? rows : rows.TakeWhile(r => descending ? order.Compare(r, far) >= 0 : order.Compare(r, far) <= 0);
    }

    private IEnumerable<SetRow> Singleton(SingletonSet set)
    {
        if (_run.Store.Collection(set.Document) is { } collection)
        {
            CheckHistory(collection);
            if (collection.Live(set.Document.Id, frame.ReadTs, _run.Snapshot) is not null && _run.Access.CanReadDocument(_run, set.Document))
            {
                yield return new SetRow([], set.Document, set);
            }
        }
    }

    private bool Passes(FilterSet set, SetRow row) => _run.Call(set.Predicate, frame, row.Element) switch
    {
        BoolValue b => b.Value,
        var v => throw FormCall.Expected(position, "Boolean", v),
    };

    // Equal rows are neighbours; the lowest document stands for them.
    private static IEnumerable<SetRow> Distinct(IEnumerable<SetRow> rows, bool descending)
    {
        SetRow? last = null;
        foreach (var row in rows)
        {
            var same = last is { } l && row.Values.Count > 0 && row.Values.Count == l.Values.Count
                && row.Values.Zip(l.Values).All(p => ValueOrder.Compare(p.First, p.Second) == 0);
            if (!same && (descending ? last : row) is { } distinct)
            {
                yield return distinct;
            }

            last = same && !descending ? last : row;
        }

        if (descending && last is { } final)
        {
            yield return final;
        }
    }

    private SortedSet<SetRow> Combine(CombinedSet set)
    {
        var order = Order(set);
        var comparer = Comparer<SetRow>.Create((a, b) => order.Compare(a, b));
        var sets = set.Sources.Select(s => new SortedSet<SetRow>(Rows(s, null, false), comparer)).ToList();
        var result = sets[0];
        foreach (var other in sets.Skip(1))
        {
            switch (set.Operation)
            {
                case SetOperation.Union:
                    result.UnionWith(other);
                    break;
                case SetOperation.Intersection:
                    result.IntersectWith(other);
                    break;
                default:
                    result.ExceptWith(other);
                    break;
            }
        }

        return result;
    }

    private SortedSet<SetRow> Join(JoinSet set)
    {
        var comparer = Comparer<SetRow>.Create((a, b) => RowOrder.Ascending.Compare(a, b));
        var result = new SortedSet<SetRow>(comparer);
        foreach (var row in Rows(set.Source, null, false))
        {
            var inner = set.With is LambdaValue lambda
                ? _run.Call(lambda, frame, row.Element)
                : new MatchSet((RefValue)set.With, row.Values.Count == 0 ? [row.Document] : row.Values);
            result.UnionWith(Rows(SetValues.Of(inner, position), null, false));
        }

        return result;
    }

    private static IEnumerable<SetRow> Cut(IEnumerable<SetRow> ascending, RowOrder order, Edge? edge, bool descending)
    {
        var rows = descending ? ascending.Reverse() : ascending;
        return edge is null ? rows : rows.SkipWhile(r => order.Compare(r, edge.Cursor) is var c && (c == 0 ? !edge.Inclusive : c > 0 == descending));
    }
}

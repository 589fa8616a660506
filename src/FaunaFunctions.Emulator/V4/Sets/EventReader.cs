using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>Reads the events of a document or a set. What lies below a collection's minimum valid time is gone, without a sign.</summary>
/// <param name="frame">The query and the time up to which to read.</param>
/// <param name="position">Where errors are reported.</param>
internal sealed class EventReader(Frame frame, Position position)
{
    private readonly QueryRun _run = frame.Run;

    /// <summary>The events from a point on, or up to it, in either direction.</summary>
    /// <param name="source">A document or a set.</param>
    /// <param name="isBefore">True for the events before the point; null for the beginning, or the end when descending.</param>
    /// <param name="descending">The direction.</param>
    public IEnumerable<EventRow> Rows(Value source, Func<EventRow, bool>? isBefore, bool descending)
    {
        _run.Transaction.Flush();
        if (source is DocumentsSet documents)
        {
            return Documents(documents, isBefore, descending);
        }

        var all = (source is RefValue document ? History(document) : OfSet((SetValue)source)).Where(r => r.Ts <= frame.ReadTs).ToList();
        all.Sort(EventRow.Order);
        return descending
            ? all.AsEnumerable().Reverse().SkipWhile(r => isBefore is not null && !isBefore(r))
            : all.SkipWhile(r => isBefore is not null && isBefore(r));
    }

    private IEnumerable<EventRow> Documents(DocumentsSet set, Func<EventRow, bool>? isBefore, bool descending)
    {
        var number = (int)set.Collection.Id;
        if (_run.Store.Database(set.Collection.Scope)?.Collection(number) is not { } collection)
        {
            yield break;
        }

        var resource = set.Collection.IsCollection ? set.Collection : Access.NativeRef(set.Collection.Scope, number);
        var reading = _run.Access.Reading(resource);
        if (reading == ReadAccess.None)
        {
            yield break;
        }

        var minimum = collection.MinimumValidTime(_run.Snapshot);
        var ts = frame.ReadTs;
        Func<SetEvent, bool>? before = isBefore is null ? null : e => isBefore(Row(collection, e));
        if (descending && before is null)
        {
            before = e => e.Ts <= ts;
        }

        foreach (var change in descending ? collection.Events.Backward(before) : collection.Events.Forward(before ?? (e => e.Ts < minimum)))
        {
            if (change.Ts > ts)
            {
                if (descending)
                {
                    continue;
                }

                yield break;
            }

            // An arrival exactly at the minimum valid time is kept.
            if (change.Ts < minimum || (change.Ts == minimum && !change.IsAdd))
            {
                continue;
            }

            _run.RowsRead++;
            var row = Row(collection, change);
            if (reading == ReadAccess.All || _run.Access.CanReadDocument(_run, row.Document!))
            {
                yield return row;
            }
        }
    }

    private static EventRow Row(CollectionStore collection, SetEvent change) =>
        new(change.Ts, change.IsAdd ? "add" : "remove", collection.RefTo(change.Id), [], null);

    private IEnumerable<EventRow> History(RefValue document)
    {
        if (!_run.Access.Can(_run, "history_read", Access.Resource(document), document))
        {
            throw QueryError.Denied(position).Exception();
        }

        if (_run.Store.Collection(document) is not { } collection || collection.Find(document.Id) is not { } stored)
        {
            yield break;
        }

        // Of what lies below the minimum valid time, the newest version stays, as if it had been created then.
        var minimum = collection.MinimumValidTime(_run.Snapshot);
        var first = Math.Max(0, stored.IndexAt(minimum));
        DocumentVersion? before = null;
        foreach (var version in stored.Versions.Skip(first))
        {
            var was = before is not null && before.IsLive(version.Ts);
            if (version.IsDeleted)
            {
                if (version.Ts > minimum)
                {
                    yield return new EventRow(version.Ts, "delete", document, [], NullValue.Instance);
                }
            }
            else
            {
                var data = DataOf(version);
                Value shown = was ? ObjectValue.Difference(DataOf(before!), data) ?? (Value)NullValue.Instance : data;
                yield return new EventRow(version.Ts, was ? "update" : "create", document, [], shown);
            }

            before = version;
        }
    }

    private static ObjectValue DataOf(DocumentVersion version) => version.Fields["data"] as ObjectValue ?? ObjectValue.Empty;

    private IEnumerable<EventRow> OfSet(SetValue set) => set switch
    {
        MatchSet s => OfMatch(s),
        SingletonSet s => OfSingleton(s),
        DocumentsSet s => Documents(s, null, false),
        DistinctSet s => OfSet(s.Source),
        CombinedSet s => Combine(s),
        JoinSet s => OfJoin(s),
        _ => throw QueryError.Argument(Position.Root, "Set does not support events history.").Exception(),
    };

    private IEnumerable<EventRow> OfMatch(MatchSet set)
    {
        if (new SetReader(frame, position).Index(set) is not { } index)
        {
            yield break;
        }

        var access = _run.Access;
        var unrestricted = access.Role == BuiltInRole.None && access.Can(_run, "unrestricted_read", set.Index, null);
        if (!unrestricted && !access.Can(_run, "read", set.Index, new ArrayValue(set.Terms)))
        {
            throw QueryError.Denied(position).Exception();
        }

        if (set.Terms.Count != index.Definition.Terms.Count)
        {
            yield break;
        }

        var terms = set.Terms.Count;
        foreach (var row in index.Forward(set.Terms, null))
        {
            if (!unrestricted && !access.CanReadDocument(_run, row.Document))
            {
                continue;
            }

            var minimum = _run.Store.Collection(row.Document)!.MinimumValidTime(_run.Snapshot);
            foreach (var change in row.Events)
            {
                if (change.Ts > minimum || (change.Ts == minimum && change.IsAdd))
                {
                    yield return new EventRow(change.Ts, change.IsAdd ? "add" : "remove", row.Document, row.Key[terms..], null);
                }
            }
        }
    }

    private IEnumerable<EventRow> OfSingleton(SingletonSet set)
    {
        if (!_run.Access.Can(_run, "history_read", Access.Resource(set.Document), set.Document))
        {
            throw QueryError.Denied(position).Exception();
        }

        if (_run.Store.Collection(set.Document) is not { } collection || collection.Find(set.Document.Id) is not { } stored)
        {
            yield break;
        }

        var first = Math.Max(0, stored.IndexAt(collection.MinimumValidTime(_run.Snapshot)));
        DocumentVersion? before = null;
        foreach (var version in stored.Versions.Skip(first))
        {
            foreach (var change in SetEvent.Of(set.Document.Id, before, version))
            {
                yield return Row(collection, change);
            }

            before = version;
        }
    }

    // An element comes or goes when what the operation makes of its sources changes.
    private List<EventRow> Combine(CombinedSet set)
    {
        var events = set.Sources
            .SelectMany((s, i) => OfSet(s).Select(e => (Event: e, Source: i)))
            .GroupBy(e => (e.Event.Document!.Collection, e.Event.Document.Id, string.Join('|', e.Event.Values.Select(Key))));
        var result = new List<EventRow>();
        foreach (var group in events)
        {
            var present = new bool[set.Sources.Count];
            var was = false;
            foreach (var moment in group.GroupBy(e => e.Event.Ts).OrderBy(m => m.Key))
            {
                foreach (var (change, source) in moment.OrderBy(e => e.Event, EventRow.Order))
                {
                    present[source] = change.Action == "add";
                }

                var now = set.Operation switch
                {
                    SetOperation.Union => present.Any(p => p),
                    SetOperation.Intersection => present.All(p => p),
                    _ => present[0] && !present.Skip(1).Any(p => p),
                };
                if (now != was)
                {
                    result.Add(moment.First().Event with { Action = now ? "add" : "remove" });
                    was = now;
                }
            }
        }

        return result;
    }

    private static string Key(Value value) => value switch
    {
        LongValue l => "n" + l.Value,
        DoubleValue d => "n" + DoubleText.Format(d.Value),
        StringValue s => "s" + s.Value,
        RefValue r => $"r{r.Collection}/{r.Id}",
        BytesValue b => "b" + Convert.ToHexString(b.Value),
        UuidValue u => "u" + u.Value,
        BoolValue b => "b" + b.Value,
        _ => value.ToString() ?? "",
    };

    private List<EventRow> OfJoin(JoinSet set)
    {
        var result = new SortedSet<EventRow>(EventRow.Order);
        foreach (var row in OfSet(set.Source).Where(e => e.Action == "add"))
        {
            var element = new SetRow(row.Values, row.Document!).Element;
            var inner = set.With is LambdaValue lambda
                ? _run.Call(lambda, frame, element)
                : new MatchSet((RefValue)set.With, row.Values.Count == 0 ? [row.Document!] : row.Values);
            result.UnionWith(OfSet(SetValues.Of(inner, position)));
        }

        return [.. result];
    }
}

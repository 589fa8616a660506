using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Reading documents and pages, and picking from them.</summary>
internal static class ReadForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["get"], ["ts"], Get),
        new(["exists"], ["ts"], Exists),
        new(["paginate"], ["size", "ts", "events", "sources", "after"], c => Paging.Page(c)),
        new(["paginate", "before"], ["size", "ts", "events", "sources"], c => Paging.Page(c)),
        new(["paginate", "cursor"], ["size", "ts", "events", "sources"], c => Paging.Page(c)),
        new(["first"], [], c => First(c, "first", descending: false)),
        new(["last"], [], c => First(c, "last", descending: true)),
        new(["count"], [], c => new LongValue(ListForms.Elements(c, "count").Count())),
        new(["is_empty"], [], c => BoolValue.Of(IsEmpty(c, "is_empty"))),
        new(["is_nonempty"], [], c => BoolValue.Of(!IsEmpty(c, "is_nonempty"))),
        new(["select", "from"], ["default", "all"], Select),
        new(["select_all", "from"], [], c => SelectAll(c, "select_all")),
        new(["contains_path", "in"], [], c => BoolValue.Of(Selection.Find(c.Run, c.Value("in"), c.Many("contains_path")) is not null)),
        new(["contains", "in"], [], c => BoolValue.Of(Selection.Find(c.Run, c.Value("in"), c.Many("contains")) is not null)),
        new(["contains_field", "in"], [], c => BoolValue.Of(Selection.Find(c.Run, c.Value("in"), [c.Value("contains_field")]) is not null)),
    ];

    private static DocumentValue Get(FormCall call)
    {
        var value = call.Value("get");
        var frame = call.Has("ts") ? call.Frame.ReadAt(call.Micros("ts")) : call.Frame;
        return value switch
        {
            RefValue { IsNativeCollection: true } or SetValue => GetFirst(call, frame, SetValues.Of(value, call.At("get"))),
            RefValue r => Read(frame, r, call.Position),
            UnresolvedRefValue u => throw SetValues.Undefined(u, call.At("get")).Exception(),
            _ => throw call.Expected("get", "Ref or Set", value),
        };
    }

    private static DocumentValue GetFirst(FormCall call, Frame frame, SetValue set)
    {
        foreach (var row in new SetReader(frame, call.Position).Rows(set, null, false))
        {
            return Read(frame, row.Document, call.Position);
        }

        throw QueryError.NotFound(call.Position, "Set").Exception();
    }

    /// <summary>The document at the frame's time.</summary>
    /// <exception cref="QueryException">There is none, or it may not be read; the latter is told first.</exception>
    public static DocumentValue Read(Frame frame, RefValue reference, Position position)
    {
        var run = frame.Run;
        if (!run.Access.CanReadDocument(run, reference))
        {
            throw QueryError.Denied(position).Exception();
        }

        if (run.Store.Collection(reference) is { } collection)
        {
            SetReader.CheckHistory(frame, collection);
            if (collection.Live(reference.Id, frame.ReadTs, run.Snapshot) is { } version)
            {
                run.DocumentsRead++;
                return new DocumentValue(reference, version);
            }
        }

        var what = reference.Collection switch
        {
            NativeCollection.Keys => "Key",
            NativeCollection.Tokens => "Token",
            NativeCollection.Credentials => "Credentials",
            _ => "Document",
        };
        throw QueryError.NotFound(position, what).Exception();
    }

    private static BoolValue Exists(FormCall call)
    {
        var value = call.Value("exists");
        var frame = call.Has("ts") ? call.Frame.ReadAt(call.Micros("ts")) : call.Frame;
        var run = call.Run;
        switch (value)
        {
            case RefValue { IsNativeCollection: false } r:
                if (run.Store.Collection(r) is not { } collection || !run.Access.CanReadDocument(run, r))
                {
                    return BoolValue.False;
                }

                SetReader.CheckHistory(frame, collection);
                return BoolValue.Of(collection.Live(r.Id, frame.ReadTs, run.Snapshot) is not null);
            case UnresolvedRefValue { Id: null }:
                return BoolValue.False;
            case UnresolvedRefValue u:
                throw SetValues.Undefined(u, call.At("exists")).Exception();
            default:
                return BoolValue.Of(new SetReader(frame, call.Position).Rows(SetValues.Of(value, call.At("exists")), null, false).Any());
        }
    }

    private static Value First(FormCall call, string name, bool descending)
    {
        var value = call.Value(name);
        var items = value switch
        {
            ArrayValue a => a.Items,
            PageValue p => p.Items,
            _ => null,
        };
        if (items is not null)
        {
            return items.Count == 0 ? NullValue.Instance : descending ? items[^1] : items[0];
        }

        foreach (var row in new SetReader(call.Frame, call.Position).Rows(SetValues.Of(value, call.At(name)), null, descending))
        {
            return row.Element;
        }

        return NullValue.Instance;
    }

    // Of a set, only the first element is looked at: it counts as empty when that one may not be read.
    private static bool IsEmpty(FormCall call, string name)
    {
        var value = call.Value(name);
        if (value is not DocumentsSet { Collection.IsCollection: true } documents)
        {
            return !ListForms.Elements(call, name, value).Any();
        }

        var everything = new SetReader(new Frame(call.Run.Privileged(), call.Frame.At, null), call.Position);
        foreach (var row in everything.Rows(documents, null, false))
        {
            return !call.Run.Access.CanReadDocument(call.Run, row.Document);
        }

        return true;
    }

    private static Value Select(FormCall call)
    {
        var path = call.Many("select");
        if (call.Has("all") && call.Bool("all"))
        {
            return SelectAll(call, "select");
        }

        if (Selection.Find(call.Run, call.Value("from"), path) is { } found)
        {
            return found;
        }

        return call.Optional("default") ?? throw new QueryError(
            call.At("from"), "value not found", $"Value not found at path [{Selection.Text(path)}].", Status: 404).Exception();
    }

    private static ArrayValue SelectAll(FormCall call, string name)
    {
        IEnumerable<Value> values = [call.Value("from")];
        foreach (var step in call.Many(name))
        {
            values = values
                .SelectMany(v => v is ArrayValue a && step is StringValue ? a.Items : [v])
                .Select(v => Selection.Find(call.Run, v, [step]))
                .OfType<Value>()
                .ToList();
        }

        return new ArrayValue([.. values]);
    }
}

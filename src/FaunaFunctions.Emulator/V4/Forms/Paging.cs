using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>A page of a set: size, cursor, direction.</summary>
internal static class Paging
{
    private const int DefaultSize = 64;
    private const int MaxSize = 100_000;

    public static Value Page(FormCall call)
    {
        var value = call.Value("paginate");
        var frame = call.Has("ts") ? call.Frame.ReadAt(call.Micros("ts")) : call.Frame;
        var size = call.Has("size") ? call.Long("size") : DefaultSize;
        var (cursor, backward, cursorAt) = Cursor(call);
        var events = call.Has("events") && call.Bool("events");
        if (value is EventsSet set)
        {
            return EventPaging.Page(call, frame, set.Source, size, cursor, backward, cursorAt);
        }

        var source = SetValues.Of(value, call.At("paginate"));
        if (events)
        {
            return EventPaging.Page(call, frame, value is RefValue { IsNativeCollection: false } ? value : source, size, cursor, backward, cursorAt);
        }

        if (value is RefValue { IsNativeCollection: true } native)
        {
            CheckSchema(call, native);
        }

        var sources = call.Has("sources") && call.Bool("sources");
        return Rows(call, frame, source, Math.Min(size, MaxSize), cursor, backward, cursorAt, sources);
    }

    private static PageValue Rows(FormCall call, Frame frame, SetValue set, long size, Value? cursor, bool backward, Position cursorAt, bool sources)
    {
        var key = cursor is null ? null : CursorKey(cursor, cursorAt);
        var echo = key is null ? null : new ArrayValue(key);
        if (size <= 0)
        {
            return size < 0 || echo is null ? new PageValue([], backward ? null : echo, backward ? echo : null) : new PageValue([], echo, echo);
        }

        var reader = new SetReader(frame, call.At("paginate"));
        var edge = key is null ? null : new Edge(key, Inclusive: !backward);
        var rows = new List<SetRow>((int)Math.Min(size, 1024) + 1);
        foreach (var row in reader.Rows(set, edge, backward))
        {
            rows.Add(row);
            if (rows.Count > size)
            {
                break;
            }
        }

        var more = rows.Count > size;
        var extra = more ? rows[^1] : default;
        if (more)
        {
            rows.RemoveAt(rows.Count - 1);
        }

        if (backward)
        {
            rows.Reverse();
            extra = more ? rows[0] : default;
        }

        var items = rows.ConvertAll(r => sources ? WithSources(r, set) : r.Element);
        var border = more ? CursorOf(extra, set) : null;
        return backward ? new PageValue(items, border, echo) : new PageValue(items, echo, border);
    }

    private static ArrayValue CursorOf(SetRow row, SetValue set) => set is ReverseSet && row.Values.Count == 0
        ? new ArrayValue([row.Document, row.Document])
        : new ArrayValue([.. row.Values, row.Document]);

    private static ObjectValue WithSources(SetRow row, SetValue set) => new(
        ("value", row.Element),
        ("sources", new ArrayValue([set is DocumentsSet ? UntoldSet.Instance : row.Source ?? set])));

    // The cursor's value; whether it points backwards; where it stands in the request.
    private static (Value? Cursor, bool Backward, Position At) Cursor(FormCall call)
    {
        if (call.Has("after"))
        {
            return (call.Value("after"), false, call.At("after"));
        }

        if (call.Has("before"))
        {
            return (call.Value("before"), true, call.At("before"));
        }

        if (!call.Has("cursor"))
        {
            return (null, false, call.Position);
        }

        return call.Value("cursor") switch
        {
            ObjectValue { Count: 1 } o when o["after"] is { } after => (after, false, call.At("cursor").At("after")),
            ObjectValue { Count: 1 } o when o["before"] is { } before => (before, true, call.At("cursor").At("before")),
            NullValue => (null, false, call.Position),
            var v => (v, false, call.At("cursor")),
        };
    }

    private static IReadOnlyList<Value> CursorKey(Value cursor, Position at)
    {
        if (cursor is UnresolvedRefValue bare)
        {
            throw SetValues.Undefined(bare, at).Exception();
        }

        var items = cursor is ArrayValue a ? a.Items : [cursor];
        if (items.OfType<UnresolvedRefValue>().FirstOrDefault() is { } unresolved)
        {
            throw RequestException.Internal($"fauna.ast.UnresolvedRefL$IRException: Unresolved ref '{unresolved.Name}' cannot be encoded");
        }

        return [.. items.Select(i => i is DocumentValue d ? d.Reference : i)];
    }

    // A schema page needs the right to read collections, whatever it lists; the rows are filtered one by one.
    private static void CheckSchema(FormCall call, RefValue native)
    {
        var access = call.Run.Access;
        var needed = access.Role == BuiltInRole.None ? NativeCollection.Collections : (int)native.Id;
        if (!access.Can(call.Run, "read", Access.NativeRef(native.Scope, needed), null))
        {
            throw QueryError.Denied(call.At("paginate")).Exception();
        }
    }
}

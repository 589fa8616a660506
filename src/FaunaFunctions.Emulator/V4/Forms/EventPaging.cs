using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>A page of events.</summary>
internal static class EventPaging
{
    private const int MaxSize = 100_000;

    public static PageValue Page(FormCall call, Frame frame, Value source, long size, Value? cursor, bool backward, Position cursorAt)
    {
        var start = cursor is null ? null : Start(cursor, cursorAt, backward, source is RefValue);
        var echo = start?.Echo;
        size = Math.Min(size, MaxSize);
        if (size <= 0)
        {
            return new PageValue([], backward ? null : echo, size == 0 || backward ? echo : null);
        }

        var rows = new List<EventRow>();
        foreach (var row in new EventReader(frame, call.At("paginate")).Rows(source, start?.IsBefore, backward))
        {
            rows.Add(row);
            if (rows.Count > size)
            {
                break;
            }
        }

        Value? border = null;
        if (rows.Count > size)
        {
            // Backwards, the page's own first event is where the page before it ends.
            border = (backward ? rows[^2] : rows[^1]).ToValue().AsCursor();
            rows.RemoveAt(rows.Count - 1);
        }

        if (backward)
        {
            rows.Reverse();
        }

        var items = rows.ConvertAll(Value (r) => r.ToValue());
        return backward ? new PageValue(items, border, echo) : new PageValue(items, echo, border);
    }

    private static StartingPoint Start(Value cursor, Position at, bool backward, bool ofDocument) => cursor switch
    {
        LongValue l => Bare(l.Value, backward, ofDocument),
        TimeValue t => Bare(t.Micros, backward, ofDocument),
        DateValue d => Bare(d.Days * 86_400_000_000, backward, ofDocument),
        NullValue => new StartingPoint(_ => true, new EventValue(long.MaxValue, "add", null, null)),
        EventValue { Document: not null } e => Exact(e.Ts, e.Action, e.Document, e.Data),
        ObjectValue o => FromObject(o, at, ofDocument),
        _ => throw FormCall.Expected(at, "Object, Integer, Time, or Date", cursor),
    };

    // A bare time is the first addition at that time: removals at it are before.
    private static StartingPoint Bare(long ts, bool backward, bool ofDocument)
    {
        var echo = new EventValue(ts, ofDocument ? "create" : "add", null, null);
        return new StartingPoint(ofDocument || backward ? r => r.Ts < ts : r => r.Ts < ts || (r.Ts == ts && r.Action == "remove"), echo);
    }

    private static StartingPoint FromObject(ObjectValue o, Position at, bool ofDocument)
    {
        var ts = o["ts"] switch
        {
            LongValue l => l.Value,
            TimeValue t => t.Micros,
            DateValue d => d.Days * 86_400_000_000,
            _ => throw Keys(o, at),
        };
        var document = o["document"] ?? o["instance"] ?? o["resource"];
        if (document is UnresolvedRefValue unresolved)
        {
            throw SetValues.Undefined(unresolved, at.At("document")).Exception();
        }

        var action = (o["action"] as StringValue)?.Value;
        var known = 1 + (document is null ? 0 : 1) + (action is null ? 0 : 1) + (o["data"] is null && o["values"] is null ? 0 : 1);
        if (known != o.Count || (document is not null && (document is not RefValue || action is null)))
        {
            throw Keys(o, at);
        }

        // Without a document, a set's events begin behind everything at that time.
        return document is RefValue reference ? Exact(ts, action!, reference, o["data"] ?? o["values"])
            : ofDocument ? Bare(ts, backward: false, ofDocument)
            : new StartingPoint(r => r.Ts <= ts, NullValue.Instance);
    }

    private static StartingPoint Exact(long ts, string action, RefValue document, Value? data)
    {
        var at = new EventRow(ts, action, document, data is ArrayValue a ? a.Items : [], null);
        return new StartingPoint(r => r.CompareTo(at) < 0, at.ToValue());
    }

    private static QueryException Keys(ObjectValue o, Position at) =>
        QueryError.Argument(at, $"Cannot create event cursor with keys {string.Join(", ", o.Fields.Select(f => f.Key))}").Exception();

    private sealed record StartingPoint(Func<EventRow, bool> IsBefore, Value Echo);
}

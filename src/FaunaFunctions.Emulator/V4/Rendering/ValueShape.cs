using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>Sets, events and pages as objects: what is shown of them, or stored.</summary>
internal static class ValueShape
{
    /// <summary>What stands under <c>@set</c>.</summary>
    public static ObjectValue Set(SetValue set) => set switch
    {
        DocumentsSet s => new(("documents", s.Collection)),
        MatchSet { Terms.Count: 0 } s => new(("match", s.Index)),
        MatchSet s => new(("match", s.Index), ("terms", One(s.Terms))),
        RangeSet s => new(("range", s.Source), ("from", One(s.From)), ("to", One(s.To))),
        CombinedSet s => new((Name(s.Operation), One(s.Sources))),
        DistinctSet s => new(("distinct", s.Source)),
        ReverseSet s => new(("reverse", s.Source)),
        JoinSet s => new(("join", s.Source), ("with", s.With)),
        FilterSet s => new(("filter", s.Predicate), ("collection", s.Source)),
        SingletonSet s => new(("singleton", s.Document)),
        EventsSet s => new(("events", s.Source)),
        _ => throw new ArgumentOutOfRangeException(nameof(set), set.GetType().Name, "There is no such set."),
    };

    public static ObjectValue Event(EventValue e, int version)
    {
        var action = version == ApiVersion.V20 ? e.Action switch { "add" => "create", "remove" => "delete", var a => a } : e.Action;
        var fields = new List<KeyValuePair<string, Value>> { new("ts", new LongValue(e.Ts)), new("action", new StringValue(action)) };
        if (e.Document is { } document)
        {
            fields.Add(new(version >= ApiVersion.V27 ? "document" : version == ApiVersion.V21 ? "instance" : "resource", document));
        }

        if (e.Data is { } data)
        {
            fields.Add(new(version == ApiVersion.V20 && data is ArrayValue ? "values" : "data", data));
        }

        return new ObjectValue(fields);
    }

    public static ObjectValue Page(PageValue page)
    {
        var fields = new List<KeyValuePair<string, Value>>();
        if (page.Before is { } before)
        {
            fields.Add(new("before", before));
        }

        if (page.After is { } after)
        {
            fields.Add(new("after", after));
        }

        fields.Add(new("data", new ArrayValue(page.Items)));
        return new ObjectValue(fields);
    }

    // One value stands for itself, none is null.
    private static Value One(IReadOnlyList<Value> values) => values.Count switch
    {
        0 => NullValue.Instance,
        1 => values[0],
        _ => new ArrayValue(values),
    };

    private static string Name(SetOperation operation) => operation switch
    {
        SetOperation.Union => "union",
        SetOperation.Intersection => "intersection",
        _ => "difference",
    };
}

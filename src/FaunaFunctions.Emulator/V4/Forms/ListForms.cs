using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Arrays, pages and objects.</summary>
internal static class ListForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["map", "collection"], [], Map),
        new(["foreach", "collection"], [], ForEach),
        new(["filter", "collection"], [], Filter),
        new(["reduce", "initial", "collection"], [], Reduce),
        new(["take", "collection"], [], c => Cut(c, "take", (items, n) => items.Take(n))),
        new(["drop", "collection"], [], c => Cut(c, "drop", (items, n) => items.Skip(n))),
        new(["prepend", "collection"], [], c => Replace(c.Value("collection"), c.At("collection"), items => c.Many("prepend").Concat(items))),
        new(["append", "collection"], [], c => Replace(c.Value("collection"), c.At("collection"), items => items.Concat(c.Many("append")))),
        new(["contains_value", "in"], [], c => BoolValue.Of(Elements(c, "in").Any(v => ValueOrder.AreEqual(v, c.Value("contains_value"))))),
        new(["all"], [], c => BoolValue.Of(Elements(c, "all").All(v => v is BoolValue { Value: true }))),
        new(["any"], [], c => BoolValue.Of(Elements(c, "any").Any(v => v is BoolValue { Value: true }))),
        new(["sum"], [], c => Elements(c, "sum").Aggregate((Value)new LongValue(0), (a, b) => MathForms.Add(a, b, c.At("sum")))),
        new(["mean"], [], Mean),
        new(["merge", "with"], ["lambda"], Merge),
        new(["to_object"], [], c => new ObjectValue(Elements(c, "to_object").OfType<ArrayValue>().Where(p => p.Items.Count == 2).Select(p => KeyValuePair.Create((p.Items[0] as StringValue)?.Value ?? "", p.Items[1])))),
        new(["to_array"], [], c => c.Value("to_array") is ObjectValue o ? new ArrayValue([.. o.Fields.Select(f => new ArrayValue([new StringValue(f.Key), f.Value]))]) : new ArrayValue([.. Elements(c, "to_array")])),
    ];

    /// <summary>The elements of an array, a page or a set.</summary>
    public static IEnumerable<Value> Elements(FormCall call, string name) => Elements(call, name, call.Value(name));

    public static IEnumerable<Value> Elements(FormCall call, string name, Value value) => value switch
    {
        ArrayValue a => a.Items,
        PageValue p => p.Items,
        SetValue or RefValue { IsNativeCollection: true } => new SetReader(call.Frame, call.At(name)).Rows(SetValues.Of(value, call.At(name)), null, false).Select(r => r.Element),
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At(name)).Exception(),
        _ => throw call.Expected(name, "Array, Page, or Set", value),
    };

    public static List<Value> Combine(SetOperation operation, List<IReadOnlyList<Value>> lists)
    {
        var result = new List<Value>(lists[0]);
        foreach (var other in lists.Skip(1))
        {
            switch (operation)
            {
                case SetOperation.Union:
                    result.AddRange(other);
                    break;
                case SetOperation.Intersection:
                    result.RemoveAll(v => !Holds(other, v));
                    break;
                default:
                    result.RemoveAll(v => Holds(other, v));
                    break;
            }
        }

        return result.Aggregate(new List<Value>(), (kept, v) =>
        {
            if (!Holds(kept, v))
            {
                kept.Add(v);
            }

            return kept;
        });
    }

    private static bool Holds(IEnumerable<Value> values, Value value) => values.Any(v => ValueOrder.AreEqual(v, value));

    private static Value Map(FormCall call)
    {
        var lambda = call.Lambda("map");
        var collection = call.Value("collection");
        var items = collection switch
        {
            ArrayValue a => a.Items,
            PageValue p => p.Items,
            _ => throw call.Expected("collection", "Array or Page", collection),
        };
        var mapped = new Value[items.Count];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = call.Call(lambda, items[i]);
        }

        return collection is PageValue page ? page.With(mapped) : new ArrayValue(mapped);
    }

    private static Value ForEach(FormCall call)
    {
        var lambda = call.Lambda("foreach");
        var collection = call.Value("collection");
        foreach (var item in Elements(call, "collection", collection).ToList())
        {
            call.Call(lambda, item);
        }

        return collection;
    }

    private static Value Filter(FormCall call)
    {
        var lambda = call.Lambda("filter");
        var collection = call.Value("collection");
        return collection switch
        {
            ArrayValue or PageValue => Replace(collection, call.At("collection"), items => items.Where(i => call.Call(lambda, i) switch
            {
                BoolValue b => b.Value,
                var v => throw FormCall.Expected(call.At("filter").At("expr"), "Boolean", v),
            })),
            _ => new FilterSet(SetValues.Of(collection, call.At("collection")), lambda),
        };
    }

    private static Value Reduce(FormCall call)
    {
        var lambda = call.Lambda("reduce");
        return Elements(call, "collection").Aggregate(call.Value("initial"), (a, b) => call.Call(lambda, new ArrayValue([a, b])));
    }

    private static Value Cut(FormCall call, string name, Func<IEnumerable<Value>, int, IEnumerable<Value>> cut)
    {
        var count = (int)Math.Clamp(call.Long(name), 0, int.MaxValue);
        return Replace(call.Value("collection"), call.At("collection"), items => cut(items, count));
    }

    private static Value Replace(Value collection, Position at, Func<IReadOnlyList<Value>, IEnumerable<Value>> replace) => collection switch
    {
        ArrayValue a => new ArrayValue([.. replace(a.Items)]),
        PageValue p => p.With([.. replace(p.Items)]),
        _ => throw FormCall.Expected(at, "Array or Page", collection),
    };

    private static DoubleValue Mean(FormCall call)
    {
        var items = Elements(call, "mean").ToList();
        var sum = items.Aggregate((Value)new LongValue(0), (a, b) => MathForms.Add(a, b, call.At("mean")));
        return new DoubleValue((sum is LongValue l ? l.Value : ((DoubleValue)sum).Value) / items.Count);
    }

    private static ObjectValue Merge(FormCall call)
    {
        var result = call.Object("merge");
        foreach (var other in call.Many("with"))
        {
            if (other is not ObjectValue with)
            {
                throw call.Expected("with", "Object", other);
            }

            foreach (var field in with.Fields)
            {
                result = field.Value is NullValue ? result.Without(field.Key) : result.With(field.Key, field.Value);
            }
        }

        return result;
    }
}

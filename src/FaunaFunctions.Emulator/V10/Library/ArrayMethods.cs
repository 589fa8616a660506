using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of arrays.</summary>
internal static class ArrayMethods
{
    public static MethodTable Table { get; } = new()
    {
        Fields = { ["length"] = s => new LongValue(Items(s).Count) },
        Methods =
        {
            ["map"] = (f, s, a) => new ArrayValue([.. Items(s).Select(v => Functions.Call(f, a.Expect(1).Callback(0), v))]),
            ["filter"] = (f, s, a) => Where(f, s, a),
            ["where"] = (f, s, a) => Where(f, s, a),
            ["flatMap"] = (f, s, a) => new ArrayValue([.. Items(s).SelectMany(v => Functions.Call(f, a.Expect(1).Callback(0), v) is ArrayValue inner ? inner.Items : [])]),
            ["forEach"] = (f, s, a) => Lists.ForEach(f, Items(s), a.Expect(1).Callback(0)),
            ["fold"] = (f, s, a) => Lists.Fold(f, Items(s), a.Expect(2)),
            ["reduce"] = (f, s, a) => Lists.Reduce(f, Items(s), a.Expect(1)),
            ["any"] = (f, s, a) => BoolValue.Of(Items(s).Any(v => Functions.Holds(f, a.Expect(1).Callback(0), v))),
            ["every"] = (f, s, a) => BoolValue.Of(Items(s).All(v => Functions.Holds(f, a.Expect(1).Callback(0), v))),
            ["includes"] = (f, s, a) => BoolValue.Of(Items(s).Any(v => Operators.AreEqual(f, v, a.Expect(1)[0]))),
            ["indexOf"] = (f, s, a) => Items(s).ToList().FindIndex(v => Operators.AreEqual(f, v, a.Expect(1)[0])) is >= 0 and var at ? new LongValue(at) : NullValue.Instance,
            ["concat"] = (_, s, a) => new ArrayValue([.. Items(s), .. a.Expect(1).Of<ArrayValue>(0, "other", "Array<Any>").Items]),
            ["append"] = (_, s, a) => new ArrayValue([.. Items(s), a.Expect(1)[0]]),
            ["prepend"] = (_, s, a) => new ArrayValue([a.Expect(1)[0], .. Items(s)]),
            ["first"] = (_, s, _) => Items(s).Count > 0 ? Items(s)[0] : NullValue.Instance,
            ["firstWhere"] = (f, s, a) => Items(s).FirstOrDefault(v => Functions.Holds(f, a.Expect(1).Callback(0), v)) ?? NullValue.Instance,
            ["last"] = (_, s, _) => Items(s).Count > 0 ? Items(s)[^1] : NullValue.Instance,
            ["nonEmpty"] = (_, s, _) => BoolValue.Of(Items(s).Count > 0),
            ["isEmpty"] = (_, s, _) => BoolValue.Of(Items(s).Count == 0),
            ["at"] = (_, s, a) => At(Items(s), a.Expect(1)),
            ["take"] = (_, s, a) => new ArrayValue([.. Items(s).Take((int)a.Expect(1).Long(0, "limit"))]),
            ["drop"] = (_, s, a) => new ArrayValue([.. Items(s).Skip((int)a.Expect(1).Long(0, "amount"))]),
            ["slice"] = (_, s, a) => Slice(Items(s), a.Expect(1, 2)),
            ["distinct"] = (_, s, _) => new ArrayValue(Lists.Distinct(Items(s))),
            ["order"] = (f, s, a) => new ArrayValue(Lists.Order(f, Items(s), a.Values)),
            ["reverse"] = (_, s, _) => new ArrayValue([.. Items(s).Reverse()]),
            ["toSet"] = (_, s, _) => new ArraySet(Items(s)),
            ["toArray"] = (_, s, _) => s,
            ["toString"] = (_, s, _) => new StringValue(TextOf.Value(s)),
            ["entries"] = (_, s, _) => new ArrayValue([.. Items(s).Select((v, i) => new ArrayValue([new LongValue(i), v]))]),
        },
    };

    /// <summary>The module <c>Array</c>.</summary>
    public static MethodTable Module { get; } = new()
    {
        ["sequence"] = (_, _, a) => new ArrayValue([.. new SequenceSet(a.Expect(2).Long(0, "from"), a.Long(1, "until")).Items(null!, null).Select(i => i.Value)]),
    };

    private static IReadOnlyList<Value> Items(Value value) => ((ArrayValue)value).Items;

    private static ArrayValue Where(Frame frame, Value self, Arguments arguments) =>
        new([.. Items(self).Where(v => Functions.Holds(frame, arguments.Expect(1).Callback(0), v))]);

    private static Value At(IReadOnlyList<Value> items, Arguments arguments)
    {
        var at = arguments.Long(0, "index");
        return at >= 0 && at < items.Count
            ? items[(int)at]
            : throw new QueryFailure("index_out_of_bounds", $"index {at} out of bounds for length {items.Count}", arguments.Span);
    }

    private static ArrayValue Slice(IReadOnlyList<Value> items, Arguments arguments)
    {
        var from = (int)Math.Clamp(arguments.Long(0, "from"), 0, items.Count);
        var until = arguments.Count > 1 ? (int)Math.Clamp(arguments.Long(1, "until"), from, items.Count) : items.Count;
        return new ArrayValue([.. items.Skip(from).Take(until - from)]);
    }
}

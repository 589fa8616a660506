using FaunaFunctions.Emulator.V10.Feeds;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of sets.</summary>
internal static class SetMethods
{
    public static MethodTable Table { get; } = new()
    {
        ["paginate"] = (f, s, a) => SetPages.First(f, Set(s), a.Expect(0, 1).Count == 0 ? null : SetPages.CheckSize(a, 0)),
        ["pageSize"] = (_, s, a) => new SizedSet(Set(s), SetPages.CheckSize(a.Expect(1), 0)),
        ["where"] = (_, s, a) => new WhereSet(Set(s), a.Expect(1).Callback(0)),
        ["map"] = (_, s, a) => new MapSet(Set(s), a.Expect(1).Callback(0)),
        ["flatMap"] = (_, s, a) => new FlatMapSet(Set(s), a.Expect(1).Callback(0)),
        ["take"] = (_, s, a) => new SliceSet(Set(s), a.Expect(1).Long(0, "limit"), drops: false),
        ["drop"] = (_, s, a) => new SliceSet(Set(s), a.Expect(1).Long(0, "amount"), drops: true),
        ["concat"] = (_, s, a) => new ConcatSet(Set(s), a.Expect(1).Of<FqlSet>(0, "other", "Set<Any>")),
        ["reverse"] = (_, s, _) => Set(s).Reversed() ?? new ReadSet(Set(s), ReadSetKind.Reverse, []),
        ["distinct"] = (_, s, _) => new ReadSet(Set(s), ReadSetKind.Distinct, []),
        ["order"] = (_, s, a) => new ReadSet(Set(s), ReadSetKind.Order, a.Values),
        ["first"] = (f, s, _) => First(f, Set(s)),
        ["firstWhere"] = (f, s, a) => First(f, new WhereSet(Set(s), a.Expect(1).Callback(0))),
        ["last"] = (f, s, _) => First(f, Set(s).Reversed() ?? new ReadSet(Set(s), ReadSetKind.Reverse, [])),
        ["count"] = (f, s, _) => new LongValue(All(f, s).LongCount()),
        ["isEmpty"] = (f, s, _) => BoolValue.Of(!All(f, s).Any()),
        ["nonEmpty"] = (f, s, _) => BoolValue.Of(All(f, s).Any()),
        ["any"] = (f, s, a) => BoolValue.Of(All(f, s).Any(v => Functions.Holds(f, a.Expect(1).Callback(0), v))),
        ["every"] = (f, s, a) => BoolValue.Of(All(f, s).All(v => Functions.Holds(f, a.Expect(1).Callback(0), v))),
        ["includes"] = (f, s, a) => BoolValue.Of(All(f, s).Any(v => Operators.AreEqual(f, v, a.Expect(1)[0]))),
        ["toArray"] = (f, s, _) => new ArrayValue([.. All(f, s)]),
        ["toSet"] = (_, s, _) => s,
        ["forEach"] = (f, s, a) => Lists.ForEach(f, [.. All(f, s)], a.Expect(1).Callback(0)),
        ["fold"] = (f, s, a) => Lists.Fold(f, All(f, s), a.Expect(2)),
        ["reduce"] = (f, s, a) => Lists.Reduce(f, All(f, s), a.Expect(1)),
        ["aggregate"] = (f, s, a) => Lists.Fold(f, All(f, s), a.Expect(2)),
        ["eventSource"] = (f, s, a) => EventSources.Create(f, Set(s), [], a.Expect(0)),
        ["toStream"] = (f, s, a) => EventSources.Create(f, Set(s), [], a.Expect(0)),
        ["eventsOn"] = (f, s, a) => EventSources.Create(f, Set(s), a.Values, a),
        ["changesOn"] = (f, s, a) => EventSources.Create(f, Set(s), a.Values, a),
        ["toString"] = (_, _, _) => new StringValue("[set]"),
    };

    public static Value First(Frame frame, FqlSet set) => set.Items(frame, null).Select(i => i.Value).FirstOrDefault() ?? NullValue.Instance;

    private static FqlSet Set(Value value) => (FqlSet)value;

    private static IEnumerable<Value> All(Frame frame, Value set) => Set(set).Items(frame, null).Select(i => i.Value);
}

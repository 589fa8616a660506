namespace FaunaFunctions.Emulator.Values;

/// <summary>The order of values in an index, across types, and the equality of values in a query.</summary>
internal static class ValueOrder
{
    public static int Compare(Value a, Value b)
    {
        if (ReferenceEquals(a, b))
        {
            return 0;
        }

        if (a is LongValue x && b is LongValue y)
        {
            return x.Value.CompareTo(y.Value);
        }

        var rank = Rank(a);
        var result = rank.CompareTo(Rank(b));
        return result != 0 ? result : (a, b) switch
        {
            (LongValue or DoubleValue, _) => CompareNumbers(a, b),
            (BytesValue m, BytesValue n) => m.Value.AsSpan().SequenceCompareTo(n.Value),
            (StringValue m, StringValue n) => Collation.Compare(m.Value, n.Value),
            (RefValue m, RefValue n) => m.Id != n.Id ? m.Id.CompareTo(n.Id) : m.Collection.CompareTo(n.Collection),
            (TimeValue m, TimeValue n) => m.Seconds != n.Seconds ? m.Seconds.CompareTo(n.Seconds) : m.Nanos.CompareTo(n.Nanos),
            (DateValue m, DateValue n) => m.Days.CompareTo(n.Days),
            (UuidValue m, UuidValue n) => string.CompareOrdinal(m.Value.ToString(), n.Value.ToString()),
            _ => 0,
        };
    }

    public static bool AreEqual(Value a, Value b) => (a, b) switch
    {
        (ObjectValue x, ObjectValue y) => x.Count == y.Count && x.Fields.All(f => y.TryGet(f.Key, out var other) && AreEqual(f.Value, other)),
        (ArrayValue x, ArrayValue y) => SequenceEqual(x.Items, y.Items),
        (StringValue x, StringValue y) => string.Equals(x.Value, y.Value, StringComparison.Ordinal),
        (RefValue x, RefValue y) => x.Scope == y.Scope && x.Collection == y.Collection && x.Id == y.Id,
        (LambdaValue x, LambdaValue y) => x.ApiVersion == y.ApiVersion && AreEqual(x.Source, y.Source),
        (UnresolvedRefValue x, UnresolvedRefValue y) => x.Native == y.Native && x.Name == y.Name && x.Id == y.Id,
        (DoubleValue x, DoubleValue y) => x.Value.Equals(y.Value) || x.Value == y.Value,
        (SetValue x, SetValue y) => SetsEqual(x, y),
        _ => Rank(a) < NullRank && Rank(a) == Rank(b) ? Compare(a, b) == 0 : a is NullValue && b is NullValue,
    };

    /// <summary>Whether an index takes the value for a missing one.</summary>
    public static bool CountsAsNull(Value value) => Rank(value) == NullRank;

    private const int NullRank = 10;

    private static int Rank(Value value) => value switch
    {
        LongValue or DoubleValue => 1,
        BytesValue => 2,
        StringValue => 3,
        RefValue => 4,
        TimeValue => 5,
        DateValue => 6,
        UuidValue => 7,
        BoolValue { Value: false } => 8,
        BoolValue => 9,
        _ => NullRank,
    };

    private static int CompareNumbers(Value a, Value b) => AsDouble(a).CompareTo(AsDouble(b));

    private static double AsDouble(Value value) => value is LongValue l ? l.Value : ((DoubleValue)value).Value;

    private static bool SequenceEqual(IReadOnlyList<Value> a, IReadOnlyList<Value> b) =>
        a.Count == b.Count && a.Zip(b).All(p => AreEqual(p.First, p.Second));

    private static bool SetsEqual(SetValue a, SetValue b) => (a, b) switch
    {
        (DocumentsSet x, DocumentsSet y) => AreEqual(x.Collection, y.Collection),
        (MatchSet x, MatchSet y) => AreEqual(x.Index, y.Index) && SequenceEqual(x.Terms, y.Terms),
        (RangeSet x, RangeSet y) => SetsEqual(x.Source, y.Source) && SequenceEqual(x.From, y.From) && SequenceEqual(x.To, y.To),
        (CombinedSet x, CombinedSet y) => x.Operation == y.Operation && SequenceEqual(x.Sources, y.Sources),
        (DistinctSet x, DistinctSet y) => SetsEqual(x.Source, y.Source),
        (ReverseSet x, ReverseSet y) => SetsEqual(x.Source, y.Source),
        (SingletonSet x, SingletonSet y) => AreEqual(x.Document, y.Document),
        (EventsSet x, EventsSet y) => AreEqual(x.Source, y.Source),
        (JoinSet x, JoinSet y) => SetsEqual(x.Source, y.Source) && AreEqual(x.With, y.With),
        (FilterSet x, FilterSet y) => SetsEqual(x.Source, y.Source) && AreEqual(x.Predicate, y.Predicate),
        _ => false,
    };
}

using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of numbers.</summary>
internal static class NumberMethods
{
    public static MethodTable Table { get; } = new()
    {
        ["toString"] = (_, s, _) => new StringValue(TextOf.Value(s)),
        ["toInt"] = (_, s, _) => Whole(s),
        ["toLong"] = (_, s, _) => Whole(s),
        ["toDouble"] = (_, s, _) => new DoubleValue(s is LongValue l ? l.Value : ((DoubleValue)s).Value),
        ["toNumber"] = (_, s, _) => s,
    };

    private static LongValue Whole(Value value) => value as LongValue ?? new LongValue((long)((DoubleValue)value).Value);
}

using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Arithmetic and comparison.</summary>
internal static class Operators
{
    public static Value Apply(Frame frame, string symbol, Value left, Value right, Span span)
    {
        switch (symbol)
        {
            case "==":
                return BoolValue.Of(AreEqual(frame, left, right));
            case "!=":
                return BoolValue.Of(!AreEqual(frame, left, right));
            case "<" or ">" or "<=" or ">=":
                return BoolValue.Of(Holds(symbol, left, right, span));
            case "+" when left is StringValue or IdValue:
                return right is StringValue or IdValue
                    ? new StringValue(TextOf.Value(left) + TextOf.Value(right))
                    : throw QueryFailure.Argument("other", "String", right, span);
            default:
                return Arithmetic(symbol, left, right, span);
        }
    }

    public static bool AreEqual(Frame frame, Value left, Value right)
    {
        var (leftNull, rightNull) = (right is NullValue && Nulls.IsNull(frame, left), left is NullValue && Nulls.IsNull(frame, right));
        return leftNull || rightNull || AreEqual(left, right);
    }

    public static bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (DocValue a, DocValue b) => ValueOrder.AreEqual(a.Reference, b.Reference),
        (NullDocValue { Reference: { } a }, DocValue b) => ValueOrder.AreEqual(a, b.Reference),
        (DocValue a, NullDocValue { Reference: { } b }) => ValueOrder.AreEqual(a.Reference, b),
        (NullDocValue { Reference: { } a }, NullDocValue { Reference: { } b }) => ValueOrder.AreEqual(a, b),
        (IdValue a, IdValue b) => a.Id == b.Id,
        (IdValue a, StringValue b) => a.Text == b.Value,
        (StringValue a, IdValue b) => a.Value == b.Text,
        (CollectionModule a, CollectionModule b) => a.Number == b.Number,
        (ModuleValue a, ModuleValue b) => a.Name == b.Name,
        (ArrayValue a, ArrayValue b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
        (ObjectValue a, ObjectValue b) => a.Count == b.Count && a.Fields.All(f => b.TryGet(f.Key, out var other) && AreEqual(f.Value, other)),
        _ => ValueOrder.AreEqual(left.Plain(), right.Plain()),
    };

    /// <summary>An order of all values, null last.</summary>
    public static int Compare(Value left, Value right) => ValueOrder.Compare(Key(left), Key(right));

    private static Value Key(Value value) => value switch
    {
        DocValue d => d.Reference,
        IdValue i => new LongValue(i.Id),
        _ => value.Plain(),
    };

    private static bool Holds(string symbol, Value left, Value right, Span span)
    {
        var comparable = (left, right) switch
        {
            (LongValue or DoubleValue, LongValue or DoubleValue) or (StringValue, StringValue) or (TimeValue, TimeValue) or (DateValue, DateValue)
                or (BoolValue, BoolValue) or (BytesValue, BytesValue) or (IdValue, IdValue) or (DocValue, DocValue) => true,
            (NullValue, _) or (_, NullValue) => false,
            _ => throw QueryFailure.Argument("other", left is LongValue or DoubleValue ? "Number" : TypeNames.Of(left), right, span),
        };
        if (!comparable || left is DoubleValue { Value: double.NaN } || right is DoubleValue { Value: double.NaN })
        {
            return false;
        }

        var order = left is StringValue a && right is StringValue b ? string.CompareOrdinal(a.Value, b.Value) : Compare(left, right);
        return symbol switch { "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 };
    }

    private static Value Arithmetic(string symbol, Value left, Value right, Span span)
    {
        if (left is not (LongValue or DoubleValue))
        {
            throw left is NullValue
                ? new QueryFailure("invalid_null_access", $"Cannot access `{symbol}` on null.", span)
                : Members.NoFunction(symbol, TypeNames.Of(left), span);
        }

        if (right is not (LongValue or DoubleValue))
        {
            throw QueryFailure.Argument("other", "Number", right, span);
        }

        if (left is LongValue x && right is LongValue y)
        {
            return Integers(symbol, x.Value, y.Value, span);
        }

        var (a, b) = (Number(left), Number(right));
        return new DoubleValue(symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "%" => a % b,
            "**" => Math.Pow(a, b),
            _ => throw QueryFailure.Argument("other", "Int", right, span),
        });
    }

    private static Value Integers(string symbol, long a, long b, Span span)
    {
        switch (symbol)
        {
            case "/" or "%" when b == 0:
                throw new QueryFailure("divide_by_zero", "Attempted integer division by zero.", span);
            case "**":
                return Math.Pow(a, b) is var power && b >= 0 && Math.Abs(power) < 9e15 ? new LongValue((long)power) : new DoubleValue(power);
            case "/" or "%" when b == -1:
                return new LongValue(symbol == "/" ? unchecked(-a) : 0);
            default:
                return new LongValue(symbol switch
                {
                    "+" => unchecked(a + b),
                    "-" => unchecked(a - b),
                    "*" => unchecked(a * b),
                    "/" => a / b,
                    "%" => a % b,
                    "&" => a & b,
                    "|" => a | b,
                    "^" => a ^ b,
                    "<<" => a << (int)b,
                    _ => a >> (int)b,
                });
        }
    }

    private static double Number(Value value) => value is LongValue l ? l.Value : ((DoubleValue)value).Value;
}

using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Comparisons, logic and questions about types.</summary>
internal static class LogicForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["equals"], [], c => Pairwise(c, "equals", ValueOrder.AreEqual)),
        new(["lt"], [], c => Pairwise(c, "lt", (a, b) => ValueOrder.Compare(a, b) < 0)),
        new(["lte"], [], c => Pairwise(c, "lte", (a, b) => ValueOrder.Compare(a, b) <= 0)),
        new(["gt"], [], c => Pairwise(c, "gt", (a, b) => ValueOrder.Compare(a, b) > 0)),
        new(["gte"], [], c => Pairwise(c, "gte", (a, b) => ValueOrder.Compare(a, b) >= 0)),
        new(["not"], [], c => BoolValue.Of(!c.Bool("not"))),
        new(["and"], [], c => Lazy(c, "and", until: false)),
        new(["or"], [], c => Lazy(c, "or", until: true)),
        Is("is_null", v => v is NullValue),
        Is("is_boolean", v => v is BoolValue),
        Is("is_string", v => v is StringValue),
        Is("is_number", v => v is LongValue or DoubleValue),
        Is("is_integer", v => v is LongValue),
        Is("is_double", v => v is DoubleValue),
        Is("is_array", v => v is ArrayValue),
        Is("is_object", v => v is ObjectValue or DocumentValue or PageValue),
        Is("is_bytes", v => v is BytesValue),
        Is("is_date", v => v is DateValue),
        Is("is_timestamp", v => v is TimeValue),
        Is("is_uuid", v => v is UuidValue),
        Is("is_ref", v => v is RefValue or UnresolvedRefValue),
        Is("is_set", v => v is SetValue or RefValue { IsNativeCollection: true }),
        Is("is_doc", v => v is RefValue or DocumentValue),
        Is("is_lambda", v => v is LambdaValue),
        Is("is_collection", v => v is RefValue { IsCollection: true }),
        Is("is_index", v => v is RefValue { Collection: NativeCollection.Indexes }),
        Is("is_function", v => v is RefValue { Collection: NativeCollection.Functions }),
        Is("is_database", v => v is RefValue { Collection: NativeCollection.Databases }),
        Is("is_key", v => v is RefValue { Collection: NativeCollection.Keys }),
        Is("is_role", v => v is RefValue { Collection: NativeCollection.Roles }),
        Is("is_token", v => v is RefValue { Collection: NativeCollection.Tokens }),
    ];

    private static Form Is(string name, Func<Value, bool> test) => new([name], [], c => BoolValue.Of(test(c.Value(name))));

    private static BoolValue Pairwise(FormCall call, string name, Func<Value, Value, bool> holds)
    {
        var values = call.Many(name);
        for (var i = 1; i < values.Count; i++)
        {
            if (!holds(values[i - 1], values[i]))
            {
                return BoolValue.False;
            }
        }

        return BoolValue.True;
    }

    // Later operands are not evaluated once the answer is known.
    private static BoolValue Lazy(FormCall call, string name, bool until)
    {
        if (call.Expression(name) is not ArrayExpression list)
        {
            return BoolValue.Of(call.Bool(name));
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i].Evaluate(call.Frame) is not { } value || value is not BoolValue operand)
            {
                throw FormCall.Expected(call.At(name).At(i), "Boolean", list.Items[i].Evaluate(call.Frame));
            }

            if (operand.Value == until)
            {
                return operand;
            }
        }

        return BoolValue.Of(!until);
    }
}

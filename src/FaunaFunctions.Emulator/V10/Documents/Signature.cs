using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>The declared type of a field, such as <c>Int?</c>, <c>Array&lt;String&gt;</c> or <c>Int | String</c>. A type it does not know holds anything.</summary>
internal static class Signature
{
    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public static ConstraintFailure? Check(string name, string signature, Value? value) =>
        Allows(signature, value) ? null
        : value is null ? ConstraintFailure.Of(name, $"Missing required field of type {signature}")
        : ConstraintFailure.Of(name, $"Expected {signature}, provided {TypeNames.Of(value)}");

    public static bool Allows(string signature, Value? value)
    {
        var type = signature.Trim();
        if (type.EndsWith('?'))
        {
            return value is null or NullValue || Allows(type[..^1], value);
        }

        var options = Options(type);
        if (options.Count > 1)
        {
            return options.Any(o => Allows(o, value));
        }

        return type switch
        {
            "Any" => true,
            "Null" => value is null or NullValue,
            _ when value is null => false,
            "String" => value is StringValue,
            "Int" or "Long" => value is LongValue,
            "Double" => value is DoubleValue,
            "Number" => value is LongValue or DoubleValue,
            "Boolean" => value is BoolValue,
            "Time" => value is TimeValue,
            "Date" => value is DateValue,
            "Bytes" => value is BytesValue,
            _ when type.StartsWith("Array<", StringComparison.Ordinal) => value is ArrayValue a && a.Items.All(i => Allows(type[6..^1], i)),
            _ when type.StartsWith('{') => value is ObjectValue,
            _ when type.StartsWith("Ref<", StringComparison.Ordinal) => value is RefValue,
            _ => true,
        };
    }

    // The parts between `|` that no bracket holds.
    private static List<string> Options(string type)
    {
        var options = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < type.Length; i++)
        {
            depth += type[i] is '<' or '{' or '(' ? 1 : type[i] is '>' or '}' or ')' ? -1 : 0;
            if (type[i] == '|' && depth == 0)
            {
                options.Add(type[start..i]);
                start = i + 1;
            }
        }

        options.Add(type[start..]);
        return options;
    }
}

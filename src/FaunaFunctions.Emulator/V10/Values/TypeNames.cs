using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Values;

/// <summary>What FQL calls the types of values.</summary>
internal static class TypeNames
{
    public static string Of(Value value) => value switch
    {
        NullValue => "Null",
        NullDocValue => "NullDoc",
        BoolValue => "Boolean",
        LongValue { Value: >= int.MinValue and <= int.MaxValue } => "Int",
        LongValue or WideLong => "Long",
        DoubleValue => "Double",
        StringValue => "String",
        TimeValue => "Time",
        DateValue => "Date",
        BytesValue => "Bytes",
        UuidValue => "UUID",
        ArrayValue => "Array<Any>",
        ObjectValue => "Object",
        FqlSet => "Set<Any>",
        _ => value.TypeName,
    };

    public static bool Is(Value value, Value type)
    {
        var name = type switch { ModuleValue m => m.Name, CollectionModule c => c.Name, _ => "" };
        return (value, type) switch
        {
            (DocValue d, CollectionModule c) => d.Reference.Collection == c.Number,
            (LongValue or DoubleValue, _) when name == "Number" => true,
            (ArrayValue, _) => name == "Array",
            (FqlSet, _) => name == "Set",
            _ => Of(value) == name,
        };
    }
}

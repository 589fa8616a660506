namespace FaunaFunctions.Emulator.Values;

/// <summary>A value of the database or of a running query. Immutable.</summary>
internal abstract class Value
{
    /// <summary>What error messages call the type, for example <c>Integer</c>.</summary>
    public abstract string TypeName { get; }
}

internal sealed class NullValue : Value
{
    public static readonly NullValue Instance = new();

    public override string TypeName => "Null";
}

internal sealed class BoolValue(bool value) : Value
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    public bool Value { get; } = value;

    public override string TypeName => "Boolean";

    public static BoolValue Of(bool value) => value ? True : False;
}

internal sealed class LongValue(long value) : Value
{
    public long Value { get; } = value;

    public override string TypeName => "Integer";
}

internal sealed class DoubleValue(double value) : Value
{
    public double Value { get; } = value;

    public override string TypeName => "Double";
}

internal sealed class StringValue(string value) : Value
{
    public string Value { get; } = value;

    public override string TypeName => "String";
}

internal sealed class BytesValue(byte[] value) : Value
{
    public byte[] Value { get; } = value;

    public override string TypeName => "Bytes";
}

internal sealed class UuidValue(Guid value) : Value
{
    public Guid Value { get; } = value;

    public override string TypeName => "UUID";
}

internal sealed class ArrayValue(IReadOnlyList<Value> items) : Value
{
    public static readonly ArrayValue Empty = new([]);

    public IReadOnlyList<Value> Items { get; } = items;

    public override string TypeName => "Array";
}

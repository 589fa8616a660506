using System.Globalization;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Values as text, as <c>toString</c> and interpolation give it.</summary>
internal static class TextOf
{
    /// <summary>What every value can do.</summary>
    public static MethodTable Table { get; } = new() { ["toString"] = (_, s, _) => new StringValue(Value(s)) };

    public static string Value(Value value) => value switch
    {
        NullValue => "null",
        BoolValue b => b.Value ? "true" : "false",
        LongValue l => l.Value.ToString(CultureInfo.InvariantCulture),
        WideLong w => w.Value.ToString(CultureInfo.InvariantCulture),
        DoubleValue d => double.IsFinite(d.Value) ? DoubleText.Format(d.Value) : double.IsNaN(d.Value) ? "NaN" : d.Value > 0 ? "Infinity" : "-Infinity",
        StringValue s => s.Value,
        IdValue i => i.Text,
        CursorValue c => c.Cursor,
        TimeValue or DateValue => value.ToString()!,
        BytesValue b => Convert.ToBase64String(b.Value),
        UuidValue u => u.Value.ToString(),
        ModuleValue m => m.Name,
        CollectionModule c => c.Name,
        FunctionValue f => $"[function {f.Name}]",
        ArrayValue a => $"[{string.Join(", ", a.Items.Select(Quoted))}]",
        ObjectValue o => o.Count == 0 ? "{}" : $"{{ {string.Join(", ", o.Fields.Select(f => $"{f.Key}: {Quoted(f.Value)}"))} }}",
        FqlSet => "[set]",
        DocValue d => $"[doc {d.Reference.Id.ToString(CultureInfo.InvariantCulture)}]",
        _ => $"[{value.TypeName}]",
    };

    private static string Quoted(Value value) => value is StringValue s ? $"\"{s.Value}\"" : Value(value);
}

using System.Globalization;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of strings.</summary>
internal static class StringMethods
{
    public static MethodTable Table { get; } = new()
    {
        Fields = { ["length"] = s => new LongValue(Text(s).Length) },
        Methods =
        {
            ["toUpperCase"] = (_, s, _) => new StringValue(Text(s).ToUpperInvariant()),
            ["toLowerCase"] = (_, s, _) => new StringValue(Text(s).ToLowerInvariant()),
            ["casefold"] = (_, s, _) => new StringValue(Text(s).ToLowerInvariant()),
            ["trim"] = (_, s, _) => new StringValue(Text(s).Trim()),
            ["trimStart"] = (_, s, _) => new StringValue(Text(s).TrimStart()),
            ["trimEnd"] = (_, s, _) => new StringValue(Text(s).TrimEnd()),
            ["startsWith"] = (_, s, a) => BoolValue.Of(Text(s).StartsWith(a.Expect(1).Text(0, "prefix"), StringComparison.Ordinal)),
            ["endsWith"] = (_, s, a) => BoolValue.Of(Text(s).EndsWith(a.Expect(1).Text(0, "suffix"), StringComparison.Ordinal)),
            ["includes"] = (_, s, a) => BoolValue.Of(Text(s).Contains(a.Expect(1).Text(0, "pattern"), StringComparison.Ordinal)),
            ["indexOf"] = (_, s, a) => Text(s).IndexOf(a.Expect(1).Text(0, "pattern"), StringComparison.Ordinal) is >= 0 and var at ? new LongValue(at) : NullValue.Instance,
            ["concat"] = (_, s, a) => new StringValue(Text(s) + a.Expect(1).Text(0, "other")),
            ["repeat"] = (_, s, a) => new StringValue(string.Concat(Enumerable.Repeat(Text(s), (int)Math.Clamp(a.Expect(1).Long(0, "count"), 0, 100_000)))),
            ["replace"] = (_, s, a) => new StringValue(ReplaceFirst(Text(s), a.Expect(2).Text(0, "pattern"), a.Text(1, "replacement"))),
            ["replaceAll"] = (_, s, a) => new StringValue(a.Expect(2).Text(0, "pattern") is { Length: > 0 } old ? Text(s).Replace(old, a.Text(1, "replacement"), StringComparison.Ordinal) : Text(s)),
            ["split"] = (_, s, a) => new ArrayValue([.. Split(Text(s), a.Expect(1).Text(0, "separator")).Select(p => new StringValue(p))]),
            ["slice"] = (_, s, a) => Slice(Text(s), a.Expect(1, 2)),
            ["at"] = (_, s, a) => Slice(Text(s), a.Expect(1).Long(0, "index")),
            ["parseInt"] = (_, s, _) => long.TryParse(Text(s), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? new LongValue(l) : NullValue.Instance,
            ["parseDouble"] = (_, s, _) => double.TryParse(Text(s), CultureInfo.InvariantCulture, out var d) ? new DoubleValue(d) : NullValue.Instance,
            ["parseNumber"] = (_, s, _) => long.TryParse(Text(s), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? new LongValue(l)
                : double.TryParse(Text(s), CultureInfo.InvariantCulture, out var d) ? new DoubleValue(d) : NullValue.Instance,
            ["toString"] = (_, s, _) => s,
        },
    };

    private static string Text(Value value) => ((StringValue)value).Value;

    private static string[] Split(string text, string separator) =>
        separator.Length == 0 ? [.. text.Select(c => c.ToString())] : text.Split(separator);

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }

    private static StringValue Slice(string text, Arguments arguments)
    {
        var from = (int)Math.Clamp(arguments.Long(0, "from"), 0, text.Length);
        var until = arguments.Count > 1 ? (int)Math.Clamp(arguments.Long(1, "until"), from, text.Length) : text.Length;
        return new StringValue(text[from..until]);
    }

    private static Value Slice(string text, long at) => at >= 0 && at < text.Length ? new StringValue(text[(int)at].ToString()) : NullValue.Instance;
}

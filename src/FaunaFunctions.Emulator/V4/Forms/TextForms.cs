using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Strings.</summary>
internal static partial class TextForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["concat"], ["separator"], c => new StringValue(string.Join(c.Has("separator") ? c.String("separator") : "", c.Many("concat").Select((v, i) => v is StringValue s ? s.Value : throw FormCall.Expected(c.At("concat", i), "String", v))))),
        new(["format", "values"], [], Format),
        new(["casefold"], ["normalizer"], c => new StringValue(c.String("casefold").ToLowerInvariant())),
        new(["lowercase"], [], c => new StringValue(c.String("lowercase").ToLowerInvariant())),
        new(["uppercase"], [], c => new StringValue(c.String("uppercase").ToUpperInvariant())),
        new(["trim"], [], c => new StringValue(c.String("trim").Trim())),
        new(["ltrim"], [], c => new StringValue(c.String("ltrim").TrimStart())),
        new(["rtrim"], [], c => new StringValue(c.String("rtrim").TrimEnd())),
        new(["length"], [], c => new LongValue(c.String("length").EnumerateRunes().Count())),
        new(["repeat"], ["number"], c => new StringValue(string.Concat(Enumerable.Repeat(c.String("repeat"), c.Has("number") ? (int)c.Long("number") : 2)))),
        new(["substring", "start"], ["length"], SubString),
        new(["startswith", "search"], [], c => BoolValue.Of(c.String("startswith").StartsWith(c.String("search"), StringComparison.Ordinal))),
        new(["endswith", "search"], [], c => BoolValue.Of(c.String("endswith").EndsWith(c.String("search"), StringComparison.Ordinal))),
        new(["containsstr", "search"], [], c => BoolValue.Of(c.String("containsstr").Contains(c.String("search"), StringComparison.Ordinal))),
        new(["replacestr", "find", "replace"], [], c => new StringValue(c.String("replacestr").Replace(c.String("find"), c.String("replace"), StringComparison.Ordinal))),
        new(["to_string"], [], ToText),
    ];

    [GeneratedRegex("%(?:%|([+ 0,(-]*)(\\d*)(?:\\.(\\d+))?([sdfeExXbBn]))")]
    private static partial Regex Placeholder { get; }

    public static string? Text(Value value) => value switch
    {
        StringValue s => s.Value,
        LongValue l => l.Value.ToString(CultureInfo.InvariantCulture),
        DoubleValue d => double.IsFinite(d.Value) ? DoubleText.Format(d.Value) : d.Value.ToString(CultureInfo.InvariantCulture),
        BoolValue b => b.Value ? "true" : "false",
        NullValue => "null",
        TimeValue or DateValue => value.ToString(),
        UuidValue u => u.Value.ToString(),
        _ => null,
    };

    private static StringValue ToText(FormCall call) =>
        call.Value("to_string") is var v && Text(v) is { } text ? new StringValue(text) : throw QueryError.Argument(call.At("to_string"), $"Cannot cast {v.TypeName} to String.").Exception();

    private static StringValue Format(FormCall call)
    {
        var values = call.Many("values");
        var next = 0;
        return new StringValue(Placeholder.Replace(call.String("format"), m => m.Value == "%%" ? "%"
            : m.Groups[4].Value == "n" ? "\n"
            : next < values.Count ? One(m, values[next++])
            : throw QueryError.Argument(call.At("values"), "Format specifier has no value.").Exception()));
    }

    private static string One(Match spec, Value value)
    {
        var text = (spec.Groups[4].Value, value) switch
        {
            ("f", LongValue or DoubleValue) => (value is LongValue l ? l.Value : ((DoubleValue)value).Value).ToString("F" + (spec.Groups[3].Success ? spec.Groups[3].Value : "6"), CultureInfo.InvariantCulture),
            ("x" or "X", LongValue l) => l.Value.ToString(spec.Groups[4].Value, CultureInfo.InvariantCulture),
            _ => Text(value) ?? value.TypeName,
        };
        var width = spec.Groups[2].Length == 0 ? 0 : int.Parse(spec.Groups[2].Value, CultureInfo.InvariantCulture);
        return spec.Groups[1].Value.Contains('-', StringComparison.Ordinal) ? text.PadRight(width)
            : text.PadLeft(width, spec.Groups[1].Value.Contains('0', StringComparison.Ordinal) ? '0' : ' ');
    }

    private static StringValue SubString(FormCall call)
    {
        var runes = call.String("substring").EnumerateRunes().ToList();
        var start = (int)call.Long("start");
        start = Math.Clamp(start < 0 ? runes.Count + start : start, 0, runes.Count);
        var count = call.Has("length") ? (int)Math.Clamp(call.Long("length"), 0, runes.Count - start) : runes.Count - start;
        var text = new StringBuilder();
        foreach (var rune in runes.GetRange(start, count))
        {
            text.Append(rune);
        }

        return new StringValue(text.ToString());
    }
}

using System.Globalization;
using System.Text;
using CsCheck;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>A value as the v4 wire has it and as a record must have it.</summary>
/// <param name="Wire">What a server writes.</param>
/// <param name="Record">What the record holds, byte for byte.</param>
internal sealed record WireValue(string Wire, string Record)
{
    private static readonly string[] Natives =
        ["collections", "indexes", "functions", "roles", "databases", "keys", "tokens", "credentials", "access_providers"];

    /// <summary>Any text: ASCII, controls, quotes, all planes of Unicode.</summary>
    public static readonly Gen<string> Text = Gen.Frequency(
        (4, Gen.Char['a', 'z'].Array[0, 20].Select(letters => new string(letters))),
        (1, Gen.Char['a', 'z'].Array[30, 300].Select(letters => new string(letters))),
        (3, Gen.OneOf(
            Gen.Int[0, 0x7F], Gen.Int[0x80, 0xD7FF], Gen.Int[0xE000, 0xFFFF], Gen.Int[0x10000, 0x10FFFF],
            Gen.OneOf('"', '\\', '/', '\n', '\r', '\t', '@', '{', '}', ',', ':').Select(symbol => (int)symbol))
            .Array[0, 40].Select(runes => string.Concat(runes.Select(char.ConvertFromUtf32)))));

    private static readonly Gen<string> Key = Gen.Frequency(
        (8, Gen.OneOf("a", "name", "data", "ref", "ts", "ttl", "id", "", "x.y", "a b", "$x", "0", "-1", "é", "🔥", "x\\y", "x\"y", "\n")),
        (2, Text));

    private static readonly Gen<string> TagLikeKey = Gen.OneOf("@ref", "@ts", "@obj", "@set", "@x", "@", "@int", "@bytes", "@🔥");

    private static readonly Gen<WireValue> Scalar = Gen.OneOf(
        Gen.OneOf("null", "true", "false").Select(Same),
        Gen.Long.Select(number => Same(number.ToString(CultureInfo.InvariantCulture))),
        Gen.Int[-1000, 1000].Select(number => Same(number.ToString(CultureInfo.InvariantCulture))),
        Gen.Double.Select(number => Same(JavaDouble(number))),
        Text.Select(text => Same(Quoted(text))),
        Gen.Long[-62_135_596_800, 253_402_300_799].Select(Gen.Int[0, 999_999_999], (seconds, nanoseconds) =>
            Tagged("@ts", FormattableString.Invariant($"{DateTime.UnixEpoch.AddSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss}.{nanoseconds:D9}Z"))),
        Gen.Int[0, 3_650_000].Select(days => Tagged("@date", DateTime.MinValue.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        Gen.Guid.Select(uuid => Tagged("@uuid", uuid.ToString())),
        Gen.Byte.Array[0, 100].Select(bytes => new WireValue(
            $$"""{"@bytes":"{{Convert.ToBase64String(bytes)}}"}""",
            Quoted(Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_')))),
        Gen.Long.Select(Text, (id, collection) => new WireValue(
            Reference(Id(id), Reference(Quoted(collection), Reference("\"collections\""))),
            $$"""{"id":{{Id(id)}},"collection":{{Quoted(collection)}},"type":"document"}""")),
        Text.Select(Gen.OneOf(Natives), (id, native) => new WireValue(
            Reference(Quoted(id), Reference(Quoted(native))),
            $$"""{"id":{{Quoted(id)}},"type":"{{(native == "indexes" ? "index" : native[..^1])}}"}""")),
        Gen.OneOf(Natives).Select(native => new WireValue(
            Reference(Quoted(native)),
            $$"""{"id":"{{native}}","type":"unknown"}""")));

    /// <summary>Any value, nested.</summary>
    public static readonly Gen<WireValue> Any = Gen.Recursive<WireValue>((depth, inner) => depth > 5
        ? Scalar
        : Gen.Frequency(
            (5, Scalar),
            (2, inner.Array[0, 4].Select(Array)),
            (3, Fields(inner, Key).Select(Plain)),
            (2, Fields(inner, Key).Select(Gen.Select(TagLikeKey, inner), Gen.Int[0, 4], Wrapped)),
            (1, inner.Select(Gen.Bool, Set)),
            (1, inner.Select(Lambda))));

    /// <summary>A whole document: its record has the columns <c>ref</c>, <c>ts</c>, <c>data</c>.</summary>
    public static readonly Gen<WireValue> Document = Gen.Select(
        Gen.Long, Gen.Long, Gen.OneOf(Fields(Any, Key).Select(Plain), Fields(Any, Key).Select(Gen.Select(TagLikeKey, Any), Gen.Int[0, 4], WrappedData)), Gen.Bool,
        (id, ts, data, ttl) => new WireValue(
            "{\"ref\":" + Reference(Id(id), Reference("\"Item\"", Reference("\"collections\"")))
                + FormattableString.Invariant($",\"ts\":{ts},\"data\":{data.Wire}") + (ttl ? ",\"ttl\":{\"@ts\":\"2100-01-01T00:00:00Z\"}}" : "}"),
            FormattableString.Invariant($$"""{"ref":{{Id(id)}},"ts":{{ts}},"data":{{data.Record}}}""") + "\n"));

    /// <summary>A string as the server escapes it.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var symbol in text)
        {
            quoted.Append(symbol switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' => FormattableString.Invariant($"\\u{(int)symbol:x4}"),
                _ => symbol.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static Gen<(string Key, WireValue Value)[]> Fields(Gen<WireValue> values, Gen<string> keys) =>
        Gen.Select(keys, values).Array[0, 5].Select(fields => fields.DistinctBy(field => field.Item1).ToArray())
            .Select(fields => fields.Where(field => !field.Item1.StartsWith('@')).ToArray());

    private static WireValue Plain((string Key, WireValue Value)[] fields) =>
        new(Object(fields, value => value.Wire), Object(fields, value => value.Record));

    private static WireValue Wrapped((string, WireValue)[] fields, (string, WireValue) tagLike, int position)
    {
        (string, WireValue)[] all = [.. fields.Take(position), tagLike, .. fields.Skip(position)];
        return all is [("@set", var content)]
            ? new($$$$"""{"@obj":{"@set":{{{{content.Wire}}}}}}""", Quoted($$"""{"@set":{{content.Wire}}}"""))
            : WrappedData(fields, tagLike, position);
    }

    private static WireValue WrappedData((string, WireValue)[] fields, (string, WireValue) tagLike, int position)
    {
        var plain = Plain([.. fields.Take(position), tagLike, .. fields.Skip(position)]);
        return plain with { Wire = "{\"@obj\":" + plain.Wire + "}" };
    }

    private static WireValue Set(WireValue term, bool stored)
    {
        var set = $$$$$"""{"@set":{"match":{"@ref":{"id":"by_el","collection":{"@ref":{"id":"indexes"}}}},"terms":{{{{{term.Wire}}}}}}}""";
        return new(stored ? "{\"@obj\":" + set + "}" : set, Quoted(set));
    }

    private static WireValue Lambda(WireValue expression)
    {
        var lambda = "{\"@query\":{\"api_version\":\"4\",\"lambda\":[\"x\"],\"expr\":" + expression.Wire + "}}";
        return new(lambda, Quoted(lambda));
    }

    private static WireValue Array(WireValue[] items) => new(
        "[" + string.Join(',', items.Select(item => item.Wire)) + "]",
        "[" + string.Join(',', items.Select(item => item.Record)) + "]");

    private static string Object((string Key, WireValue Value)[] fields, Func<WireValue, string> form) =>
        "{" + string.Join(',', fields.Select(field => Quoted(field.Key) + ":" + form(field.Value))) + "}";

    private static WireValue Same(string json) => new(json, json);

    private static WireValue Tagged(string tag, string text) => new("{\"" + tag + "\":\"" + text + "\"}", Quoted(text));

    private static string Id(long id) => FormattableString.Invariant($"\"{id}\"");

    private static string Reference(string id, string? collection = null) =>
        "{\"@ref\":{\"id\":" + id + (collection is null ? "" : ",\"collection\":" + collection) + "}}";

    /// <summary>About as Java prints doubles: always with a point, and an exponent without plus sign.</summary>
    private static string JavaDouble(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        var digits = exponent < 0 ? text : text[..exponent];
        return digits + (digits.Contains('.', StringComparison.Ordinal) ? "" : ".0") + (exponent < 0 ? "" : text[exponent..]);
    }
}

using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>Values of requests.</summary>
internal static class TaggedReader
{
    /// <summary>A value in which tags tell the types.</summary>
    /// <exception cref="FormatException">It is not in that form; the message tells why.</exception>
    public static Value Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                throw new FormatException("numbers must be tagged");
            case JsonValueKind.Array:
                return new ArrayValue([.. json.EnumerateArray().Select(Read)]);
            case JsonValueKind.Object:
                foreach (var field in json.EnumerateObject())
                {
                    if (field.Name.StartsWith('@'))
                    {
                        return Tagged(field.Name, field.Value);
                    }
                }

                return Object(json, Read);
            default:
                return Plain(json);
        }
    }

    /// <summary>A value of plain JSON.</summary>
    public static Value ReadSimple(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetInt64(out var l) => new LongValue(l),
        JsonValueKind.Number => new DoubleValue(json.GetDouble()),
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(ReadSimple)]),
        JsonValueKind.Object => Object(json, ReadSimple),
        _ => Plain(json),
    };

    private static Value Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.True => BoolValue.True,
        JsonValueKind.False => BoolValue.False,
        _ => NullValue.Instance,
    };

    private static ObjectValue Object(JsonElement json, Func<JsonElement, Value> read) =>
        new(json.EnumerateObject().Select(f => KeyValuePair.Create(f.Name, read(f.Value))));

    private static Value Tagged(string tag, JsonElement json)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        return tag switch
        {
            "@int" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? new LongValue(i) : throw new FormatException("invalid integer"),
            "@long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l)
                ? l is >= int.MinValue and <= int.MaxValue ? new WideLong(l) : new LongValue(l)
                : throw new FormatException("invalid long"),
            "@double" => Double(text),
            "@time" => TimeValue.Parse(text) ?? throw new FormatException("invalid time"),
            "@date" => CivilDate.Parse(text) is { } days ? new DateValue(days) : throw new FormatException("invalid date"),
            "@bytes" => Strict64.Parse(text) is { } bytes ? new BytesValue(bytes) : throw new FormatException("invalid bytes"),
            "@mod" => new WireModule(text),
            "@object" when json.ValueKind == JsonValueKind.Object => Object(json, Read),
            "@doc" or "@ref" => Document(json),
            _ => throw new FormatException($"invalid tag '{tag}'"),
        };
    }

    private static DoubleValue Double(string text) => text switch
    {
        "NaN" => new DoubleValue(double.NaN),
        "Infinity" => new DoubleValue(double.PositiveInfinity),
        "-Infinity" => new DoubleValue(double.NegativeInfinity),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? new DoubleValue(d) : throw new FormatException("invalid double"),
    };

    private static WireDocument Document(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString()!.Split(':') is [var module, var number])
        {
            return new WireDocument(module, number, null);
        }

        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("@object", out var inner))
        {
            json = inner;
        }

        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("coll", out var coll) || Read(coll) is not WireModule collection)
        {
            throw new FormatException("invalid doc reference");
        }

        return json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? new WireDocument(collection.Name, id.GetString(), null)
            : json.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? new WireDocument(collection.Name, null, name.GetString())
            : throw new FormatException("invalid doc reference");
    }
}

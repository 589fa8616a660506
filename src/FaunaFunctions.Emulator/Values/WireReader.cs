using System.Text.Json;

namespace FaunaFunctions.Emulator.Values;

/// <summary>What a value on the wire refers to by name.</summary>
internal interface IWireNames
{
    /// <summary>The reference that <c>{"@ref":{…}}</c> stands for.</summary>
    Value Resolve(ObjectValue reference);

    /// <summary>The lambda that <c>{"@query":{…}}</c> stands for.</summary>
    Value Lambda(ObjectValue query);
}

/// <summary>Values in the form in which the server shows them, back into values.</summary>
internal static class WireReader
{
    /// <param name="raw">Plain JSON, escapes as objects.</param>
    /// <param name="names">Resolves references and lambdas; null when there are none.</param>
    /// <exception cref="FormatException">An escape holds something else.</exception>
    public static Value Read(Value raw, IWireNames? names) => raw switch
    {
        ArrayValue a => new ArrayValue([.. a.Items.Select(i => Read(i, names))]),
        ObjectValue { Count: 1 } o when o.Fields[0].Key.StartsWith('@') => Escape(o, o.Fields[0], names),
        ObjectValue o => Plain(o, names),
        _ => raw,
    };

    private static ObjectValue Plain(ObjectValue o, IWireNames? names) =>
        new(o.Fields.Select(f => KeyValuePair.Create(f.Key, Read(f.Value, names))));

    private static Value Escape(ObjectValue whole, KeyValuePair<string, Value> field, IWireNames? names) => (field.Key, field.Value) switch
    {
        ("@obj", ObjectValue inner) => Plain(inner, names),
        ("@ts", StringValue s) => TimeValue.Parse(s.Value) ?? throw new FormatException($"'{s.Value}' is not a time."),
        ("@date", StringValue s) => CivilDate.Parse(s.Value) is { } days ? new DateValue(days) : throw new FormatException($"'{s.Value}' is not a date."),
        ("@bytes", StringValue s) => new BytesValue(Base64Text.Parse(s.Value) ?? throw new FormatException($"'{s.Value}' is not base64.")),
        ("@uuid", StringValue s) => new UuidValue(Guid.Parse(s.Value)),
        ("@ref", ObjectValue inner) when names is not null => names.Resolve(inner),
        ("@query", ObjectValue inner) when names is not null => names.Lambda(inner),
        _ => Plain(whole, names),
    };
}

/// <summary>Fields of a document in their wire form, without the braces around them.</summary>
internal static class WireFields
{
    public static ObjectValue Parse(byte[] fields)
    {
        var text = new byte[fields.Length + 2];
        text[0] = (byte)'{';
        fields.CopyTo(text, 1);
        text[^1] = (byte)'}';
        var raw = (ObjectValue)JsonText.Parse(text, out _);
        return new ObjectValue(raw.Fields.Select(f => KeyValuePair.Create(f.Key, WireReader.Read(f.Value, null))));
    }

    /// <summary>Whether the text may be kept as it is: no references, whose names can change, and no lambdas.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> json) => json.IndexOf("\"@ref\""u8) < 0 && json.IndexOf("\"@query\""u8) < 0;

    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A document's data must be a JSON object.");
        }

        reader.Skip();
        if (reader.Read())
        {
            throw new JsonException("There is text after the JSON object.");
        }
    }
}

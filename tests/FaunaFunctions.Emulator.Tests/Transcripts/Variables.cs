using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>The values that stand for <c>{{name}}</c> in a scenario's requests.</summary>
internal sealed partial class Variables
{
    private static readonly JsonWriterOptions Raw = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private readonly Dictionary<string, JsonElement> _values = [];

    public void Set(string name, string value) => _values[name] = JsonSerializer.SerializeToElement(value);

    public void Apply(Assignment assignment)
    {
        foreach (var (name, from, add) in assignment.Variables)
        {
            if (_values.TryGetValue(from, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                _values[name] = JsonSerializer.SerializeToElement(value.GetInt64() + add);
            }
        }
    }

    /// <summary>Takes what the exchange captures out of an answer; what the answer does not hold stays as it was.</summary>
    public void Capture(Exchange exchange, string answer)
    {
        if (exchange.Captures.Count == 0 || !TryParse(answer, out var root))
        {
            return;
        }

        foreach (var (variable, pointer) in exchange.Captures)
        {
            if (Find(root, pointer) is { } found)
            {
                _values[variable] = found;
            }
        }
    }

    public string Fill(string text) => Placeholder().Replace(text, m =>
        _values.TryGetValue(m.Groups[1].Value, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "undefined");

    /// <summary>The bytes to send for an exchange; null when it has no body.</summary>
    public byte[]? Body(Exchange exchange)
    {
        if (exchange.BodyText is { } text)
        {
            return Encoding.UTF8.GetBytes(QuotedPlaceholder().Replace(text, m =>
                _values.TryGetValue(m.Groups[1].Value, out var value) ? value.GetRawText() : m.Value));
        }

        if (exchange.Body is not { } body)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Raw))
        {
            Write(writer, body);
        }

        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when WholePlaceholder().Match(value.GetString()!) is { Success: true } match:
                var known = _values.TryGetValue(match.Groups[1].Value, out var variable);
                (known ? variable : value).WriteTo(writer);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Fill(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool TryParse(string text, out JsonElement root)
    {
        try
        {
            root = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
            return true;
        }
        catch (JsonException)
        {
            root = default;
            return false;
        }
    }

    private static JsonElement? Find(JsonElement root, string pointer)
    {
        var at = root;
        foreach (var escaped in pointer.Split('/').Skip(1))
        {
            var key = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(key, out var field))
            {
                at = field;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(key, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    [GeneratedRegex(@"\{\{(\w+)(?::string)?\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""
        "\{\{(\w+)\}\}"
        """)]
    private static partial Regex QuotedPlaceholder();

    [GeneratedRegex(@"^\{\{(\w+)\}\}$")]
    private static partial Regex WholePlaceholder();
}

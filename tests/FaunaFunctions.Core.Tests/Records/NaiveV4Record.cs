using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>
/// The record format once more, written for plainness on JsonDocument, to hold against the writer that works on bytes.
/// Anything it cannot read throws <see cref="NaiveRefusal"/>.
/// </summary>
internal static class NaiveV4Record
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> SchemaTypes = new(StringComparer.Ordinal)
    {
        ["collections"] = "collection",
        ["databases"] = "database",
        ["indexes"] = "index",
        ["functions"] = "function",
        ["roles"] = "role",
        ["access_providers"] = "access_provider",
        ["keys"] = "key",
        ["tokens"] = "token",
        ["credentials"] = "credential",
    };

    /// <summary>The record of one document, in the form of <see cref="Canonical(string)"/>.</summary>
    public static string Record(string wire, RecordLayout layout)
    {
        JsonDocument parsed;
        try
        {
            parsed = JsonDocument.Parse(wire, Options);
        }
        catch (JsonException malformed)
        {
            throw new NaiveRefusal(malformed.Message);
        }

        using (parsed)
        {
            try
            {
                return Document(parsed.RootElement, layout);
            }
            catch (InvalidOperationException loneSurrogate)
            {
                throw new NaiveRefusal(loneSurrogate.Message);
            }
        }
    }

    /// <summary>JSON in one spelling: no white space, each string escaped one way, numbers as they were.</summary>
    public static string Canonical(string json)
    {
        using var parsed = JsonDocument.Parse(json, Options);
        return Canonical(parsed.RootElement);
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(field => Quoted(field.Name) + ":" + Canonical(field.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Document(JsonElement document, RecordLayout layout)
    {
        Demand(document.ValueKind == JsonValueKind.Object, "no object");
        foreach (var name in new[] { "ref", "ts", "data" })
        {
            Demand(document.EnumerateObject().Count(field => field.Name == name) == (name == "data" ? Math.Min(1, document.EnumerateObject().Count(field => field.Name == name)) : 1), name);
        }

        var reference = Reference(document.GetProperty("ref"));
        Demand(reference.Type == "document", "ref");
        Demand(long.TryParse(reference.Id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id), "id");
        Demand(id.ToString(CultureInfo.InvariantCulture) == reference.Id, "id");
        var ts = document.GetProperty("ts");
        Demand(ts.ValueKind == JsonValueKind.Number && ts.TryGetInt64(out var time) && ts.GetRawText() == time.ToString(CultureInfo.InvariantCulture), "ts");
        foreach (var field in document.EnumerateObject())
        {
            Demand(!field.Name.StartsWith('@'), "tag at the top");
            _ = field.Name == "data" ? Data(field.Value) : Value(field.Value);
        }

        var record = new StringBuilder($$"""{"ref":{{Quoted(reference.Id)}},"ts":{{ts.GetRawText()}}""");
        if (layout.DataColumn)
        {
            record.Append(",\"data\":").Append(document.TryGetProperty("data", out var data) ? Data(data) : "{}");
        }

        foreach (var column in layout.AdditionalColumns)
        {
            var value = Select(document, column.Path, top: true);
            Demand(value is not null || !column.Required, "required");
            record.Append(',').Append(Quoted(column.Name)).Append(':').Append(value ?? "null");
        }

        return record.Append('}').ToString();
    }

    private static string Data(JsonElement data)
    {
        Demand(data.ValueKind == JsonValueKind.Object, "data");
        var fields = data.EnumerateObject().ToList();
        if (fields.Count == 1 && fields[0].Name == "@obj")
        {
            Demand(fields[0].Value.ValueKind == JsonValueKind.Object, "@obj");
            return Fields(fields[0].Value);
        }

        Demand(!fields.Exists(field => field.Name.StartsWith('@')), "tag as data");
        return Fields(data);
    }

    private static string Value(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return "[" + string.Join(',', value.EnumerateArray().Select(Value)) + "]";
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Canonical(value);
        }

        var fields = value.EnumerateObject().ToList();
        if (!fields.Exists(field => field.Name.StartsWith('@')))
        {
            return Fields(value);
        }

        Demand(fields.Count == 1, "tag beside others");
        var content = fields[0].Value;
        switch (fields[0].Name)
        {
            case "@ref":
                return Reference(value).Record;
            case "@ts" or "@date" or "@uuid":
                Demand(content.ValueKind == JsonValueKind.String, "tagged string");
                return Canonical(content);
            case "@bytes":
                Demand(content.ValueKind == JsonValueKind.String, "bytes");
                return Quoted(Base64Url(content.GetString()!));
            case "@query" or "@set":
                Demand(content.ValueKind == JsonValueKind.Object, "query or set");
                return Quoted(Compact(value.GetRawText(), fields[0].Name));
            case "@obj":
                Demand(content.ValueKind == JsonValueKind.Object, "@obj");
                var inner = content.EnumerateObject().ToList();
                return inner is [{ Name: "@set" }] ? Quoted(Compact(content.GetRawText(), "@set")) : Fields(content);
            default:
                throw new NaiveRefusal("unknown tag");
        }
    }

    private static string Fields(JsonElement value) =>
        "{" + string.Join(',', value.EnumerateObject().Select(field => Quoted(field.Name) + ":" + Value(field.Value))) + "}";

    private static string Base64Url(string base64)
    {
        try
        {
            Demand(Convert.ToBase64String(Convert.FromBase64String(base64)) == base64, "base64");
        }
        catch (FormatException)
        {
            throw new NaiveRefusal("base64");
        }

        return base64.Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Wire JSON without the white space between its tokens; the tag itself, however it was escaped, in plain letters.</summary>
    private static string Compact(string json, string tag)
    {
        var compact = new StringBuilder();
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (inString && json[i] == '\\')
            {
                compact.Append(json[i++]);
            }
            else if (json[i] == '"')
            {
                inString = !inString;
            }
            else if (!inString && char.IsWhiteSpace(json[i]))
            {
                continue;
            }

            compact.Append(json[i]);
        }

        var text = compact.ToString();
        return "{\"" + tag + "\":" + text[(text.IndexOf("\":", StringComparison.Ordinal) + 2)..];
    }

    private static (string Id, string Type, string Record, int Above, JsonElement? Collection, JsonElement? Database) Reference(JsonElement value)
    {
        Demand(value.ValueKind == JsonValueKind.Object, "ref");
        var tagged = value.EnumerateObject().ToList();
        Demand(tagged is [{ Name: "@ref", Value.ValueKind: JsonValueKind.Object }], "ref");
        var parts = tagged[0].Value.EnumerateObject().ToList();
        Demand(parts.TrueForAll(part => part.Name is "id" or "collection" or "database"), "part");
        Demand(parts.DistinctBy(part => part.Name).Count() == parts.Count, "part twice");
        var id = parts.Find(part => part.Name == "id").Value;
        Demand(id.ValueKind == JsonValueKind.String, "id");
        JsonElement? collection = parts.Exists(part => part.Name == "collection") ? parts.Find(part => part.Name == "collection").Value : null;
        JsonElement? database = parts.Exists(part => part.Name == "database") ? parts.Find(part => part.Name == "database").Value : null;
        if (database is { } inner)
        {
            Reference(inner);
        }

        var name = id.GetString()!;
        var record = $$"""{"id":{{Quoted(name)}},""";
        if (collection is not { } above)
        {
            return (name, "unknown", record + "\"type\":\"unknown\"}", 0, null, database);
        }

        var parent = Reference(above);
        var type = parent.Above switch
        {
            0 => SchemaTypes.GetValueOrDefault(parent.Id, "unknown"),
            1 when parent.Type == "collection" => "document",
            _ => "unknown",
        };
        record += type == "document" ? $"\"collection\":{Quoted(parent.Id)}," : "";
        return (name, type, $$"""{{record}}"type":"{{type}}"}""", parent.Above + 1, collection, database);
    }

    private static string? Select(JsonElement from, IEnumerable<string> path, bool top = false)
    {
        if (!path.Any())
        {
            return from.ValueKind == JsonValueKind.Null ? null : top ? throw new NaiveRefusal("path") : Value(from);
        }

        if (from.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (name, rest) = (path.First(), path.Skip(1));
        var fields = from.EnumerateObject().ToList();
        if (!top && fields is [{ Name: "@ref" }])
        {
            var reference = Reference(from);
            return name switch
            {
                "id" => rest.Any() ? null : Quoted(reference.Id),
                "collection" or "class" => reference.Collection is { } collection ? Select(collection, rest) : null,
                "database" => reference.Database is { } database ? Select(database, rest) : null,
                _ => null,
            };
        }

        if (top && name == "class" && !fields.Exists(field => field.Name == name))
        {
            return Select(from.GetProperty("ref"), path);
        }

        if (top && name == "data" && fields.Exists(field => field.Name == "data"))
        {
            var data = from.GetProperty("data");
            var wrapped = data.EnumerateObject().ToList() is [{ Name: "@obj" }];
            return rest.Any() ? SelectField(wrapped ? data.GetProperty("@obj") : data, rest) : Data(data);
        }

        if (!top && fields is [{ Name: "@obj" }])
        {
            var inner = fields[0].Value;
            return inner.EnumerateObject().ToList() is [{ Name: "@set" }] ? null : SelectField(inner, path);
        }

        return fields.Exists(field => field.Name.StartsWith('@')) ? null : SelectField(from, path);
    }

    private static string? SelectField(JsonElement from, IEnumerable<string> path)
    {
        foreach (var field in from.EnumerateObject())
        {
            if (field.Name == path.First())
            {
                return Select(field.Value, path.Skip(1));
            }
        }

        return null;
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static void Demand(bool condition, string what)
    {
        if (!condition)
        {
            throw new NaiveRefusal(what);
        }
    }
}

/// <summary>The naive implementation's refusal.</summary>
internal sealed class NaiveRefusal(string message) : Exception(message);

using System.Text;
using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>The body of a query's request.</summary>
/// <param name="Source">The query's text, with the values of its template in it.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record FqlRequest(SourceText Source, IReadOnlyList<(string Name, Value Value)> Arguments)
{
    /// <exception cref="RequestFailure">The body is none of a query.</exception>
    public static FqlRequest Read(ReadOnlyMemory<byte> body, ValueFormat format)
    {
        if (body.IsEmpty)
        {
            throw RequestFailure.Invalid("No request body provided");
        }

        using var json = RequestJson.Parse(body);
        try
        {
            return Read(json.RootElement, format);
        }
        catch (InvalidOperationException)
        {
            // A string with half of a surrogate pair.
            throw RequestFailure.Invalid("Invalid request body");
        }
    }

    private static FqlRequest Read(JsonElement root, ValueFormat format)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"Unexpected JSON {Kind(root)}.");
        }

        JsonElement? query = null, arguments = null;
        foreach (var field in root.EnumerateObject())
        {
            switch (field.Name)
            {
                case "query":
                    query = field.Value;
                    break;
                case "arguments":
                    arguments = field.Value;
                    break;
                default:
                    throw RequestFailure.Invalid("Invalid request body");
            }
        }

        if (query is not { } template)
        {
            throw RequestFailure.Invalid("Invalid request body");
        }

        var text = new StringBuilder();
        var values = new Dictionary<int, Value>();
        Template(template, text, values);
        return new FqlRequest(new SourceText("*query*", text.ToString(), values), arguments is { } given ? ReadArguments(given, format) : []);
    }

    private static List<(string, Value)> ReadArguments(JsonElement arguments, ValueFormat format)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"Unexpected JSON {Kind(arguments)}. Expected Object.");
        }

        var result = new List<(string, Value)>();
        foreach (var argument in arguments.EnumerateObject())
        {
            try
            {
                result.Add((argument.Name, format == ValueFormat.Tagged ? TaggedReader.Read(argument.Value) : TaggedReader.ReadSimple(argument.Value)));
            }
            catch (FormatException e)
            {
                throw RequestFailure.Invalid($"Invalid argument '{argument.Name}': {e.Message}");
            }
        }

        return result;
    }

    private static void Template(JsonElement json, StringBuilder text, Dictionary<int, Value> values)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            text.Append(json.GetString());
            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"Unexpected JSON {Kind(json)}. Expected query template.");
        }

        var fields = json.EnumerateObject().ToList();
        if (fields is not [{ Name: "fql" or "value" or "array" or "object" } only])
        {
            throw Wrong("Unexpected JSON Object Field Name. Expected an object with a single key 'fql', 'value', 'array', or 'object'.");
        }

        switch (only.Name)
        {
            case "fql":
                Expect(only.Value, JsonValueKind.Array, "Array");
                foreach (var part in only.Value.EnumerateArray())
                {
                    Template(part, text, values);
                }

                break;
            case "value":
                values[text.Length] = Value(only.Value);
                text.Append(SourceText.Placeholder);
                break;
            case "array":
                Expect(only.Value, JsonValueKind.Array, "Array");
                Many('[', ']', only.Value.EnumerateArray(), item => Inside(item, text, values), text);
                break;
            default:
                Expect(only.Value, JsonValueKind.Object, "Object");
                CheckUnique(only.Value);
                Many('{', '}', only.Value.EnumerateObject(), field => Field(field, text, values), text);
                break;
        }
    }

    private static void Many<T>(char open, char close, IEnumerable<T> items, Action<T> write, StringBuilder text)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? " " : ", ");
            first = false;
            write(item);
        }

        text.Append(first ? "" : " ").Append(close);
    }

    private static void Field(JsonProperty field, StringBuilder text, Dictionary<int, Value> values)
    {
        text.Append('"').Append(field.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("#{", "\\#{", StringComparison.Ordinal)).Append("\": ");
        Inside(field.Value, text, values);
    }

    private static void Inside(JsonElement json, StringBuilder text, Dictionary<int, Value> values)
    {
        var isText = json.ValueKind == JsonValueKind.String || (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("fql", out _));
        text.Append(isText ? "(" : "");
        Template(json, text, values);
        text.Append(isText ? ")" : "");
    }

    private static Value Value(JsonElement json)
    {
        try
        {
            return TaggedReader.Read(json);
        }
        catch (FormatException e)
        {
            return new FailedValue(e.Message);
        }
    }

    private static void CheckUnique(JsonElement json)
    {
        var seen = new HashSet<string>();
        foreach (var field in json.EnumerateObject())
        {
            if (!seen.Add(field.Name))
            {
                throw Wrong($"Duplicate object field `{field.Name}`");
            }
        }
    }

    private static void Expect(JsonElement json, JsonValueKind kind, string name)
    {
        if (json.ValueKind != kind)
        {
            throw Wrong($"Unexpected JSON {Kind(json)}. Expected {name}.");
        }
    }

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "Object Start",
        JsonValueKind.Array => "Array Start",
        JsonValueKind.Number => json.TryGetInt64(out _) ? "Integer" : "Double",
        JsonValueKind.String => "String",
        JsonValueKind.Null => "Null",
        _ => "Boolean",
    };

    private static RequestFailure Wrong(string what) => RequestFailure.Invalid("Invalid request body: " + what);
}

using System.Text.Json;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>An object of a connector's JSON, whose fields are taken one by one; what was never asked for is left out, and told.</summary>
internal sealed class ConfigNode
{
    private readonly JsonElement _json;
    private readonly string _file;
    private readonly string _path;
    private readonly List<SettingsProblem> _problems;
    private readonly HashSet<string> _taken = [];
    private readonly List<ConfigNode> _below = [];

    private ConfigNode(JsonElement json, string file, string path, List<SettingsProblem> problems)
    {
        (_json, _file, _path, _problems) = (json, file, path, problems);
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new SettingsProblem(file, 0, 0, path, $"must be an object, not {Kind(json)}."));
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsInvalid">It is not there, or is no JSON.</exception>
    public static async Task<ConfigNode> ReadAsync(string file, List<SettingsProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await File.ReadAllBytesAsync(file, cancellationToken), file, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsInvalid([new SettingsProblem(file, 0, 0, "", $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="SettingsInvalid">It is no JSON.</exception>
    public static ConfigNode Read(ReadOnlyMemory<byte> content, string file, List<SettingsProblem> problems)
    {
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            RequireText(json.RootElement);
            return new ConfigNode(json.RootElement.Clone(), file, "", problems);
        }
        catch (JsonException e)
        {
            // Its own words may quote the file, and the file holds a secret.
            throw new SettingsInvalid([new SettingsProblem(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "", "is not valid JSON.")]);
        }
        catch (InvalidOperationException)
        {
            throw new SettingsInvalid([new SettingsProblem(file, 0, 0, "", "holds a text with half of a character: an escape such as \\ud83d without its second half, or bytes that are not UTF-8.")]);
        }
    }

    /// <summary>Fields that nobody asked for, with those below.</summary>
    public IEnumerable<string> LeftOut => (_json.ValueKind == JsonValueKind.Object ? _json.EnumerateObject().Select(p => p.Name) : [])
        .Where(name => !_taken.Contains(name)).Select(Below).Concat(_below.SelectMany(node => node.LeftOut));

    /// <summary>Whether there is such a field with a value.</summary>
    public bool Has(string name) => Take(name) is not null;

    /// <summary>A text; null when it is not there or empty.</summary>
    public string? Text(string name) => Take(name) is not { } value ? null
        : value.ValueKind != JsonValueKind.String ? Wrong<string>(name, $"must be a text, not {Kind(value)}.")
        : value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number; null when it is not there.</summary>
    public int? Whole(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : Wrong<int?>(name, $"must be a whole number, not {Kind(value)}.");

    /// <summary>true or false; null when it is not there.</summary>
    public bool? Flag(string name) => Take(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Wrong<bool?>(name, $"must be true or false, not {Kind(value)}.");

    /// <summary>An object; null when it is not there.</summary>
    public ConfigNode? Object(string name) => Take(name) is { } value ? Child(value, Below(name)) : null;

    /// <summary>Objects of an array; none when it is not there.</summary>
    public IReadOnlyList<ConfigNode> Objects(string name) => [.. Array(name).Select((item, i) => Child(item, $"{Below(name)}[{i}]"))];

    /// <summary>Texts of an array; none when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Array(name).Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : Wrong<string>(name, $"must hold texts alone, not {Kind(item)}.") ?? "")];

    /// <summary>Reports a problem with a field.</summary>
    public void Problem(string name, string message) => _problems.Add(new SettingsProblem(_file, 0, 0, Below(name), message));

    // The parser lets texts pass that cannot be read.
    private static void RequireText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    RequireText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    _ = field.Name;
                    RequireText(field.Value);
                }

                break;
            default:
                break;
        }
    }

    private ConfigNode Child(JsonElement json, string path)
    {
        var child = new ConfigNode(json, _file, path, _problems);
        _below.Add(child);
        return child;
    }

    private IEnumerable<JsonElement> Array(string name) => Take(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : Wrong<IEnumerable<JsonElement>>(name, $"must be an array, not {Kind(value)}.") ?? [];

    private JsonElement? Take(string name)
    {
        _taken.Add(name);
        return _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T? Wrong<T>(string name, string message)
    {
        Problem(name, message);
        return default;
    }

    private string Below(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number of another kind",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}

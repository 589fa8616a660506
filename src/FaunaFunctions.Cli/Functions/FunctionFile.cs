using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaunaFunctions.Cli.Functions;

/// <summary>One function of a package: the folder's name and the content of its <c>function.json</c>.</summary>
/// <param name="Name">The function's name, which is the folder's.</param>
/// <param name="Bindings">The bindings, the trigger first.</param>
internal sealed record FunctionFile(string Name, IReadOnlyList<JsonObject> Bindings)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "function.json";

    // The host passes over properties that it does not know; tools of its own vendor mark their files with the same one.
    private const string Marker = "generatedBy";
    private const string Generator = "faunafunctions";

    private static readonly JsonWriterOptions Format = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The content: the same bytes for the same function.</summary>
    public byte[] ToJson()
    {
        var root = new JsonObject
        {
            [Marker] = Generator,
            ["bindings"] = new JsonArray([.. Bindings.Select(b => b.DeepClone())]),
        };
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Format))
        {
            root.WriteTo(writer);
        }

        json.WriteByte((byte)'\n');
        return json.ToArray();
    }

    /// <summary>Whether a <c>function.json</c> was written by this program.</summary>
    /// <param name="content">The file's content, whatever it is.</param>
    public static bool IsGenerated(byte[] content)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(content)) is JsonObject root
                && root[Marker] is JsonValue marker
                && marker.TryGetValue<string>(out var generator)
                && generator == Generator;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }
}

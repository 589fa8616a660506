using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaunaFunctions.Core.Catalog;

/// <summary>JSON of the catalogue's answers.</summary>
[JsonSerializable(typeof(CheckResult))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    public static CatalogJson Compact { get; } = new(Written(indented: false));

    public static CatalogJson Indented { get; } = new(Written(indented: true));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        // Messages quote names and are read by people: 'ü' and quotes stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

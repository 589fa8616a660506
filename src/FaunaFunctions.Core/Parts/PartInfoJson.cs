using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaunaFunctions.Core.Parts;

/// <summary>A part's metadata as JSON, for stores that keep it in one piece. Unknown fields are an error, as they are in cursors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PartInfo))]
internal sealed partial class PartInfoJson : JsonSerializerContext
{
    public static byte[] Write(PartInfo info) => JsonSerializer.SerializeToUtf8Bytes(info, Default.PartInfo);

    /// <summary>Null when the bytes are not a part's metadata.</summary>
    public static PartInfo? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.PartInfo);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

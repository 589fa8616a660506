using System.Text.Json;
using System.Text.Json.Serialization;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Continuations;

/// <summary>Continuation messages as text: <c>{"export":"orders","run":"…"}</c>, without base64, which host.json tells the host too.</summary>
public static class ContinuationJson
{
    /// <summary>The message's text.</summary>
    public static string Write(Continuation continuation) => JsonSerializer.Serialize(continuation, ContinuationJsonContext.Default.Continuation);

    /// <summary>Reads what <see cref="Write"/> wrote; null when it is anything else. Fields that are not known are passed over.</summary>
    public static Continuation? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ContinuationJsonContext.Default.Continuation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(NamedEnum<RunMode>)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Continuation))]
internal sealed partial class ContinuationJsonContext : JsonSerializerContext;

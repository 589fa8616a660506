using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>The JSON of a request's body.</summary>
internal static class RequestJson
{
    /// <exception cref="RequestFailure">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 500 });
        }
        catch (JsonException e)
        {
            throw RequestFailure.Invalid("Invalid request body: " + e.Message);
        }
    }
}

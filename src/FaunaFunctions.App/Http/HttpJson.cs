using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FaunaFunctions.App.Http.Status;
using FaunaFunctions.App.Http.Syncs;

namespace FaunaFunctions.App.Http;

/// <summary>JSON of the HTTP functions' answers.</summary>
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(CheckAnswers))]
[JsonSerializable(typeof(SyncAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(StatusAnswers))]
[JsonSerializable(typeof(ResetAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    public static HttpJson Written { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Answers are JSON for programs and people, never part of an HTML page: quotes and 'ü' stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

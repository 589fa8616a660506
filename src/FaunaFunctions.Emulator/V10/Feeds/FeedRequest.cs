using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>The body of a request for a feed's next page. What it does not know it ignores.</summary>
/// <param name="Token">The event source.</param>
/// <param name="PageSize">The most events wanted.</param>
/// <param name="Cursor">Where to go on; null for the beginning.</param>
/// <param name="StartTs">The time (µs) to begin at; null for the token's own.</param>
internal sealed record FeedRequest(string Token, int PageSize, string? Cursor, long? StartTs)
{
    private const int MaxPageSize = 16_000;
    private const int DefaultPageSize = 16;

    /// <exception cref="RequestFailure">The body is none of a feed.</exception>
    public static FeedRequest Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            throw RequestFailure.Invalid("No request body provided");
        }

        using var json = Wire.RequestJson.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"Unexpected value '{json.RootElement.GetRawText()}'.");
        }

        var token = Text(json.RootElement, "token") ?? throw Wrong("Value for key token not found.");
        var cursor = Text(json.RootElement, "cursor");
        var start = Number(json.RootElement, "start_ts");
        var size = Number(json.RootElement, "page_size") ?? DefaultPageSize;
        return size <= 0 ? throw Wrong("page size must be greater than zero.")
            : size > MaxPageSize ? throw Wrong($"page size can not be greater than {MaxPageSize}.")
            : cursor is not null && start is not null ? throw Wrong("can not provide both `start_ts` and `cursor`.")
            : new FeedRequest(token, (int)size, cursor, start);
    }

    private static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong($"Unexpected value '{value.GetRawText()}'.");

    private static long? Number(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong($"Unexpected {(value.ValueKind == JsonValueKind.String ? $"string value '{value.GetString()}'" : $"value '{value.GetRawText()}'")}.");

    private static RequestFailure Wrong(string what) => RequestFailure.Invalid("Invalid request body: " + what);
}

using System.Text.Json;

namespace FaunaFunctions.App.Invocations;

/// <summary>What the host posts: <c>{"Data":{"&lt;binding&gt;":…},"Metadata":{…}}</c>.</summary>
internal static class InvocationBody
{
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.UnixEpoch;

    /// <summary>The trigger's data: the value of the only binding, whatever its name.</summary>
    /// <exception cref="InvocationInvalid">The body is not what a host posts.</exception>
    public static async Task<JsonElement> ReadDataAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("Data", out var data)
                && data.ValueKind == JsonValueKind.Object)
            {
                foreach (var binding in data.EnumerateObject())
                {
                    return binding.Value.Clone();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser lets names pass that are no text, and stumbles over them when one is looked for.
            throw new InvocationInvalid($"The body of the invocation is not valid JSON: {e.Message}");
        }

        throw new InvocationInvalid("The body of the invocation has no trigger data: {\"Data\":{\"<binding>\":…}} is what a Functions host posts.");
    }

    /// <summary>A queue message's text. The host encodes it as JSON twice, unless it could read it as JSON of another kind.</summary>
    /// <exception cref="InvocationInvalid">It is not that.</exception>
    public static string MessageText(JsonElement data)
    {
        try
        {
            var text = data.ValueKind == JsonValueKind.String ? data.GetString()! : data.GetRawText();
            return text.StartsWith('"') ? Inner(text) : text;
        }
        catch (InvalidOperationException e)
        {
            throw new InvocationInvalid($"The message of the invocation is no text: {e.Message}");
        }
    }

    /// <summary>When the timer fired the last time, as it remembers; null when it does not, or never did.</summary>
    public static DateTimeOffset? LastTick(JsonElement data)
    {
        try
        {
            return data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("ScheduleStatus", out var status)
                && status.ValueKind == JsonValueKind.Object
                && status.TryGetProperty("Last", out var last)
                && last.ValueKind == JsonValueKind.String
                && last.TryGetDateTimeOffset(out var time)
                && time > LongAgo
                    ? time
                    : null;
        }
        catch (InvalidOperationException)
        {
            // A text that is none: half of a surrogate pair.
            return null;
        }
    }

    private static string Inner(string text)
    {
        try
        {
            using var inner = JsonDocument.Parse(text);
            return inner.RootElement.GetString()!;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

/// <summary>An invocation that cannot be understood. The message says what was expected.</summary>
internal sealed class InvocationInvalid(string message) : Exception(message);

/// <summary>The host asks for a function that there is not.</summary>
internal sealed class FunctionUnknown(string message) : Exception(message);

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaunaFunctions.App.Tests.Host.Invocations;

/// <summary>Bodies of default invocations, as the host writes them.</summary>
internal static class Payload
{
    // The host escapes no more than JSON asks for.
    private static readonly JsonSerializerOptions Sparing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A timer's.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="binding">The trigger's name.</param>
    /// <param name="status">When it fired; null for schedules that fire more than once a minute.</param>
    /// <param name="isPastDue">Whether it fires late.</param>
    /// <param name="now">The time.</param>
    /// <param name="input">Started by hand: the input; null when the schedule started it.</param>
    public static byte[] Timer(string function, string binding, ScheduleStatus? status, bool isPastDue, DateTimeOffset now, string? input = null)
    {
        var timer = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = status is null ? null : new JsonObject { ["Last"] = status.Last, ["Next"] = status.Next, ["LastUpdated"] = status.LastUpdated },
            ["IsPastDue"] = isPastDue,
        };
        var metadata = new JsonObject();
        if (input is not null)
        {
            metadata[binding] = Text(input);
        }

        metadata["sys"] = System(function, now);
        return Bytes(binding, timer, metadata);
    }

    /// <summary>A queue message's.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="binding">The trigger's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="now">The time.</param>
    public static byte[] Queue(string function, string binding, QueueMessageFacts message, DateTimeOffset now)
    {
        var metadata = new JsonObject
        {
            ["DequeueCount"] = JsonSerializer.Serialize(message.DequeueCount),
            ["ExpirationTime"] = Time(message.ExpirationTime),
            ["Id"] = Text(message.Id),
            ["InsertionTime"] = Time(message.InsertionTime),
            ["NextVisibleTime"] = Time(message.NextVisibleTime),
            ["PopReceipt"] = Text(message.PopReceipt),
            ["sys"] = System(function, now),
        };
        foreach (var (name, value) in Members(message.Text))
        {
            metadata.TryAdd(name, Text(value is JsonValue v && v.TryGetValue<string>(out var text) ? text : value?.ToJsonString(Sparing) ?? "null"));
        }

        return Bytes(binding, Text(message.Text), metadata);
    }

    /// <summary>An HTTP request's, where it is not forwarded.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="binding">The trigger's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public static byte[] Http(string function, string binding, HttpRequestFacts request, DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["Url"] = request.Url,
            ["Method"] = request.Method,
            ["Query"] = new JsonObject(request.Query.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value))),
            ["Headers"] = new JsonObject(request.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)new JsonArray([.. h.Value.Select(v => (JsonNode?)v)])))),
            ["Params"] = new JsonObject(request.Parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["Identities"] = new JsonArray(),
        };
        if (request.Body is not null)
        {
            json["Body"] = request.Body;
        }

        return Bytes(binding, json, new JsonObject { ["sys"] = System(function, now) });
    }

    private static byte[] Bytes(string binding, JsonNode data, JsonObject metadata) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["Data"] = new JsonObject { [binding] = data }, ["Metadata"] = metadata }, Sparing);

    private static JsonObject System(string function, DateTimeOffset now) => new()
    {
        ["MethodName"] = function,
        ["UtcNow"] = now.UtcDateTime,
        ["RandGuid"] = Guid.NewGuid().ToString(),
    };

    // A string's own JSON, which becomes a string again in the body.
    private static string Text(string text) => JsonSerializer.Serialize(text, Sparing);

    private static string Time(DateTimeOffset time) => JsonSerializer.Serialize(time).Trim('"');

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>When a timer fired and fires.</summary>
/// <param name="Last">The last time.</param>
/// <param name="Next">The next time.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record ScheduleStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>Before the first time.</summary>
    public static ScheduleStatus Never(DateTimeOffset next) => new(DateTimeOffset.MinValue, next, DateTimeOffset.MinValue);
}

/// <summary>A message as the host got it from the queue.</summary>
internal sealed record QueueMessageFacts(
    string Id, string PopReceipt, string Text, long DequeueCount, DateTimeOffset InsertionTime, DateTimeOffset ExpirationTime, DateTimeOffset NextVisibleTime);

/// <summary>A request as the host got it; <paramref name="Body"/> is null when the caller sent none.</summary>
internal sealed record HttpRequestFacts(
    string Url,
    string Method,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string[]> Headers,
    IReadOnlyDictionary<string, string> Parameters,
    string? Body);

using System.Net;
using System.Text.Json;

namespace FaunaFunctions.App.Tests.Host.Invocations;

/// <summary>What the host makes of a handler's answer to a default invocation.</summary>
internal static class AnswerRules
{
    /// <summary>Judges an answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="mediaType">Content type without parameters; null when there is none.</param>
    /// <param name="body">The body.</param>
    public static Verdict Judge(HttpStatusCode status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        if ((int)status is < 200 or > 299)
        {
            return Verdict.Failed($"The handler answered {(int)status}.");
        }

        if (body.IsEmpty || status == HttpStatusCode.NoContent)
        {
            return Verdict.Hangs;
        }

        if (mediaType != "application/json")
        {
            return Verdict.Failed($"The handler answered with content type '{mediaType}', not application/json.");
        }

        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(body);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Verdict.Failed($"The handler answered with invalid JSON: {e.Message}");
        }

        return json.ValueKind switch
        {
            JsonValueKind.Null => Verdict.Hangs,
            JsonValueKind.Object => OfObject(json),
            _ => Verdict.Failed("The handler answered with JSON that is no object."),
        };
    }

    private static Verdict OfObject(JsonElement json)
    {
        var outputs = Member(json, "Outputs");
        if (outputs is { ValueKind: not JsonValueKind.Object })
        {
            return Verdict.Failed("Outputs is no object.");
        }

        var logs = new List<string>();
        if (Member(json, "Logs") is { } list)
        {
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(l => l.ValueKind != JsonValueKind.String))
            {
                return Verdict.Failed("Logs is no list of strings.");
            }

            logs.AddRange(list.EnumerateArray().Select(l => l.GetString()!));
        }

        return new Verdict(Judgement.Succeeded, null, logs, outputs);
    }

    private static JsonElement? Member(JsonElement json, string name)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
            {
                return member.Value;
            }
        }

        return null;
    }
}

/// <summary>How an answer was judged.</summary>
internal enum Judgement
{
    /// <summary>The invocation succeeded.</summary>
    Succeeded,

    /// <summary>The invocation failed.</summary>
    Failed,

    /// <summary>The host waits on as if there were no answer, until the function's timeout.</summary>
    Hangs,
}

/// <summary>What the host makes of an answer.</summary>
/// <param name="Judgement">How it was judged.</param>
/// <param name="Error">What is wrong with it; null when nothing is.</param>
/// <param name="Logs">Its log lines; none of a failed one: the host drops them.</param>
/// <param name="Outputs">Its outputs; null when there are none.</param>
internal sealed record Verdict(Judgement Judgement, string? Error, IReadOnlyList<string> Logs, JsonElement? Outputs)
{
    /// <summary>No answer for the host.</summary>
    public static Verdict Hangs { get; } = new(Judgement.Hangs, null, [], null);

    /// <summary>A failure.</summary>
    public static Verdict Failed(string error) => new(Judgement.Failed, error, [], null);
}

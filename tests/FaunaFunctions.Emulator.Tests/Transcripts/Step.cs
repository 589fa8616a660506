using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>What a scenario does next: an <see cref="Exchange"/>, a <see cref="Pause"/> or an <see cref="Assignment"/>.</summary>
internal abstract record Step
{
    public static Step Read(JsonElement line)
    {
        if (line.TryGetProperty("wait_ms", out var wait))
        {
            return new Pause(TimeSpan.FromMilliseconds(wait.GetInt64()));
        }

        if (line.TryGetProperty("let", out var let))
        {
            return new Assignment([.. let.EnumerateObject().Select(p =>
                (p.Name, p.Value.GetProperty("from").GetString()!, p.Value.GetProperty("add").GetInt64()))]);
        }

        return Exchange.ReadExchange(line);
    }
}

/// <summary>Time that passes before the next step.</summary>
internal sealed record Pause(TimeSpan Length) : Step;

/// <summary>Variables that are another variable plus an offset.</summary>
internal sealed record Assignment(IReadOnlyList<(string Name, string From, long Add)> Variables) : Step;

/// <summary>One request, and what the server answered to it.</summary>
/// <param name="Number">The step's number in its file; unique there.</param>
/// <param name="Secret">The bearer secret as written in the file; null when the request has none.</param>
/// <param name="Body">A JSON body in which variables are still to be filled in; null when there is none.</param>
/// <param name="BodyText">A body to be sent as it is; null when there is none.</param>
/// <param name="Captures">Variables to take from the answer, with the JSON pointer to each.</param>
internal sealed record Exchange(
    int Number,
    string Name,
    string Method,
    string Path,
    string? Secret,
    IReadOnlyList<(string Name, string Value)> Headers,
    JsonElement? Body,
    string? BodyText,
    IReadOnlyList<(string Variable, string Pointer)> Captures,
    Answer Answer) : Step
{
    public string Request => BodyText ?? Body?.GetRawText() ?? Path;

    public static Exchange ReadExchange(JsonElement line) => new(
        line.GetProperty("n").GetInt32(),
        line.GetProperty("step").GetString()!,
        line.GetProperty("method").GetString()!,
        line.GetProperty("path").GetString()!,
        line.TryGetProperty("auth", out var auth) ? auth.GetString() : null,
        Strings(line, "headers"),
        line.TryGetProperty("body", out var body) ? body : null,
        line.TryGetProperty("bodyText", out var text) ? text.GetString() : null,
        Strings(line, "capture"),
        new Answer(
            line.GetProperty("status").GetInt32(),
            line.GetProperty("responseHeaders").TryGetProperty("content-type", out var type) ? type.GetString()! : "",
            line.GetProperty("response").GetString()!));

    private static List<(string, string)> Strings(JsonElement line, string name) =>
        line.TryGetProperty(name, out var found) ? [.. found.EnumerateObject().Select(p => (p.Name, p.Value.GetString()!))] : [];
}

/// <summary>What came back: recorded, or given now. Status 0 when nothing did; <paramref name="Text"/> then says why.</summary>
internal sealed record Answer(int Status, string ContentType, string Text)
{
    /// <summary>The content type without its parameters.</summary>
    public string MediaType => ContentType.Split(';')[0];
}

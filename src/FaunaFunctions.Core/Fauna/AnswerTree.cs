using System.Text.Json;

namespace FaunaFunctions.Core.Fauna;

/// <summary>Answers that are small and wanted in several pieces. What is not as the protocol says is an error, never guessed at.</summary>
internal static class AnswerTree
{
    // The body of a function in v4 is a tree of its own, with two levels for each of its expressions.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth };

    /// <summary>The deepest nesting of an answer.</summary>
    public const int MostDepth = 2048;

    /// <summary>A name in an answer.</summary>
    /// <exception cref="FormatException">It is empty, or null.</exception>
    public static string Name(JsonElement value) => value.GetString() is { Length: > 0 } name ? name : throw new FormatException("A name is empty.");

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer, disposed here.</param>
    /// <param name="subject">What was asked for.</param>
    /// <param name="read">Reads the answer's top object; what it returns must not refer to it.</param>
    /// <exception cref="FaunaProtocolViolation">It is no JSON, or <paramref name="read"/> misses something.</exception>
    public static T Read<T>(FaunaAnswer answer, string subject, Func<JsonElement, T> read)
    {
        using var _ = answer;
        try
        {
            using var document = JsonDocument.Parse(answer.Json.ToArray(), Options);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            // Without the reader's own message, which may quote the answer.
            throw new FaunaProtocolViolation($"Reading {subject}: the answer is not what the protocol says.");
        }
    }
}

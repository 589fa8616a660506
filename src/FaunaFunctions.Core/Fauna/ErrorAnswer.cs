using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna;

/// <summary>One error of an answer.</summary>
/// <param name="Code">The server's code, such as <c>invalid ref</c>; empty when there is none.</param>
/// <param name="Description">The server's text; empty when there is none.</param>
/// <param name="Position">Where in the request, its steps joined by <c>/</c>; empty when the server does not say.</param>
internal readonly record struct ServerError(string Code, string Description, string Position);

/// <summary>
/// Reads what a server says when it does not answer with data: <c>{"errors":[{"position","code","description"}]}</c>, compact or over several
/// lines; v10's <c>{"error":{"code","message"},"summary"}</c>; or <c>{ "error": "…" }</c> from its HTTP layer. Anything else, such as a proxy's HTML, is no error of Fauna's: an empty list.
/// </summary>
internal static class ErrorAnswer
{
    private const int MostPlace = 200;
    private const string MinimumMarker = "less than minimum allowed timestamp ";

    public static IReadOnlyList<ServerError> Read(ReadOnlySpan<byte> body)
    {
        var errors = new List<ServerError>();
        var summary = "";
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return errors;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isList = reader.ValueTextEquals("errors"u8);
                var isPlain = reader.ValueTextEquals("error"u8);
                var isSummary = reader.ValueTextEquals("summary"u8);
                reader.Read();
                if (isPlain && reader.TokenType == JsonTokenType.String)
                {
                    errors.Add(new ServerError("", reader.GetString() ?? "", ""));
                }
                else if (isPlain && reader.TokenType == JsonTokenType.StartObject)
                {
                    errors.Add(ReadError(ref reader));
                }
                else if (reader.TokenType == JsonTokenType.String && isSummary)
                {
                    summary = reader.GetString() ?? "";
                }
                else if (isList && reader.TokenType == JsonTokenType.StartArray)
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        errors.Add(ReadError(ref reader));
                    }
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not UTF-8: what could be read is all there is.
        }

        if (errors is [{ Code: "invalid_query" } only])
        {
            // "The query failed 1 validation check": which one stands in the summary alone.
            errors[0] = only with { Description = FirstLine(summary, only.Description) };
        }

        if (errors is [{ Position: "" } single] && Place(summary) is { } place)
        {
            errors[0] = single with { Position = place };
        }

        return errors;
    }

    /// <summary>The time M of "Requested timestamp T less than minimum allowed timestamp M.", in µs, rounded up; null when the text is another.</summary>
    public static bool IsBelowMinimum(string description, out long? minimumMicros)
    {
        minimumMicros = null;
        var at = description.IndexOf(MinimumMarker, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        minimumMicros = ReadMicros(description.AsSpan(at + MinimumMarker.Length));
        return true;
    }

    private static long? ReadMicros(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('Z');
        if (end < 0)
        {
            return null;
        }

        text = text[..end];
        var point = text.IndexOf('.');
        var seconds = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (fraction.Length > 9
            || !DateTime.TryParseExact(seconds, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole))
        {
            return null;
        }

        long nanos = 0;
        if (fraction.Length > 0 && !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out nanos))
        {
            return null;
        }

        for (var digits = fraction.Length; digits < 9; digits++)
        {
            nanos *= 10;
        }

        return (whole - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond + (nanos + 999) / 1000;
    }

    /// <summary>
    /// Where a query of v10 failed, <c>*computed_field:Orders:total*:1:13</c>; null when that is in the query itself, whose text is this program's own.
    /// </summary>
    private static string? Place(string summary)
    {
        const string Head = "\nat ";
        var at = summary.IndexOf(Head, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var place = summary[(at + Head.Length)..].Split('\n')[0].Trim();
        return place.StartsWith("*query*", StringComparison.Ordinal) || place.Length is 0 or > MostPlace ? null : place;
    }

    private static string FirstLine(string summary, string otherwise)
    {
        var line = summary.Split('\n')[0];
        return line.Length == 0 ? otherwise : line.StartsWith("error: ", StringComparison.Ordinal) ? line["error: ".Length..] : line;
    }

    private static ServerError ReadError(ref Utf8JsonReader reader)
    {
        string code = "", description = "", position = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            var isDescription = reader.ValueTextEquals("description"u8) || reader.ValueTextEquals("message"u8);
            var isPosition = reader.ValueTextEquals("position"u8);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String when isCode:
                    code = reader.GetString() ?? "";
                    break;
                case JsonTokenType.String when isDescription:
                    description = reader.GetString() ?? "";
                    break;
                case JsonTokenType.StartArray when isPosition:
                    position = ReadPosition(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new ServerError(code, description, position);
    }

    private static string ReadPosition(ref Utf8JsonReader reader)
    {
        var steps = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            steps.Append(steps.Length > 0 ? "/" : "").Append(reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => "?",
            });
            reader.Skip();
        }

        return steps.ToString();
    }
}

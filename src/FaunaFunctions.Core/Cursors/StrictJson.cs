using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaunaFunctions.Core.Cursors;

/// <summary>What the types of stored JSON do not say, and deserialization does not see to: a list holds no null. And why one cannot be read.</summary>
internal static class StrictJson
{
    /// <summary>What is wrong with stored JSON that could not be read, for people: its line or its field. Goes on behind a colon, and has no stop.</summary>
    /// <param name="e">What reader or deserializer threw. Its own words name types of the program, and are not repeated.</param>
    public static string Describe(JsonException e)
    {
        if (e.Path is not { } path || e.InnerException is JsonException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is not JSON, in its line {(e.LineNumber ?? 0) + 1}");
        }

        var field = path.StartsWith("$.", StringComparison.Ordinal) ? $"'{path[2..]}'" : path.Length > 1 ? $"'{path[1..]}'" : null;
        const string missing = "including: ";
        var names = e.Message.IndexOf(missing, StringComparison.Ordinal);
        return names >= 0
            ? $"{field ?? "it"} lacks {e.Message[(names + missing.Length)..].TrimEnd('.')}"
            : field is null ? "it is not what this program writes" : $"{field} is not what this program writes";
    }

    /// <summary>Whether an array in the text holds null.</summary>
    /// <param name="json">UTF-8 that has been deserialized before, and so is JSON.</param>
    public static bool HasNullInList(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var lists = new Stack<bool>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists.Pop();
                    break;
                case JsonTokenType.Null when lists.TryPeek(out var isList) && isList:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }
}

/// <summary>An enum by its names only: a number may mean nothing.</summary>
internal sealed class NamedEnum<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaunaFunctions.Core.Cursors;

/// <summary>What the types of stored JSON do not say, and deserialization does not see to: a list holds no null.</summary>
internal static class StrictJson
{
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

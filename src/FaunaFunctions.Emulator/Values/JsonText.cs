using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Emulator.Values;

/// <summary>JSON text into plain values: escapes such as <c>@ts</c> stay objects with that key.</summary>
internal static class JsonText
{
    /// <summary>Depth from which on the server says that it is too much.</summary>
    public const int DepthLimit = 999;

    /// <exception cref="JsonException">The text is not one JSON value, or holds an integer beyond 64 bits.</exception>
    /// <exception cref="NestingTooDeepException">It is nested <see cref="DepthLimit"/> deep or more.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8, out int depth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        depth = 0;
        if (!reader.Read())
        {
            throw new JsonException("empty");
        }

        var value = Read(ref reader, ref depth);
        if (reader.Read())
        {
            throw new JsonException("trailing text");
        }

        return value;
    }

    private static Value Read(ref Utf8JsonReader reader, ref int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                depth = Deeper(reader.CurrentDepth, depth);
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, ref depth));
                }

                return new ArrayValue(items);
            case JsonTokenType.StartObject:
                depth = Deeper(reader.CurrentDepth, depth);
                var fields = new List<KeyValuePair<string, Value>>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Text(ref reader);
                    reader.Read();
                    var value = Read(ref reader, ref depth);
                    if (!Holds(fields, name))
                    {
                        fields.Add(KeyValuePair.Create(name, value));
                    }
                }

                return new ObjectValue(fields);
            case JsonTokenType.String:
                return new StringValue(Text(ref reader));
            case JsonTokenType.Number:
                return Number(ref reader);
            case JsonTokenType.True:
                return BoolValue.True;
            case JsonTokenType.False:
                return BoolValue.False;
            default:
                return NullValue.Instance;
        }
    }

    private static int Deeper(int current, int deepest) =>
        current + 1 >= DepthLimit ? throw new NestingTooDeepException() : Math.Max(deepest, current + 1);

    private static bool Holds(List<KeyValuePair<string, Value>> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                return true;
            }
        }

        return false;
    }

    private static Value Number(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return reader.TryGetInt64(out var l) ? new LongValue(l) : throw new JsonException("integer beyond 64 bits");
        }

        return new DoubleValue(reader.GetDouble());
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped || reader.ValueSpan.IndexOf("\\u"u8) < 0)
        {
            return reader.GetString()!;
        }

        // A surrogate without its half is read as a question mark, which GetString refuses to do.
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)Convert.ToUInt16(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '?';
            }
        }

        return text.ToString();
    }
}

/// <summary>The text is nested deeper than the server reads.</summary>
internal sealed class NestingTooDeepException : Exception;

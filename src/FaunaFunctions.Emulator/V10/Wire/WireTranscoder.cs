using System.Text.Json;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>
/// The user's fields of a document that is kept in the form in which v4 shows it, in the tagged form of v10, without values in between:
/// what a large collection is read with.
/// </summary>
internal static class WireTranscoder
{
    private static ReadOnlySpan<byte> Data => "\"data\":"u8;

    /// <summary>Whether the document needs no closer look.</summary>
    public static bool CanWrite(DocumentVersion version) =>
        version.IsWireOnly && version.Rendered!.Json.AsSpan().StartsWith(Data) && IsSimple(version.Rendered.Json.AsSpan(Data.Length));

    /// <summary>Writes the fields, each with a comma before it.</summary>
    public static void WriteFields(DocumentVersion version, JsonBuffer output)
    {
        // Behind the data there may be a ttl, which is not read.
        var reader = Reader(version.Rendered!.Json.AsSpan(Data.Length));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            output.Write((byte)',');
            WriteField(ref reader, output);
        }
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = 1000 });

    // Whether no field has a name that v10 keeps for itself.
    private static bool IsSimple(ReadOnlySpan<byte> data)
    {
        var reader = Reader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (reader.ValueIsEscaped || (name.Length > 0 && name[0] == '@') || (name.Length <= 11 && DocumentFields.IsReserved(System.Text.Encoding.UTF8.GetString(name))))
            {
                return false;
            }

            reader.Read();
            reader.Skip();
        }

        return true;
    }

    private static void WriteField(ref Utf8JsonReader reader, JsonBuffer output)
    {
        WriteText(ref reader, output);
        output.Write((byte)':');
        reader.Read();
        WriteValue(ref reader, output);
    }

    private static void WriteValue(ref Utf8JsonReader reader, JsonBuffer output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, output, isPlain: false);
                break;
            case JsonTokenType.StartArray:
                output.Write((byte)'[');
                for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
                {
                    output.Write(first ? default : ","u8);
                    WriteValue(ref reader, output);
                }

                output.Write((byte)']');
                break;
            case JsonTokenType.String:
                WriteText(ref reader, output);
                break;
            case JsonTokenType.Number:
                WriteNumber(ref reader, output);
                break;
            default:
                output.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, JsonBuffer output, bool isPlain)
    {
        reader.Read();
        var isTag = !isPlain && reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan is [(byte)'@', ..];
        if (isTag && Tag(reader.ValueSpan) is { Length: > 0 } tag)
        {
            reader.Read();
            output.Write(tag);
            WriteText(ref reader, output);
            output.Write((byte)'}');
            reader.Read();
            return;
        }

        if (isTag && reader.ValueTextEquals("@obj"u8))
        {
            reader.Read();
            WriteObject(ref reader, output, isPlain: true);
            reader.Read();
            return;
        }

        // Only an object with a name that begins with @ comes to here as plain, or with a tag that v10 knows none of.
        var isWrapped = isPlain || isTag;
        output.Write(isWrapped ? "{\"@object\":{"u8 : "{"u8);
        for (var first = true; reader.TokenType == JsonTokenType.PropertyName; first = false)
        {
            output.Write(first ? default : ","u8);
            WriteField(ref reader, output);
            reader.Read();
        }

        output.Write(isWrapped ? "}}"u8 : "}"u8);
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("@ts"u8) ? "{\"@time\":"u8
        : name.SequenceEqual("@date"u8) ? "{\"@date\":"u8
        : name.SequenceEqual("@bytes"u8) ? "{\"@bytes\":"u8
        : name.SequenceEqual("@uuid"u8) ? "{\"@uuid\":"u8
        : default;

    private static void WriteNumber(ref Utf8JsonReader reader, JsonBuffer output)
    {
        if (reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && reader.TryGetInt64(out var l))
        {
            output.Write(l is >= int.MinValue and <= int.MaxValue ? "{\"@int\":\""u8 : "{\"@long\":\""u8);
            output.WriteLong(l);
            output.Write("\"}"u8);
            return;
        }

        output.Write("{\"@double\":"u8);
        output.WriteString(DoubleText.Format(reader.GetDouble()));
        output.Write((byte)'}');
    }

    // As it stands.
    private static void WriteText(ref Utf8JsonReader reader, JsonBuffer output)
    {
        output.Write((byte)'"');
        output.Write(reader.ValueSpan);
        output.Write((byte)'"');
    }
}

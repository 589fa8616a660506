using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaunaFunctions.Cli.Setup;

/// <summary>FQL v4 as the request body holds it.</summary>
internal static class FqlJson
{
    /// <summary>The body of <c>POST /</c>.</summary>
    public static string Write(Fql expression)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, expression);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, Fql expression)
    {
        switch (expression)
        {
            case FqlText text:
                writer.WriteStringValue(text.Value);
                break;
            case FqlNumber number:
                writer.WriteNumberValue(number.Value);
                break;
            case FqlTrue:
                writer.WriteBooleanValue(true);
                break;
            case FqlList list:
                Write(writer, list.Items);
                break;
            case FqlArguments arguments:
                Write(writer, arguments.Items);
                break;
            case FqlObject literal:
                // Without the wrapper the server would take the object for a function call.
                writer.WriteStartObject();
                writer.WriteStartObject("object"u8);
                foreach (var (name, value) in literal.Fields)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case FqlCall call:
                writer.WriteStartObject();
                foreach (var (wire, value) in call.Arguments)
                {
                    writer.WritePropertyName(wire);
                    if (value is null)
                    {
                        writer.WriteNullValue();
                    }
                    else
                    {
                        Write(writer, value);
                    }
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Fql> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}

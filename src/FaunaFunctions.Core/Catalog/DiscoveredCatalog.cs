using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaunaFunctions.Core.Catalog;

/// <summary>What can be exported, in the Airbyte protocol's shape: a catalogue with one stream per export.</summary>
/// <param name="Streams">In the settings' order.</param>
public sealed record DiscoveredCatalog(IReadOnlyList<DiscoveredStream> Streams)
{
    // A schema nests two levels for each level of the values.
    internal const int MaximumDepth = 10_000;

    /// <summary>The catalogue as UTF-8 JSON.</summary>
    /// <param name="indented">For people to read.</param>
    public byte[] ToJson(bool indented = false)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = OpenWriter(json, indented))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("streams"u8);
            foreach (var stream in Streams)
            {
                stream.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    internal static Utf8JsonWriter OpenWriter(IBufferWriter<byte> json, bool indented) => new(json, new JsonWriterOptions
    {
        Indented = indented,
        MaxDepth = MaximumDepth,
        // The catalogue is a file or a JSON answer, never part of an HTML page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>One export as a stream.</summary>
/// <param name="Name">The export's name.</param>
/// <param name="JsonSchema">Draft-07 schema of its records, UTF-8 JSON.</param>
/// <param name="Incremental">Whether it can be read incrementally; fully it always can.</param>
public sealed record DiscoveredStream(string Name, ReadOnlyMemory<byte> JsonSchema, bool Incremental)
{
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WritePropertyName("json_schema"u8);
        if (writer.Options.Indented)
        {
            using var schema = JsonDocument.Parse(JsonSchema, new JsonDocumentOptions { MaxDepth = DiscoveredCatalog.MaximumDepth });
            schema.RootElement.WriteTo(writer);
        }
        else
        {
            // Written by this program just before; validating it again would fail on its depth alone.
            writer.WriteRawValue(JsonSchema.Span, skipInputValidation: true);
        }

        writer.WriteStartArray("supported_sync_modes"u8);
        writer.WriteStringValue("full_refresh"u8);
        if (Incremental)
        {
            writer.WriteStringValue("incremental"u8);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("source_defined_cursor"u8, true);
        writer.WriteStartArray("default_cursor_field"u8);
        writer.WriteStringValue("ts"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

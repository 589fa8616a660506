using System.Buffers;
using System.Text.Json;
using FaunaFunctions.Core.Catalog.Declared;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Catalog;

/// <summary>Describes the records of exports.</summary>
public static class Discovery
{
    /// <summary>The most documents that a schema is inferred from.</summary>
    public const int MostDocuments = 100_000;

    /// <summary>The stream of an export from its settings alone: <c>data</c> is an object of any content.</summary>
    public static DiscoveredStream Describe(ExportSettings settings) => Describe(settings, data: null);

    /// <summary>
    /// The stream of an export, the schema of <c>data</c> inferred from its collection's first documents, as they would be exported; through v10 also
    /// from what the collection's own schema declares, where the key may read that.
    /// </summary>
    /// <param name="settings">The export.</param>
    /// <param name="source">Its collection.</param>
    /// <param name="schema">Its database.</param>
    /// <param name="sample">How many documents, 1 … 100,000; 0 to read none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaException">The documents could not be read; also when the key may not read any, which would look like an empty collection.</exception>
    /// <exception cref="RecordInvalid">A document cannot become a record.</exception>
    public static async Task<DiscoveredStream> DescribeAsync(
        ExportSettings settings, IFaunaSource source, IFaunaSchema schema, int sample, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sample, MostDocuments);
        if (!settings.DataColumn)
        {
            return Describe(settings);
        }

        var data = new DataShape();
        if (settings.Connection.Api == FaunaApi.V10 && await DeclaredAsync(settings, schema, cancellationToken) is { } declared)
        {
            data.Allow(declared);
        }

        if (sample == 0)
        {
            return Describe(settings, data);
        }

        var documents = await RecordSample.ReadAsync(source, RecordLayout.Default, sample, data.Look, cancellationToken);
        if (documents == 0)
        {
            await source.ConfirmReadableAsync(cancellationToken);
        }

        return Describe(settings, data);
    }

    internal static DiscoveredStream Describe(ExportSettings settings, DataShape? data)
    {
        var schema = new ArrayBufferWriter<byte>();
        using (var writer = DiscoveredCatalog.OpenWriter(schema, indented: false))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema"u8, "http://json-schema.org/draft-07/schema#"u8);
            writer.WriteString("type"u8, "object"u8);
            writer.WriteStartObject("properties"u8);
            WriteType(writer, "ref", "string");
            WriteType(writer, "ts", "integer");
            if (settings.DeletedColumn is { } deletedColumn)
            {
                WriteDeletedColumn(writer, deletedColumn);
                writer.WriteStartObject(DeletionRecord.InferredColumn);
                WriteTypes(writer, "boolean", required: false);
                writer.WriteEndObject();
            }

            if (settings.DataColumn)
            {
                WriteData(writer, data);
            }

            foreach (var column in settings.AdditionalColumns)
            {
                WriteColumn(writer, column);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new DiscoveredStream(settings.Name, schema.WrittenMemory, settings.CanBeIncremental);
    }

    private static async Task<DeclaredFields?> DeclaredAsync(ExportSettings settings, IFaunaSchema schema, CancellationToken cancellationToken)
    {
        try
        {
            return (await schema.GetCollectionAsync(settings.Collection, cancellationToken)).Declared;
        }
        catch (FaunaPermissionDenied)
        {
            // An exporter's key need not be able to read definitions.
            return null;
        }
    }

    private static void WriteType(Utf8JsonWriter writer, string name, string type)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type"u8, type);
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, DataShape? data)
    {
        if (data is not { IsKnown: true })
        {
            WriteType(writer, "data", "object");
            return;
        }

        writer.WritePropertyName("data"u8);
        data.WriteTo(writer);
    }

    // Documents have no such column, deletions always: to a table's column that is a null.
    private static void WriteDeletedColumn(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        WriteTypes(writer, "string", required: false);
        writer.WriteString("format"u8, "date-time"u8);
        writer.WriteString("airbyte_type"u8, "timestamp_with_timezone"u8);
        writer.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter writer, AdditionalColumn column)
    {
        writer.WriteStartObject(column.Name);
        WriteTypes(writer, column.Type, column.Required);
        if (column.Format is not null)
        {
            writer.WriteString("format"u8, column.Format);
        }

        if (column.AirbyteType is not null)
        {
            writer.WriteString("airbyte_type"u8, column.AirbyteType);
        }

        writer.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter writer, string type, bool required)
    {
        if (required)
        {
            writer.WriteString("type"u8, type);
            return;
        }

        writer.WriteStartArray("type"u8);
        writer.WriteStringValue("null"u8);
        writer.WriteStringValue(type);
        writer.WriteEndArray();
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using FaunaFunctions.Cli.Airbyte;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>What a catalogue is made of, and what the connector that this replaces leaves behind.</summary>
internal static class CatalogTargets
{
    private const string Secret = "fnCanarySecret0123456789";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100_000 };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("v4-sample", () => [.. Recorded.Documents(v4: true)], input => Sample(input, new V4RecordWriter(RecordLayout.Default))),
        FuzzTarget.Of("v10-sample", () => [.. Recorded.Documents(v4: false)], input => Sample(input, new V10RecordWriter(RecordLayout.Default, "Item"))),
        FuzzTarget.Of("airbyte", () => [.. Connectors()], Connector),
        FuzzTarget.Of("airbyte-catalog", () => [.. Catalogs()], Catalog),
    ];

    private static IEnumerable<byte[]> Connectors() =>
    [
        """
        {
          "domain": "db.fauna.com", "port": 443, "scheme": "https", "secret": "fnCanarySecret0123456789",
          "collection": {
            "name": "orders", "index": "orders_by_ts", "data_column": true, "page_size": 64,
            "additional_columns": [ { "name": "zip", "path": ["data", "zip"], "type": "string", "required": false, "format": "date", "airbyte_type": "big_integer" } ],
            "deletions": { "deletion_mode": "deleted_field", "column": "deleted_at" }
          }
        }
        """u8.ToArray(),
        """{"name":"x","connectionConfiguration":{"secret":"fnCanarySecret0123456789","collection":{"updates":{"update_mode":"enabled","index":"i"},"deletions":{"deletion_mode":"ignore"}}}}"""u8.ToArray(),
    ];

    private static IEnumerable<byte[]> Catalogs() =>
    [
        """{"streams":[{"stream":{"name":"orders"},"sync_mode":"incremental"},{"stream":{"name":"shops"},"sync_mode":"full_refresh"}]}"""u8.ToArray(),
    ];

    private static void Sample(byte[] input, IRecordWriter writer)
    {
        if (!Utf8.IsValid(input))
        {
            return;
        }

        var record = new ArrayBufferWriter<byte>();
        var offset = 0;
        try
        {
            writer.WriteDocument(input, ref offset, record);
        }
        catch (RecordInvalid)
        {
            return;
        }

        var shape = new DataShape();
        shape.AddRecord(record.WrittenSpan);
        shape.AddRecord(record.WrittenSpan);
        var schema = new ArrayBufferWriter<byte>();
        using (var json = DiscoveredCatalog.OpenWriter(schema, indented: false))
        {
            shape.WriteTo(json);
        }

        using var read = JsonDocument.Parse(schema.WrittenMemory, Deep);
        Broken.Unless(read.RootElement.ValueKind == JsonValueKind.Object, "a schema is an object");
    }

    private static void Connector(byte[] input) => Import(input, Catalogs().First());

    private static void Catalog(byte[] input) => Import(Connectors().First(), input);

    private static void Import(byte[] connector, byte[] catalog)
    {
        try
        {
            var problems = new List<SettingsProblem>();
            var import = Cli.Airbyte.Import.Of([ConnectorReader.Read(connector, "config.json", problems)], ConfiguredCatalog.Read(catalog, "catalog.json", problems), problems);
            RequireQuiet(connector, import.Settings.ToJsonString() + string.Concat(import.Notes));
            Broken.Unless(import.Settings["exports"] is JsonArray, "settings have exports");
        }
        catch (SettingsInvalid e)
        {
            RequireQuiet(connector, e.Message);
        }
    }

    // Where it stands as anything else, it is none.
    private static void RequireQuiet(byte[] connector, string text)
    {
        var parts = Encoding.UTF8.GetString(connector).Split(Secret);
        Broken.Unless(
            parts.Length != 2 || !parts[0].TrimEnd(' ', ':', '"').EndsWith("secret", StringComparison.Ordinal) || !text.Contains(Secret, StringComparison.Ordinal),
            "no secret is written");
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Configuration;
using NJsonSchema;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class DiscoveryTests
{
    private const string TtlColumn = "\"additionalColumns\": [{\"name\": \"ttl\", \"path\": [\"ttl\"], \"type\": \"string\", \"format\": \"date-time\", \"required\": false}]";

    [Fact]
    public void An_export_is_a_stream_in_the_Airbyte_protocols_shape()
    {
        var export = SettingsText.ReadExport(
            """
            "name": "all-orders", "index": "by_ts", "deletions": "deleted_field", "additionalColumns": [
              {"name": "zip", "path": ["data", "zip"], "type": "string"},
              {"name": "expires", "path": ["ttl"], "type": "string", "format": "date-time",
               "airbyteType": "timestamp_with_timezone", "required": false}]
            """);

        var catalog = new DiscoveredCatalog([Discovery.Describe(export)]);

        AssertJson(
            """
            {"streams": [{
              "name": "all-orders",
              "json_schema": {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
                "properties": {
                  "ref": {"type": "string"},
                  "ts": {"type": "integer"},
                  "deleted_at": {"type": ["null", "string"], "format": "date-time", "airbyte_type": "timestamp_with_timezone"},
                  "deleted_inferred": {"type": ["null", "boolean"]},
                  "data": {"type": "object"},
                  "zip": {"type": "string"},
                  "expires": {"type": ["null", "string"], "format": "date-time", "airbyte_type": "timestamp_with_timezone"}
                }
              },
              "supported_sync_modes": ["full_refresh", "incremental"],
              "source_defined_cursor": true,
              "default_cursor_field": ["ts"]
            }]}
            """,
            catalog.ToJson());
    }

    [Fact]
    public void Indented_for_people_the_schema_is_too()
    {
        var catalog = new DiscoveredCatalog([Discovery.Describe(SettingsText.ReadExport("\"index\": \"by_ts\""))]);

        var indented = Encoding.UTF8.GetString(catalog.ToJson(indented: true)).ReplaceLineEndings("\n");

        Assert.Contains("\n        \"type\": \"object\",\n        \"properties\": {\n          \"ref\": {\n", indented, StringComparison.Ordinal);
        AssertJson(indented, catalog.ToJson());
    }

    [Fact]
    public void An_export_without_index_and_data_column_says_so()
    {
        var catalog = new DiscoveredCatalog([Discovery.Describe(SettingsText.ReadExport("\"dataColumn\": false"))]);

        AssertJson(
            """
            {"streams": [{
              "name": "orders",
              "json_schema": {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
                "properties": {"ref": {"type": "string"}, "ts": {"type": "integer"}}
              },
              "supported_sync_modes": ["full_refresh"],
              "source_defined_cursor": true,
              "default_cursor_field": ["ts"]
            }]}
            """,
            catalog.ToJson(indented: true));
    }

    [Fact]
    public void The_schema_of_data_is_that_of_exported_records_not_of_the_wire()
    {
        const string page =
            """
            [{"ref":{"@ref":{"id":"1","collection":{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}}},"ts":1,
              "data":{"at":{"@ts":"2023-11-14T22:13:20.5Z"},"to":{"@ref":{"id":"7","collection":{"@ref":{"id":"people","collection":{"@ref":{"id":"collections"}}}}}},"n":1}},
             {"ref":{"@ref":{"id":"2","collection":{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}}},"ts":2,
              "data":{"at":{"@ts":"2023-11-14T22:13:20Z"},"n":1.5}}]
            """;
        var data = new DataShape();
        Records(page, RecordLayout.Default).ForEach(r => data.AddRecord(r));

        var stream = Discovery.Describe(SettingsText.ReadExport("\"index\": \"i\""), data);

        AssertJson(
            """
            {
              "type": "object",
              "properties": {
                "at": {"type": "string", "format": "date-time"},
                "to": {
                  "type": "object",
                  "properties": {"id": {"type": "string"}, "collection": {"type": "string"}, "type": {"type": "string"}},
                  "required": ["id", "collection", "type"]
                },
                "n": {"type": "number"}
              },
              "required": ["at", "n"]
            }
            """,
            Encoding.UTF8.GetBytes(JsonNode.Parse(stream.JsonSchema.Span)!["properties"]!["data"]!.ToJsonString()));
    }

    [Fact]
    public Task Every_exported_record_validates_against_the_schema_inferred_from_all_of_them()
    {
        var export = SettingsText.ReadExport(TtlColumn);
        return GeneratedDocument.Page.SampleAsync(
            async page =>
            {
                var records = Records(page, export.Layout);
                var data = new DataShape();
                records.ForEach(r => data.AddRecord(r));

                var stream = Discovery.Describe(export, data);

                var schema = await JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(stream.JsonSchema.Span), TestContext.Current.CancellationToken);
                Assert.Equal(records.Count, data.Records);
                Assert.All(records, r => Assert.Empty(schema.Validate(Encoding.UTF8.GetString(r))));
            },
            iter: 300);
    }

    /// <summary>The records of a page of documents.</summary>
    private static List<byte[]> Records(string documents, RecordLayout layout)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"resource":{"data":{{{documents}}}}}""");
        var owner = MemoryPool<byte>.Shared.Rent(json.Length);
        json.CopyTo(owner.Memory);
        using var page = new FaunaPage(owner, json.Length, json.AsSpan().IndexOf((byte)'[') + 1, next: null);
        var writer = new V4RecordWriter(layout);
        var records = new List<byte[]>();
        for (var offset = page.FirstDocument; page.NextDocument(ref offset);)
        {
            var record = new ArrayBufferWriter<byte>();
            writer.WriteDocument(page.Json, ref offset, record);
            records.Add(record.WrittenSpan.ToArray());
        }

        return records;
    }

    private static void AssertJson(string expected, byte[] actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual)!.ToJsonString());
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using FaunaFunctions.Core.Catalog;
using NJsonSchema;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class ValueShapeTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("1", """{"type":"integer"}""")]
    [InlineData("-9223372036854775808 9223372036854775807", """{"type":"integer"}""")]
    [InlineData("1 1.0", """{"type":"number"}""")]
    [InlineData("1.0E7", """{"type":"number"}""")]
    [InlineData("null", """{"type":"null"}""")]
    [InlineData("true null 1", """{"type":["null","boolean","integer"]}""")]
    [InlineData("\"a\"", """{"type":"string"}""")]
    [InlineData("\"2023-11-14T22:13:20.000000001Z\" \"1970-01-01T00:00:00Z\"", """{"type":"string","format":"date-time"}""")]
    [InlineData("\"2023-11-14T22:13:20+02:00\"", """{"type":"string","format":"date-time"}""")]
    [InlineData("\"2023-11-14T22:13:20Z\" \"+10000-01-01T00:00:00Z\"", """{"type":"string"}""")]
    [InlineData("\"-999999999-01-01T00:00:00Z\"", """{"type":"string"}""")]
    [InlineData("\"2023-11-14T22:13:20Z\" \"2023-11-14\"", """{"type":"string"}""")]
    [InlineData("\"2023-11-14T22:13:20\"", """{"type":"string"}""")]
    [InlineData("\"2023-11-14T22:13:20.Z\"", """{"type":"string"}""")]
    [InlineData("\"2023-02-28\" \"2024-02-29\"", """{"type":"string","format":"date"}""")]
    [InlineData("\"2023-02-29\"", """{"type":"string"}""")]
    [InlineData("\"123e4567-e89b-12d3-a456-426614174000\"", """{"type":"string","format":"uuid"}""")]
    [InlineData("\"123e4567e89b12d3a456426614174000\"", """{"type":"string"}""")]
    [InlineData("null \"2023-02-28\" 5", """{"type":["null","integer","string"],"format":"date"}""")]
    [InlineData("[]", """{"type":"array"}""")]
    [InlineData("[1] [] [\"a\",null]", """{"type":"array","items":{"type":["null","integer","string"]}}""")]
    [InlineData("{}", """{"type":"object"}""")]
    [InlineData("{} null", """{"type":["null","object"]}""")]
    [InlineData("{\"a\":1} null [true] 5", """{"oneOf":[{"type":["null","integer"]},{"type":"array","items":{"type":"boolean"}},{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}]}""")]
    [InlineData("{\"a\":1,\"b\":2} {\"b\":null,\"c\":3}", """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":["null","integer"]},"c":{"type":"integer"}},"required":["b"]}""")]
    [InlineData("{\"a\":1} {}", """{"type":"object","properties":{"a":{"type":"integer"}}}""")]
    [InlineData("{\"a\":1,\"a\":2} {}", """{"type":"object","properties":{"a":{"type":"integer"}}}""")]
    [InlineData("{\"a\":{\"b\":[{\"c\":true}]}} {\"a\":\"x\"}", """{"type":"object","properties":{"a":{"oneOf":[{"type":"string"},{"type":"object","properties":{"b":{"type":"array","items":{"type":"object","properties":{"c":{"type":"boolean"}},"required":["c"]}}},"required":["b"]}]}},"required":["a"]}""")]
    public void Values_of_one_place_are_merged_into_one_schema(string values, string schema) =>
        Assert.Equal(schema, SchemaOf(values.Length == 0 ? [] : Split(values)));

    [Fact]
    public Task Every_value_satisfies_the_schema_that_was_inferred_from_it_and_others() =>
        GeneratedValue.Any.Array[1, 12].SampleAsync(
            async values =>
            {
                var texts = values.Select(v => v?.ToJsonString() ?? "null").ToList();
                var schema = await JsonSchema.FromJsonAsync(SchemaOf(texts), TestContext.Current.CancellationToken);
                Assert.All(texts, t => Assert.Empty(schema.Validate(t)));
            },
            iter: 500);

    [Theory]
    [InlineData("1 2", "1.5")]
    [InlineData("\"2023-02-28\"", "\"yesterday\"")]
    [InlineData("{\"a\":1}", "{}")]
    [InlineData("{\"a\":1}", "{\"a\":\"1\"}")]
    [InlineData("[1]", "[null]")]
    [InlineData("null 1", "true")]
    public async Task A_value_of_another_shape_does_not_satisfy_the_schema(string values, string other)
    {
        var schema = await JsonSchema.FromJsonAsync(SchemaOf(Split(values)), TestContext.Current.CancellationToken);

        Assert.NotEmpty(schema.Validate(other));
    }

    [Fact]
    public void Values_as_deep_as_the_server_allows_are_read_and_written()
    {
        const int depth = 900;
        var value = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

        var shape = new DataShape();
        shape.AddRecord(Encoding.UTF8.GetBytes($"{{\"ref\":\"1\",\"ts\":1,\"data\":{value}}}\n"));
        var json = new ArrayBufferWriter<byte>();
        using (var writer = DiscoveredCatalog.OpenWriter(json, indented: false))
        {
            shape.WriteTo(writer);
        }

        Assert.Equal(depth, Encoding.UTF8.GetString(json.WrittenSpan).Split("\"properties\"").Length - 1);
    }

    private static IEnumerable<string> Split(string values)
    {
        // Values stand one after the other, as in NDJSON but with a space between them.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(values), new JsonReaderOptions { AllowMultipleValues = true });
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(JsonElement.ParseValue(ref reader).GetRawText());
        }

        return found;
    }

    private static string SchemaOf(IEnumerable<string> values)
    {
        var shape = new ValueShape();
        foreach (var value in values)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value));
            reader.Read();
            shape.Add(ref reader);
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = DiscoveredCatalog.OpenWriter(json, indented: false))
        {
            shape.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Catalog.Declared;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Tests.Configuration;
using FaunaFunctions.Core.Tests.Records;
using FaunaFunctions.Emulator;
using NJsonSchema;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>discover through v10, which knows what a collection's own schema declares.</summary>
public sealed class DeclaredFieldsTests
{
    /// <summary>As a running server answered it.</summary>
    private const string Definition =
        """
        {"data":{"@doc":{"name":"C","coll":{"@mod":"Collection"},"ts":{"@time":"2026-11-22T22:46:34.710Z"},"computed_fields":{"upper":{"body":"d => d.name.toUpperCase()"}},
        "history_days":{"@int":"3"},"ttl_days":{"@int":"10"},"indexes":{"byName":{"terms":[{"field":"name"}],"values":[{"field":"age","order":"desc"}],"queryable":true,"status":"complete"}},
        "alias":"Cc","wildcard":"Any","fields":{"name":{"signature":"String"},"age":{"signature":"Int?","default":"18"},"tags":{"signature":"Array<String>?"}},
        "constraints":[{"unique":["name"],"status":"active"},{"check":{"name":"adult","body":"d => d.age == null || d.age > 0"}}]}},"static_type":"CollectionDef","summary":"","txn_ts":1795387594900000}
        """;

    private const string Declared =
        """
        {"description":"Unique: name. Check adult: d => d.age == null || d.age > 0.","type":"object",
         "properties":{"name":{"type":"string"},"age":{"type":["null","integer"]},"tags":{"type":["null","array"],"items":{"type":"string"}},"upper":{}},"required":["name"]}
        """;

    [Fact]
    public void A_recorded_definition_tells_history_ttl_fields_and_constraints()
    {
        var definition = V10DefinitionReader.Read(Encoding.UTF8.GetBytes(Definition), "C");

        Assert.Equal(("C", 3L, 10L), (definition.Name, definition.HistoryDays, definition.TtlDays));
        Assert.Equal(
            [new("name", "String"), new("age", "Int?"), new("tags", "Array<String>?")],
            definition.Declared!.Stored);
        Assert.Equal([new("upper", null)], definition.Declared.Computed);
        Assert.Equal(["Unique: name.", "Check adult: d => d.age == null || d.age > 0."], definition.Declared.Constraints);
    }

    [Theory]
    [InlineData("""{"@ref":{"name":"C","coll":{"@mod":"Collection"},"exists":false,"cause":"permission denied"}}""", typeof(FaunaPermissionDenied))]
    [InlineData("""{"@ref":{"name":"C","coll":{"@mod":"Collection"},"exists":false,"cause":"not found"}}""", typeof(FaunaNotFound))]
    [InlineData("""{"@ref":{"name":"C","coll":{"@mod":"Collection"}}}""", typeof(FaunaProtocolViolation))]
    [InlineData("null", typeof(FaunaProtocolViolation))]
    public void A_definition_that_is_not_shown_is_an_error(string data, Type error) =>
        Assert.Throws(error, () => V10DefinitionReader.Read(Encoding.UTF8.GetBytes($$"""{"data":{{data}},"txn_ts":1}"""), "C"));

    [Fact]
    public void A_collection_without_a_schema_declares_nothing() =>
        Assert.Equal(
            new CollectionDefinition("C", null, null),
            V10DefinitionReader.Read("""{"data":{"@doc":{"name":"C","coll":{"@mod":"Collection"},"ts":{"@time":"2026-11-22T22:46:34.710Z"},"constraints":[],"indexes":{}}}}"""u8, "C"));

    [Fact]
    public async Task The_declared_fields_are_told_without_and_with_a_sample_and_to_keys_that_may_see_them()
    {
        await using var emulator = await FaunaEmulator.StartAsync(new EmulatorOptions(), TestContext.Current.CancellationToken);
        var database = emulator.Root.CreateDatabase("shop");
        database.QueryV10("""
            Collection.create({ name: "C", fields: { name: { signature: "String" }, age: { signature: "Int?", default: "18" }, tags: { signature: "Array<String>?" } }, wildcard: "Any",
              computed_fields: { upper: { body: "d => d.name.toUpperCase()" } },
              constraints: [{ unique: ["name"] }, { check: { name: "adult", body: "d => d.age == null || d.age > 0" } }] })
            """);
        database.QueryV10("""C.create({ id: "1", name: "ann", when: Time("2020-01-01T00:00:00Z") })""");
        database.QueryV10("""C.create({ id: "2", name: "bob", age: 30, tags: ["a"], when: Time("2020-01-01T00:00:00Z") })""");
        var least = database.CreateRoleKey("least", """[{"object":{"resource":{"collection":"C"},"actions":{"object":{"read":true,"history_read":true}}}}]""");

        AssertData(Declared, await DescribeAsync(emulator, database.AdminSecret, sample: 0));
        AssertData(
            Declared.Replace("\"upper\":{}", "\"upper\":{\"type\":\"string\"},\"when\":{\"type\":\"string\",\"format\":\"date-time\"}", StringComparison.Ordinal),
            await DescribeAsync(emulator, database.AdminSecret, sample: 10));
        AssertData("""{"type":"object"}""", await DescribeAsync(emulator, least, sample: 0));
        AssertData(
            """
            {"type":"object","properties":{"upper":{"type":"string"},"name":{"type":"string"},"age":{"type":"integer"},"when":{"type":"string","format":"date-time"},"tags":{"type":"array","items":{"type":"string"}}},
             "required":["upper","name","when","age"]}
            """,
            await DescribeAsync(emulator, least, sample: 10));
    }

    [Fact]
    public void Declared_optional_fields_stay_optional_however_many_documents_have_them()
    {
        var data = new DataShape();
        data.Allow(new DeclaredFields([new("a", "Int"), new("b", "Int?")], [], []));
        data.AddRecord("""{"ref":"1","ts":1,"data":{"a":1,"b":2,"more":3}}"""u8);

        AssertData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":["null","integer"]},"more":{"type":"integer"}},"required":["a"]}""", Describe(data));
    }

    [Theory]
    [InlineData("Double", """{"@double":"NaN"}""", """{"type":["number","string"]}""")]
    [InlineData("Time", """{"@time":"+10000-01-01T00:00:00Z"}""", """{"type":"string"}""")]
    public void What_a_sample_holds_beyond_the_schema_widens_it(string signature, string value, string schema)
    {
        var data = new DataShape();
        data.Allow(new DeclaredFields([new("f", signature)], [], []));
        data.AddRecord(Encoding.UTF8.GetBytes(V10Of.Document(V10Of.DocumentWith($",\"f\":{value}"))));

        AssertData($$"""{"type":"object","properties":{"f":{{schema}}},"required":["f"]}""", Describe(data));
    }

    [Fact]
    public Task Every_exported_record_validates_against_what_its_collection_declares() =>
        GeneratedType.Collection.SampleAsync(
            async (signatures, documents) =>
            {
                var declared = new DeclaredFields([.. signatures.Select((s, i) => new DeclaredField(string.Create(CultureInfo.InvariantCulture, $"f{i}"), s))], [], []);
                var records = documents.Select(d => V10Of.Document(V10Of.DocumentWith(d))).ToList();
                var (promised, sampled) = (new DataShape(), new DataShape());
                promised.Allow(declared);
                sampled.Allow(declared);
                records.ForEach(r => sampled.AddRecord(Encoding.UTF8.GetBytes(r)));

                foreach (var data in (DataShape[])[promised, sampled])
                {
                    var schema = await JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(Describe(data).JsonSchema.Span), TestContext.Current.CancellationToken);
                    Assert.All(records, r => Assert.Empty(schema.Validate(r)));
                }
            },
            iter: 300);

    private static DiscoveredStream Describe(DataShape data) => Discovery.Describe(SettingsText.ReadExport("\"name\": \"spells\""), data);

    private static async Task<DiscoveredStream> DescribeAsync(FaunaEmulator emulator, string secret, int sample)
    {
        using var transport = new FaunaTransport(new FaunaConnection
        {
            Name = "main",
            Scheme = "http",
            Domain = emulator.Url.Host,
            Port = emulator.Url.Port,
            Secret = new Secret(secret),
            Api = FaunaApi.V10,
        });
        var database = new FaunaDatabase(transport);
        var export = SettingsText.ReadExport("\"name\": \"c\"") with { Collection = "C", Connection = transport.Connection };
        return await Discovery.DescribeAsync(export, database.Collection("C", null), database.Schema, sample, TestContext.Current.CancellationToken);
    }

    private static void AssertData(string expected, DiscoveredStream stream) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(stream.JsonSchema.Span)!["properties"]!["data"]),
        Encoding.UTF8.GetString(stream.JsonSchema.Span));
}

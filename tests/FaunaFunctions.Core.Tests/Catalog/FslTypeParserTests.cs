using System.Buffers;
using System.Text.Json;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Catalog.Declared;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class FslTypeParserTests
{
    [Theory]
    [InlineData("String", """{"type":"string"}""")]
    [InlineData("Int?", """{"type":["null","integer"]}""")]
    [InlineData("Long | Null", """{"type":["null","integer"]}""")]
    [InlineData("Int | Double", """{"type":"number"}""")]
    [InlineData("Number", """{"type":"number"}""")]
    [InlineData("Boolean", """{"type":"boolean"}""")]
    [InlineData("Time", """{"type":"string","format":"date-time"}""")]
    [InlineData("Date", """{"type":"string","format":"date"}""")]
    [InlineData("UUID", """{"type":"string","format":"uuid"}""")]
    [InlineData("Time | String", """{"type":"string"}""")]
    [InlineData("Time | Date", """{"type":"string"}""")]
    [InlineData("Bytes", """{"type":"string"}""")]
    [InlineData("\"open\" | 'closed'", """{"type":"string"}""")]
    [InlineData("1 | -2", """{"type":"integer"}""")]
    [InlineData("1 | 2.5", """{"type":"number"}""")]
    [InlineData("true", """{"type":"boolean"}""")]
    [InlineData("Array<String>?", """{"type":["null","array"],"items":{"type":"string"}}""")]
    [InlineData("Array<Int?>", """{"type":"array","items":{"type":["null","integer"]}}""")]
    [InlineData("Array<Array<Time>>", """{"type":"array","items":{"type":"array","items":{"type":"string","format":"date-time"}}}""")]
    [InlineData("[Int, String]", """{"type":"array","items":{"type":["integer","string"]}}""")]
    [InlineData("(String | Int)?", """{"type":["null","integer","string"]}""")]
    [InlineData("{ street: String, zip: Int?, \"a b\": Boolean, *: Any }", """{"type":"object","properties":{"street":{"type":"string"},"zip":{"type":["null","integer"]},"a b":{"type":"boolean"}},"required":["street","a b"]}""")]
    [InlineData("{}", """{"type":"object"}""")]
    [InlineData("{ a: Int } | { a: String, b: Int }", """{"type":"object","properties":{"a":{"type":["integer","string"]},"b":{"type":"integer"}},"required":["a"]}""")]
    [InlineData("Ref<User>", """{"type":"object","properties":{"id":{"type":"string"},"collection":{"type":"string"},"type":{"type":"string"}},"required":["id","type"]}""")]
    [InlineData("Int | { a: Int }", """{"oneOf":[{"type":"integer"},{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}]}""")]
    public void A_type_is_described_as_its_values_are_exported(string signature, string schema) =>
        Assert.Equal(schema, SchemaOf(signature));

    [Theory]
    [InlineData("Any")]
    [InlineData("Any?")]
    [InlineData("Int | Any")]
    [InlineData("User")]
    [InlineData("Set<User>")]
    [InlineData("(Int) => String")]
    [InlineData("{ a: Int } | { *: Any }")]
    [InlineData("{ a: Int } | { a: Any }")]
    [InlineData("Array<Int> | Array<Any>")]
    [InlineData("Ref<User> | { *: Any }")]
    [InlineData("Array<Int")]
    [InlineData("{ a: Int")]
    [InlineData("{ \"a\\n\": Int }")]
    [InlineData("{ a Int }")]
    [InlineData("Int Int")]
    [InlineData("Int |")]
    [InlineData("?")]
    [InlineData("\"open")]
    [InlineData("")]
    [InlineData("@#")]
    public void Of_what_is_not_understood_nothing_is_claimed(string signature) => Assert.Equal("{}", SchemaOf(signature));

    [Fact]
    public void A_type_nested_without_end_is_not_understood()
    {
        var deep = new string('(', 100_000) + "Int" + new string(')', 100_000);

        Assert.Equal("{}", SchemaOf(deep));
    }

    private static string SchemaOf(string signature)
    {
        var data = new DataShape();
        data.Allow(new DeclaredFields([new DeclaredField("f", signature)], [], []));
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            data.WriteTo(writer);
        }

        using var schema = JsonDocument.Parse(json.WrittenMemory);
        return schema.RootElement.GetProperty("properties").GetProperty("f").GetRawText();
    }
}

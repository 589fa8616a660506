using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>The forms in which v10 puts whole documents on the wire, and the columns that lead into them.</summary>
public class V10DocumentTests
{
    private const string Parent = ""","parent":{"@ref":{"id":"7","coll":{"@mod":"people"}}}""";

    [Fact]
    public void A_document_with_fields() =>
        Assert.Equal("""{"name":"fire","n":2}""", V10Of.Data(V10Of.DocumentWith(""","name":"fire","n":{"@int":"2"}""")));

    [Fact]
    public void A_document_without_fields() => Assert.Equal("{}", V10Of.Data(V10Of.DocumentWith("")));

    [Fact]
    public void The_time_to_live_is_no_field() =>
        Assert.Equal("""{"a":3}""", V10Of.Data(V10Of.DocumentWith(""","ttl":{"@time":"2030-01-01T00:00:00Z"},"a":{"@int":"3"}""")));

    [Fact]
    public void Fields_with_reserved_names_go_back_beside_the_others() =>
        Assert.Equal(
            """{"a":3,"id":1,"ttl":2,"data":{"x":"y"}}""",
            V10Of.Data(V10Of.DocumentWith(""","a":{"@int":"3"},"data":{"id":{"@int":"1"},"ttl":{"@int":"2"},"data":{"x":"y"}}""")));

    [Fact]
    public void A_stored_field_counts_before_a_computed_one_of_its_name() =>
        Assert.Equal(
            """{"a":1,"to\u0074al":3}""",
            V10Of.Data(V10Of.DocumentWith(""","total":{"@int":"2"},"a":{"@int":"1"},"data":{"to\u0074al":{"@int":"3"}}""")));

    [Fact]
    public void Fields_that_start_with_an_at_sign() =>
        Assert.Equal("""{"@top":1,"x":2}""", V10Of.Data(V10Of.WrappedWith(""","@top":{"@int":"1"},"x":{"@int":"2"}""")));

    [Fact]
    public void System_fields_may_stand_behind_the_others() =>
        Assert.Equal(
            """{"ref":"5","ts":1577836800000000,"data":{"x":"y"}}""" + "\n",
            V10Of.Document("""{"@doc":{"x":"y","ts":{"@time":"2020-01-01T00:00:00Z"},"coll":{"@mod":"spells"},"id":"5"}}"""));

    [Fact]
    public void White_space_between_tokens_changes_nothing() =>
        Assert.Equal(
            """{"ref":"5","ts":1577836800000000,"data":{"x":1,"id":[]}}""" + "\n",
            V10Of.Document("""{ "@doc" : { "id" : "5" , "coll" : { "@mod" : "spells" } , "ts" : { "@time" : "2020-01-01T00:00:00Z" } , "x" : { "@int" : "1" } , "data" : { "id" : [ ] } } }"""));

    [Theory]
    [InlineData("""{"a":{"@int":"1"},"id":"own"}""", """{"a":1,"id":"own"}""")]
    [InlineData("""{"@object":{"@a":{"@int":"1"}}}""", """{"@a":1}""")]
    [InlineData("{}", "{}")]
    [InlineData("null", "{}")]
    [InlineData("""{"r":{"@doc":{"id":"9","coll":{"@mod":"x"},"ts":{"@time":"2020-01-01T00:00:00Z"},"f":{}}}}""", """{"r":{"id":"9","collection":"x","type":"document"}}""")]
    public void A_mapped_document(string data, string record) =>
        Assert.Equal(
            $$"""{"ref":"5","ts":1577836800000001,"data":{{record}}}""" + "\n",
            V10Of.Document($$"""{"id":"5","ts":{"@time":"2020-01-01T00:00:00.000001Z"},"ttl":null,"data":{{data}}}"""));

    [Theory]
    [InlineData("""{"id":"101","collection":"spells","type":"document"}""", "ref")]
    [InlineData("\"101\"", "ref", "id")]
    [InlineData("""{"id":"spells","type":"collection"}""", "ref", "collection")]
    [InlineData("\"spells\"", "ref", "collection", "id")]
    [InlineData("""{"id":"collections","type":"unknown"}""", "ref", "collection", "collection")]
    [InlineData("1700000000123456", "ts")]
    [InlineData("null", "ts", "x")]
    [InlineData("\"2030-01-01T00:00:00Z\"", "ttl")]
    [InlineData("""{"a":{"b":[1,2]},"parent":{"id":"7","collection":"people","type":"document"},"id":"own"}""", "data")]
    [InlineData("[1,2]", "data", "a", "b")]
    [InlineData("null", "data", "a", "b", "0")]
    [InlineData("null", "data", "nope")]
    [InlineData("\"own\"", "data", "id")]
    [InlineData("\"7\"", "data", "parent", "id")]
    [InlineData("\"people\"", "data", "parent", "collection", "id")]
    [InlineData("""{"id":"people","type":"collection"}""", "data", "parent", "collection")]
    [InlineData("\"collections\"", "data", "parent", "collection", "collection", "id")]
    [InlineData("null", "a")]
    public void Columns_find_what_they_find_through_v4(string value, params string[] path) =>
        Assert.Equal(value, V10Of.Column(
            V10Of.DocumentWith(""","ttl":{"@time":"2030-01-01T00:00:00Z"},"a":{"b":[{"@int":"1"},{"@int":"2"}]}""" + Parent + ""","data":{"id":"own"}"""), path));

    [Fact]
    public void A_required_column_without_a_value_names_path_and_document()
    {
        var layout = new RecordLayout(true, [new AdditionalColumn("zip", ["data", "zip"], "string", null, null, Required: true)], null);

        var refusal = V10Of.Refusal(V10Of.DocumentWith(Parent), layout);

        Assert.Equal(101, refusal.DocumentId);
        Assert.Contains("[\"data\", \"zip\"]", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"@ref":{"id":"5","coll":{"@mod":"spells"},"exists":false,"cause":"not found"}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"others"},"ts":{"@time":"2020-01-01T00:00:00Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"}}}""")]
    [InlineData("""{"@doc":{"coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","ts":{"@time":"2020-01-01T00:00:00Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00.0000001Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-02-30T00:00:00Z"}}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"},"@x":"y"}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"},"data":[]}}""")]
    [InlineData("""{"@doc":{"id":"5","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"},"data":{"@int":"1"}}}""")]
    [InlineData("""{"@doc":{"id":"x","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"}}}""")]
    [InlineData("""{"id":"5","ts":{"@time":"2020-01-01T00:00:00Z"},"data":{},"more":"y"}""")]
    public void What_is_no_document_of_the_collection_is_refused(string wire) => V10Of.Refusal(wire);

    [Fact]
    public void A_document_cut_anywhere_is_refused()
    {
        var wire = V10Of.WrappedWith(
            ""","ttl":{"@time":"2030-01-01T00:00:00Z"},"@a":{"@object":{"@b":[{"@int":"1"},{"@double":"NaN"},{"@bytes":"+A=="}]}},"s":{"@set":"x"}""" + Parent
            + ""","data":{"id":{"@date":"2020-01-01"}}""");
        V10Of.Document(wire);

        for (var length = 0; length < wire.Length; length++)
        {
            V10Of.Refusal(wire[..length]);
        }
    }
}

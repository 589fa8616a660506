namespace FaunaFunctions.Core.Tests.Records;

/// <summary>Every value that v4 can put on the wire, and what a record holds in its place.</summary>
public class V4GoldenValuesTests
{
    private const string Index = """{"@ref":{"id":"by_el","collection":{"@ref":{"id":"indexes"}}}}""";

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("0", "0")]
    [InlineData("2147483647", "2147483647")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("1.0", "1.0")]
    [InlineData("22.2", "22.2")]
    [InlineData("1.0E7", "1.0E7")]
    [InlineData("1.23456789E7", "1.23456789E7")]
    [InlineData("0.001", "0.001")]
    [InlineData("1.0E-4", "1.0E-4")]
    [InlineData("0.0", "0.0")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("1.7976931348623157E308", "1.7976931348623157E308")]
    [InlineData("4.9E-324", "4.9E-324")]
    [InlineData("9.223372036854776E18", "9.223372036854776E18")]
    [InlineData("9.999999999999999E22", "9.999999999999999E22")]
    [InlineData("\"NaN\"", "\"NaN\"")]
    [InlineData("\"Infinity\"", "\"Infinity\"")]
    [InlineData("\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("\"hilo\"", "\"hilo\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData(""" "a\"b\\c/é\n\u0001" """, """ "a\"b\\c/é\n\u0001" """)]
    [InlineData("\"\u007f\u2028\ufeff🔥\"", "\"\u007f\u2028\ufeff🔥\"")]
    [InlineData("""{"@ts":"1970-01-01T00:00:00Z"}""", "\"1970-01-01T00:00:00Z\"")]
    [InlineData("""{"@ts":"2023-11-14T22:13:20.120Z"}""", "\"2023-11-14T22:13:20.120Z\"")]
    [InlineData("""{"@ts":"2023-11-14T22:13:20.123400Z"}""", "\"2023-11-14T22:13:20.123400Z\"")]
    [InlineData("""{"@ts":"2023-11-14T22:13:20.000000001Z"}""", "\"2023-11-14T22:13:20.000000001Z\"")]
    [InlineData("""{"@ts":"-999999999-01-01T00:00:00Z"}""", "\"-999999999-01-01T00:00:00Z\"")]
    [InlineData("""{"@ts":"9999-12-31T23:59:59.999999999Z"}""", "\"9999-12-31T23:59:59.999999999Z\"")]
    [InlineData("""{"@ts":"+10000-01-01T00:00:00Z"}""", "\"+10000-01-01T00:00:00Z\"")]
    [InlineData("""{"@date":"1970-01-01"}""", "\"1970-01-01\"")]
    [InlineData("""{"@date":"+10000-01-01"}""", "\"+10000-01-01\"")]
    [InlineData("""{"@date":"-0001-01-01"}""", "\"-0001-01-01\"")]
    [InlineData("""{"@bytes":"AQIDBA=="}""", "\"AQIDBA==\"")]
    [InlineData("""{"@bytes":"+A=="}""", "\"-A==\"")]
    [InlineData("""{"@bytes":"+/8="}""", "\"-_8=\"")]
    [InlineData("""{"@bytes":""}""", "\"\"")]
    [InlineData("""{"@uuid":"123e4567-e89b-12d3-a456-426614174000"}""", "\"123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("[]", "[]")]
    [InlineData("""["hilo"]""", """["hilo"]""")]
    [InlineData("[null,1,null,[null]]", "[null,1,null,[null]]")]
    [InlineData("{}", "{}")]
    [InlineData("""{"hi":"foo"}""", """{"hi":"foo"}""")]
    public void Plain_values(string wire, string record) => Assert.Equal(record.Trim(), RecordOf.Value(wire.Trim()));

    [Theory]
    [InlineData("""{"@obj":{"@foo":"bar","three":5}}""", """{"@foo":"bar","three":5}""")]
    [InlineData("""{"x":{"@obj":{"@k":1}}}""", """{"x":{"@k":1}}""")]
    [InlineData("""{"@obj":{"@ts":"no time"}}""", """{"@ts":"no time"}""")]
    [InlineData("""{"@obj":{"@ref":{"@ts":"1970-08-14T17:58:22.120Z"},"-1":1.0E7}}""", """{"@ref":"1970-08-14T17:58:22.120Z","-1":1.0E7}""")]
    [InlineData("""{"@obj":{"@obj":{"@obj":{"@obj":1}}}}""", """{"@obj":{"@obj":1}}""")]
    [InlineData("""{"@obj":{"@set":{"@obj":{"@x":[]}},"beside":1}}""", """{"@set":{"@x":[]},"beside":1}""")]
    [InlineData("""{"@obj":{"first":1,"@set":{"documents":2}}}""", """{"first":1,"@set":{"documents":2}}""")]
    [InlineData("""{"@obj":{"@x":{}}}""", """{"@x":{}}""")]
    public void Objects_with_keys_that_look_like_tags(string wire, string record) => Assert.Equal(record, RecordOf.Value(wire));

    [Fact]
    public void Reference_to_a_document() =>
        Assert.Equal("""{"id":"101","collection":"spells","type":"document"}""", RecordOf.Value(RecordOf.Reference("101")));

    [Fact]
    public void Reference_to_a_collection() =>
        Assert.Equal("""{"id":"spells","type":"collection"}""", RecordOf.Value(RecordOf.Collection("spells")));

    [Theory]
    [InlineData("by_ts", "indexes", "index")]
    [InlineData("f", "functions", "function")]
    [InlineData("r", "roles", "role")]
    [InlineData("db", "databases", "database")]
    [InlineData("7", "keys", "key")]
    [InlineData("7", "tokens", "token")]
    [InlineData("7", "credentials", "credential")]
    [InlineData("auth0", "access_providers", "access_provider")]
    [InlineData("7", "tasks", "unknown")]
    public void Reference_to_a_schema_item(string id, string native, string type) =>
        Assert.Equal(
            $$"""{"id":"{{id}}","type":"{{type}}"}""",
            RecordOf.Value($$$$$"""{"@ref":{"id":"{{{{{id}}}}}","collection":{"@ref":{"id":"{{{{{native}}}}}"}}}}"""));

    [Theory]
    [InlineData("collections")]
    [InlineData("tokens")]
    [InlineData("tasks")]
    public void Reference_to_a_native_collection(string native) =>
        Assert.Equal($$"""{"id":"{{native}}","type":"unknown"}""", RecordOf.Value($$$"""{"@ref":{"id":"{{{native}}}"}}"""));

    [Fact]
    public void Reference_to_a_document_of_a_child_database() =>
        Assert.Equal(
            """{"id":"1","collection":"c","type":"document"}""",
            RecordOf.Value("""{"@ref":{"id":"1","collection":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}},"database":{"@ref":{"id":"db","collection":{"@ref":{"id":"databases"}}}}}}}}"""));

    [Fact]
    public void Reference_to_a_collection_of_a_grandchild_database() =>
        Assert.Equal(
            """{"id":"c","type":"collection"}""",
            RecordOf.Value("""{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}},"database":{"@ref":{"id":"b","collection":{"@ref":{"id":"databases"}},"database":{"@ref":{"id":"a","collection":{"@ref":{"id":"databases"}}}}}}}}"""));

    [Fact]
    public void Reference_deeper_than_any_known() =>
        Assert.Equal(
            """{"id":"1","type":"unknown"}""",
            RecordOf.Value($$$$"""{"@ref":{"id":"1","collection":{{{{RecordOf.Reference("2")}}}}}}"""));

    [Fact]
    public void Reference_under_a_schema_item_that_is_no_collection() =>
        Assert.Equal("""{"id":"1","type":"unknown"}""", RecordOf.Value($$$$"""{"@ref":{"id":"1","collection":{{{{Index}}}}}}"""));

    [Fact]
    public void References_into_a_dropped_collection() =>
        Assert.Equal(
            """[{"a":{"id":"5","collection":"gone","type":"document"},"b":1},{"id":"5","collection":"gone","type":"document"}]""",
            RecordOf.Value($$"""[{"a":{{RecordOf.Reference("5", "gone")}},"b":1},{{RecordOf.Reference("5", "gone")}}]"""));

    [Theory]
    [InlineData("""{"@set":{"documents":{"@ref":{"id":"spells","collection":{"@ref":{"id":"collections"}}}}}}""")]
    [InlineData($$$"""{"@set":{"match":{{{Index}}}}}""")]
    [InlineData($$$"""{"@set":{"match":{{{Index}}},"terms":"fire"}}""")]
    [InlineData($$$"""{"@set":{"match":{{{Index}}},"terms":["fire",2]}}""")]
    [InlineData($$$"""{"@set":{"range":{"@set":{"match":{{{Index}}}}},"from":3,"to":6}}""")]
    [InlineData($$$"""{"@set":{"range":{"@set":{"match":{{{Index}}}}},"from":null,"to":null}}""")]
    [InlineData($$$"""{"@set":{"union":[{"@set":{"match":{{{Index}}},"terms":1}},{"@set":{"match":{{{Index}}},"terms":2}}]}}""")]
    [InlineData("""{"@set":{"events":{"@ref":{"id":"1","collection":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}}}}}""")]
    [InlineData("""{"@set":{"singleton":{"@ref":{"id":"1","collection":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}}}}}""")]
    [InlineData("""{"@query":{"lambda":"_","expr":{"contains":"foo","in":{"object":{}}}}}""")]
    [InlineData("""{"@query":{"api_version":"2.12","lambda":"_","expr":{"contains":"foo","in":{"object":{}}}}}""")]
    [InlineData("""{"@query":{"api_version":"4","lambda":["x"],"expr":{"var":"x"}}}""")]
    public void Sets_and_lambdas_as_their_wire_text(string wire) =>
        Assert.Equal("\"" + wire.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"", RecordOf.Value(wire));

    [Fact]
    public void Stored_set_as_the_wire_text_of_the_set() =>
        Assert.Equal(
            """
            "{\"@set\":{\"match\":{\"@ref\":{\"id\":\"by_el\",\"collection\":{\"@ref\":{\"id\":\"indexes\"}}}},\"terms\":\"fire\"}}"
            """,
            RecordOf.Value($$$$"""{"@obj":{"@set":{"match":{{{{Index}}}},"terms":"fire"}}}"""));

    [Fact]
    public void Sets_within_a_stored_set_stay_as_the_server_wrote_them() =>
        Assert.Equal(
            """
            "{\"@set\":{\"union\":[{\"@obj\":{\"@set\":{\"match\":1}}},{\"@obj\":{\"@set\":{\"match\":2}}}]}}"
            """,
            RecordOf.Value("""{"@obj":{"@set":{"union":[{"@obj":{"@set":{"match":1}}},{"@obj":{"@set":{"match":2}}}]}}}"""));

    [Fact]
    public void Text_within_a_lambda_is_escaped_once_more() =>
        Assert.Equal(
            """
            "{\"@query\":{\"lambda\":\"x\",\"expr\":\"a\\\"b\\\\c\\n🔥\"}}"
            """,
            RecordOf.Value("""{"@query":{"lambda":"x","expr":"a\"b\\c\n🔥"}}"""));

    [Fact]
    public void Document() =>
        Assert.Equal(
            """{"ref":"101","ts":1700000000123456,"data":{"name":"fire","n":2}}""" + "\n",
            RecordOf.Document($$$"""{"ref":{{{RecordOf.Reference("101")}}},"ts":1700000000123456,"data":{"name":"fire","n":2}}"""));

    [Fact]
    public void Document_with_ttl() =>
        Assert.Equal(
            """{"ref":"101","ts":1700000000123456,"data":{"n":2}}""" + "\n",
            RecordOf.Document($$$"""{"ref":{{{RecordOf.Reference("101")}}},"ts":1700000000123456,"data":{"n":2},"ttl":{"@ts":"2030-01-01T00:00:00Z"}}"""));

    [Fact]
    public void Document_whose_data_has_reserved_names() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"data":{"id":1,"ttl":2,"a":3}}""" + "\n",
            RecordOf.Document($$$"""{"ref":{{{RecordOf.Reference("101")}}},"ts":1,"data":{"id":1,"ttl":2,"a":3}}"""));

    [Fact]
    public void Document_whose_data_is_wrapped() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"data":{"@x":1,"plain":2}}""" + "\n",
            RecordOf.Document($$$$"""{"ref":{{{{RecordOf.Reference("101")}}}},"ts":1,"data":{"@obj":{"@x":1,"plain":2}}}"""));

    [Fact]
    public void Data_is_an_object_even_when_it_looks_like_a_stored_set() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"data":{"@set":{"documents":1}}}""" + "\n",
            RecordOf.Document($$$$$"""{"ref":{{{{{RecordOf.Reference("101")}}}}},"ts":1,"data":{"@obj":{"@set":{"documents":1}}}}"""));
}

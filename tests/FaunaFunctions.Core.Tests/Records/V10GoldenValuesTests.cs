using System.Text.Json;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>Every value that v10 can put on the wire in its tagged format, and what a record holds in its place.</summary>
public class V10GoldenValuesTests
{
    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("""{"@int":"1"}""", "1")]
    [InlineData("""{"@int":"0"}""", "0")]
    [InlineData("""{"@int":"-1"}""", "-1")]
    [InlineData("""{"@int":"2147483647"}""", "2147483647")]
    [InlineData("""{"@long":"2147483648"}""", "2147483648")]
    [InlineData("""{"@long":"-9223372036854775808"}""", "-9223372036854775808")]
    [InlineData("""{"@long":"9223372036854775807"}""", "9223372036854775807")]
    [InlineData("""{"@double":"1.0"}""", "1.0")]
    [InlineData("""{"@double":"22.2"}""", "22.2")]
    [InlineData("""{"@double":"1.0E7"}""", "1.0E7")]
    [InlineData("""{"@double":"1.23456789E7"}""", "1.23456789E7")]
    [InlineData("""{"@double":"1.0E-4"}""", "1.0E-4")]
    [InlineData("""{"@double":"-0.0"}""", "-0.0")]
    [InlineData("""{"@double":"1.7976931348623157E308"}""", "1.7976931348623157E308")]
    [InlineData("""{"@double":"4.9E-324"}""", "4.9E-324")]
    [InlineData("""{"@double":"9.223372036854776E18"}""", "9.223372036854776E18")]
    [InlineData("""{"@double":"NaN"}""", "\"NaN\"")]
    [InlineData("""{"@double":"Infinity"}""", "\"Infinity\"")]
    [InlineData("""{"@double":"-Infinity"}""", "\"-Infinity\"")]
    [InlineData("\"hilo\"", "\"hilo\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData(""" "a\"b\\c/é\n\u0001" """, """ "a\"b\\c/é\n\u0001" """)]
    [InlineData("\"\u007f\u2028\ufeff🔥\"", "\"\u007f\u2028\ufeff🔥\"")]
    [InlineData("""{"@time":"1970-01-01T00:00:00Z"}""", "\"1970-01-01T00:00:00Z\"")]
    [InlineData("""{"@time":"2023-11-14T22:13:20.000000001Z"}""", "\"2023-11-14T22:13:20.000000001Z\"")]
    [InlineData("""{"@time":"-999999999-01-01T00:00:00Z"}""", "\"-999999999-01-01T00:00:00Z\"")]
    [InlineData("""{"@time":"+10000-01-01T00:00:00Z"}""", "\"+10000-01-01T00:00:00Z\"")]
    [InlineData("""{"@date":"-0001-01-01"}""", "\"-0001-01-01\"")]
    [InlineData("""{"@bytes":"AQIDBA=="}""", "\"AQIDBA==\"")]
    [InlineData("""{"@bytes":"+/8="}""", "\"-_8=\"")]
    [InlineData("""{"@bytes":""}""", "\"\"")]
    [InlineData("""{"@uuid":"123e4567-e89b-12d3-a456-426614174000"}""", "\"123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("[]", "[]")]
    [InlineData("""["hilo"]""", """["hilo"]""")]
    [InlineData("""[null,{"@int":"1"},[null]]""", "[null,1,[null]]")]
    [InlineData("{}", "{}")]
    [InlineData("""{"hi":"foo"}""", """{"hi":"foo"}""")]
    public void Plain_values(string wire, string record) => Assert.Equal(record.Trim(), V10Of.Value(wire.Trim()));

    [Theory]
    [InlineData("""{"@object":{"@foo":"bar","three":{"@int":"5"}}}""", """{"@foo":"bar","three":5}""")]
    [InlineData("""{"x":{"@object":{"@k":{"@int":"1"}}}}""", """{"x":{"@k":1}}""")]
    [InlineData("""{"@object":{"@int":"no number"}}""", """{"@int":"no number"}""")]
    [InlineData("""{"@object":{"@object":{"@object":{"@object":{"@int":"1"}}}}}""", """{"@object":{"@object":1}}""")]
    [InlineData("""{"@object":{"@set":{"@object":{"@x":[]}},"beside":{"@int":"1"}}}""", """{"@set":{"@x":[]},"beside":1}""")]
    [InlineData("""{"@object":{"@x":{}}}""", """{"@x":{}}""")]
    public void Objects_with_keys_that_look_like_tags(string wire, string record) => Assert.Equal(record, V10Of.Value(wire));

    [Theory]
    [InlineData("""{"@ref":{"id":"101","coll":{"@mod":"spells"}}}""", """{"id":"101","collection":"spells","type":"document"}""")]
    [InlineData("""{"@ref":{"name":"spells","coll":{"@mod":"Collection"}}}""", """{"id":"spells","type":"collection"}""")]
    [InlineData("""{"@mod":"spells"}""", """{"id":"spells","type":"collection"}""")]
    [InlineData("""{"@mod":"Collection"}""", """{"id":"Collection","type":"unknown"}""")]
    [InlineData("""{"@ref":{"name":"f","coll":{"@mod":"Function"}}}""", """{"id":"f","type":"function"}""")]
    [InlineData("""{"@ref":{"name":"r","coll":{"@mod":"Role"}}}""", """{"id":"r","type":"role"}""")]
    [InlineData("""{"@ref":{"name":"db","coll":{"@mod":"Database"}}}""", """{"id":"db","type":"database"}""")]
    [InlineData("""{"@ref":{"name":"auth0","coll":{"@mod":"AccessProvider"}}}""", """{"id":"auth0","type":"access_provider"}""")]
    [InlineData("""{"@ref":{"id":"7","coll":{"@mod":"Key"}}}""", """{"id":"7","type":"key"}""")]
    [InlineData("""{"@ref":{"id":"7","coll":{"@mod":"Token"}}}""", """{"id":"7","type":"token"}""")]
    [InlineData("""{"@ref":{"id":"7","coll":{"@mod":"Credential"}}}""", """{"id":"7","type":"credential"}""")]
    [InlineData("""{"@ref":{"id":"5","coll":{"@mod":"Deleted"}}}""", """{"id":"5","type":"unknown"}""")]
    [InlineData("""{"@ref":{"name":"[new collection]","coll":{"@mod":"Collection"}}}""", """{"id":"[new collection]","type":"unknown"}""")]
    [InlineData("\"[legacy index by_ts]\"", "\"[legacy index by_ts]\"")]
    [InlineData("""{"@ref":{"id":"9","coll":{"@mod":"spells"},"exists":false,"cause":"not found"}}""", """{"id":"9","collection":"spells","type":"document"}""")]
    [InlineData("""{"@doc":{"id":"9","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"},"name":"x","deep":{"a":[{"@int":"1"}]}}}""", """{"id":"9","collection":"spells","type":"document"}""")]
    [InlineData("""{"@doc":{"@object":{"id":"9","coll":{"@mod":"spells"},"ts":{"@time":"2020-01-01T00:00:00Z"},"@top":{"@int":"1"}}}}""", """{"id":"9","collection":"spells","type":"document"}""")]
    [InlineData("""{"@doc":{"name":"r","coll":{"@mod":"Role"},"ts":{"@time":"2020-01-01T00:00:00Z"},"privileges":[]}}""", """{"id":"r","type":"role"}""")]
    public void References(string wire, string record) => Assert.Equal(record, V10Of.Value(wire));

    [Theory]
    [InlineData("""{"@set":{"match":"[legacy index by_el]","terms":"fire"}}""")]
    [InlineData("""{"@set":{"data":[{"@int":"1"}],"after":"hdW"}}""")]
    [InlineData("""{"@set":"hdWxyz"}""")]
    [InlineData("""{"@stream":"g9WD"}""")]
    public void Sets_and_streams_are_their_wire_text(string wire) =>
        Assert.Equal("\"" + wire.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"", V10Of.Value(wire));

    [Fact]
    public void A_stored_set_is_written_as_a_set_outside_of_a_document() =>
        Assert.Equal(
            """ "{\"@set\":{\"match\":\"[legacy index by_el]\",\"terms\":\"fire\"}}" """.Trim(),
            V10Of.Value("""{"@object":{"@set":{"match":"[legacy index by_el]","terms":"fire"}}}"""));

    [Theory]
    [InlineData("""{"@ref":{"id":"9","coll":{"@mod":"x"}}}""", """{"@ref":{"id":"9","coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@ref":{"id":"9","coll":{"@mod":"x"},"exists":false,"cause":"not found"}}""", """{"@ref":{"id":"9","coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@ref":{"name":"ro","coll":{"@mod":"Role"},"exists":false,"cause":"permission denied"}}""", """{"@ref":{"name":"ro","coll":{"@mod":"Role"}}}""")]
    [InlineData("""{ "@doc" : { "id":"9","coll":{"@mod":"x"},"ts":{"@time":"2020-01-01T00:00:00Z"},"name":"secret","deep":[{"@set":{"a":[{}]}}] } }""", """{"@ref":{"id":"9","coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@doc":{"@object":{"id":"9","coll":{"@mod":"x"},"ts":{"@time":"2020-01-01T00:00:00Z"},"@top":"secret"}}}""", """{"@ref":{"id":"9","coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@doc":{"name":"r\"1","coll":{"@mod":"Role"},"ts":{"@time":"2020-01-01T00:00:00Z"},"privileges":["secret"]}}""", """{"@ref":{"name":"r\"1","coll":{"@mod":"Role"}}}""")]
    [InlineData("""{"@object":{"@ref":{"id":"9"},"@doc":"mine"}}""", """{"@object":{"@ref":{"id":"9"},"@doc":"mine"}}""")]
    [InlineData("""{"@object":{"@object":{"@doc":{"id":"9","coll":{"@mod":"x"},"name":"secret"}}}}""", """{"@object":{"@object":{"@ref":{"id":"9","coll":{"@mod":"x"}}}}}""")]
    public void What_a_reference_in_a_set_was_looked_up_as_is_left_out(string wire, string text)
    {
        foreach (var around in (string[])["{0}", "[{0},[ ]]", """{"a":{"@int":"1"},"union":[{"@object":{"@set":{"singleton":{0}}}},{}]}"""])
        {
            var set = "{\"@set\":" + around.Replace("{0}", wire, StringComparison.Ordinal) + "}";
            var expected = "{\"@set\":" + around.Replace("{0}", text, StringComparison.Ordinal).Replace("[ ]", "[]", StringComparison.Ordinal) + "}";

            Assert.Equal(expected, JsonDocument.Parse(V10Of.Value(set)).RootElement.GetString());
            Assert.Equal(expected, JsonDocument.Parse(V10Of.Value("{\"@object\":" + set + "}")).RootElement.GetString());
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-1.5")]
    [InlineData("""{"@int":"01"}""")]
    [InlineData("""{"@int":"-0"}""")]
    [InlineData("""{"@int":"+1"}""")]
    [InlineData("""{"@int":""}""")]
    [InlineData("""{"@int":"1.0"}""")]
    [InlineData("""{"@int":1}""")]
    [InlineData("""{"@int":"1","x":"2"}""")]
    [InlineData("""{"@long":"9223372036854775808"}""")]
    [InlineData("""{"@double":"1,5"}""")]
    [InlineData("""{"@double":"nan"}""")]
    [InlineData("""{"@double":""}""")]
    [InlineData("""{"@bytes":"A"}""")]
    [InlineData("""{"@nope":"1"}""")]
    [InlineData("""{"a":"1","@b":"2"}""")]
    [InlineData("""{"@ref":{"id":"1"}}""")]
    [InlineData("""{"@ref":{"coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@ref":{"id":"1","coll":{"@mod":"x"},"what":"1"}}""")]
    [InlineData("""{"@ref":{"id":"1","id":"2","coll":{"@mod":"x"}}}""")]
    [InlineData("""{"@set":{"singleton":{"@ref":{"id":"1"}}}}""")]
    [InlineData("""{"@set":{"singleton":{"@doc":{"name":"x"}}}}""")]
    public void What_no_server_writes_is_refused(string wire) =>
        Assert.Equal(101, V10Of.Refusal(V10Of.DocumentWith(",\"v\":" + wire)).DocumentId);
}

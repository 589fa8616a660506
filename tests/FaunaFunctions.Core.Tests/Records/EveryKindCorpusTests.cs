using System.Buffers;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>301 documents of every kind of value, as a running server put them on the wire.</summary>
public class EveryKindCorpusTests
{
    private const string Union = """{\"@set\":{\"union\":[{\"@obj\":{\"@set\":{\"match\":{\"@ref\":{\"id\":\"by_el\",\"collection\":{\"@ref\":{\"id\":\"indexes\"}}}},\"terms\":\"a\"}}},{\"@obj\":{\"@set\":{\"documents\":{\"@ref\":{\"id\":\"Other\",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}}}]}}""";
    private const string Lambda = """{\"@query\":{\"api_version\":\"4\",\"lambda\":[\"a\",\"b\"],\"expr\":{\"object\":{\"@obj\":{\"k\":{\"@ts\":\"2020-01-01T00:00:00Z\"},\"@k\":1}}}}}""";
    private static readonly Lazy<SortedDictionary<long, (string Wire, string Record)>> Documents = new(Read);

    [Fact]
    public void Every_document_becomes_the_record_of_the_naive_implementation()
    {
        Assert.Equal(301, Documents.Value.Count);
        foreach (var (wire, record) in Documents.Value.Values)
        {
            Assert.EndsWith("}\n", record, StringComparison.Ordinal);
            Assert.Equal(record.IndexOf('\n', StringComparison.Ordinal), record.Length - 1);
            Assert.Equal(NaiveV4Record.Record(wire, RecordLayout.Default), NaiveV4Record.Canonical(record));
        }
    }

    [Theory]
    [InlineData(296, 1795388781540000, """{"exists":{"id":"5","type":"key"}}""")]
    [InlineData(2, 1795388776000000, """{"exists":{"id":"6","type":"token"}}""")]
    [InlineData(27, 1795388776450000, """{"ref":{"id":"tokens","type":"unknown"}}""")]
    [InlineData(7, 1795388776100000, """{"-1":{"id":"indexes","type":"unknown"}}""")]
    [InlineData(13, 1795388776220000, """{"@x":{"id":"collections","type":"unknown"}}""")]
    [InlineData(189, 1795388779510000, """{"é":{"id":"fn","type":"function"}}""")]
    [InlineData(54, 1795388776890000, """{"-1":{"id":"child","type":"database"},"Collection":{"id":"Other","type":"collection"}}""")]
    [InlineData(65, 1795388777070000, """{"@int":{"id":"ro","type":"role"},"exists":{"id":"by_el","type":"index"},"x\\y":"S493fJs="}""")]
    [InlineData(212, 1795388779900000, """{"@x":{"id":"Gone","type":"collection"}}""")]
    [InlineData(1, 1795388775980000, """{"ttl":{"id":"158","collection":"Item","type":"document"}}""")]
    [InlineData(171, 1795388779180000, """{"id":"","a b":["v46lrRRoPq0=",{},{"id":"5","type":"key"}],"Collection":[[{"id":"child","type":"database"},{"id":"7","collection":"Other","type":"document"},4.9E-324,{"id":"Gone","type":"collection"}]]}""")]
    [InlineData(254, 1795388780780000, """{"@ref":{"id":"ro","type":"role"},"ref":1.0E7,"coll":true,"":"1970-09-06","-1":-9223372036854775808,"a":{"0":"1970-06-19T08:00:37.123456Z","🔥":{"id":"7","collection":"Other","type":"document"}}}""")]
    [InlineData(119, 1795388778160000, """{"0":"123e4567-e89b-12d3-a456-426614174054"}""")]
    [InlineData(265, 1795388780990000, """{"data":"0000-07-28"}""")]
    [InlineData(64, 1795388777050000, """{"@x":"123e4567-e89b-12d3-a456-426614174085","":"jib6OgV-Bg==","ref":{"id":"collections","type":"unknown"},"ttl":false}""")]
    [InlineData(224, 1795388780160000, $$"""{"ts":"{{Lambda}}"}""")]
    [InlineData(22, 1795388776390000, $$"""{"🔥":{"id":"collections","type":"unknown"},"-1":"{{Union}}","x\\y":"ß","data":9.999999999999999E22}""")]
    [InlineData(148, 1795388778740000, $$"""{"@ts":"{{Union}}","a":"123e4567-e89b-12d3-a456-426614174009","Collection":"y3sUWDY="}""")]
    [InlineData(155, 1795388778880000, """{"type":[],"exists":"{\"@set\":{\"documents\":{\"@ref\":{\"id\":\"Item\",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}}"}""")]
    [InlineData(283, 1795388781300000, """{"type":"é","@x":"{\"@set\":{\"match\":{\"@ref\":{\"id\":\"by_el\",\"collection\":{\"@ref\":{\"id\":\"indexes\"}}}},\"terms\":\"ice\"}}"}""")]
    [InlineData(83, 1795388777440000, """{"@int":1.0E7}""")]
    [InlineData(96, 1795388777700000, """{"ts":{"ttl":"ß","@int":"1969-07-05T16:20:40.123Z"},"exists":"9999-05-18"}""")]
    [InlineData(481432627211928064, 1795388781650000, """{"at":{"@time":"x","@doc":{"id":"5"}}}""")]
    [InlineData(481432627220316672, 1795388781660000, """{"@top":1}""")]
    [InlineData(481432627199345152, 1795388781640000, """{"nan":"NaN","inf":"Infinity","deep":{"a":[{"nan":"NaN"}]}}""")]
    [InlineData(481432627251773952, 1795388781690000, """{"longs":[2147483647,2147483648,-9223372036854775807]}""")]
    [InlineData(481432627179422208, 1795388781630000, """{"arr":[null,1,null,[null]],"o":{}}""")]
    [InlineData(481432627241288192, 1795388781680000, "{}")]
    [InlineData(5, 1795388776060000, "{}")]
    [InlineData(31, 1795388776500000, """{"b":true}""")]
    [InlineData(258, 1795388780860000, """{"type":[],"":true}""")]
    [InlineData(208, 1795388779840000, """{"name":"\n0","b":{}}""")]
    [InlineData(125, 1795388778280000, """{"value":[{},1.0E7,"<""" + "\u007f" + """}}/Z中🔥:🔥a:"],"exists":"hA=="}""")]
    [InlineData(35, 1795388776580000, """{"@ref":[false,"0001-02-03T05:14:56.123Z",{"":{"id":"7","collection":"Other","type":"document"},"@ref":{"id":"Other","type":"collection"}}],"":{"0":"ß","🔥":"[{","exists":{}}}""")]
    public void Each_kind_becomes_what_was_written_out_by_hand(long id, long ts, string data) =>
        Assert.Equal($$"""{"ref":"{{id}}","ts":{{ts}},"data":{{data}}}""" + "\n", Documents.Value[id].Record);

    [Fact]
    public void References_into_a_dropped_collection_keep_its_name() =>
        Assert.Contains("""{"id":"8","collection":"Gone","type":"document"}""", Documents.Value[221].Record, StringComparison.Ordinal);

    [Fact]
    public void Negative_zero_keeps_its_sign() => Assert.Contains("\"🔥\":-0.0,", Documents.Value[221].Record, StringComparison.Ordinal);

    private static SortedDictionary<long, (string Wire, string Record)> Read()
    {
        var writer = new V4RecordWriter(RecordLayout.Default);
        var output = new ArrayBufferWriter<byte>();
        var documents = new SortedDictionary<long, (string, string)>();
        foreach (var (_, text) in EveryKindCorpus.Pages().Where(page => page.IsV4))
        {
            var page = Encoding.UTF8.GetBytes(text);
            var offset = page.AsSpan().IndexOf("\"data\":["u8) + 8;
            while (page[offset] != (byte)']')
            {
                offset += page[offset] == (byte)',' ? 1 : 0;
                var start = offset;
                output.ResetWrittenCount();
                var key = writer.WriteDocument(page, ref offset, output);
                documents.Add(key.Id, (Encoding.UTF8.GetString(page, start, offset - start), Encoding.UTF8.GetString(output.WrittenSpan)));
            }

            Assert.Equal("]}}", Encoding.UTF8.GetString(page.AsSpan(offset)));
        }

        return documents;
    }
}

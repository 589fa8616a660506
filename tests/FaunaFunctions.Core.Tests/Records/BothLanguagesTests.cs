using System.Buffers;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>One stored document gives one record, whichever language it was read through, but for what v10 does not tell any more.</summary>
public class BothLanguagesTests
{
    private static readonly Lazy<(SortedDictionary<long, string> V4, SortedDictionary<long, string> V10)> Records = new(Read);

    [Fact]
    public void Every_document_of_the_corpus_gives_the_same_record_through_both()
    {
        var (v4, v10) = Records.Value;

        Assert.Equal(301, v4.Count);
        Assert.Equal(v4.Keys, v10.Keys);
        Assert.All(v4, record => Assert.Equal(WhatV10Tells.Of(record.Value, EveryKindCorpus.Dropped), WhatV10Tells.ReservedLast(v10[record.Key])));
    }

    [Fact]
    public void Records_without_what_v10_lost_are_the_same_byte_for_byte()
    {
        var (v4, v10) = Records.Value;

        var same = v4.Count(record => record.Value == v10[record.Key]);

        Assert.InRange(same, 100, 301);
    }

    [Theory]
    [InlineData(1, """{"ref":"1","ts":1795388775980000,"data":{"ttl":{"id":"158","collection":"Item","type":"document"}}}""")]
    [InlineData(171, """{"ref":"171","ts":1795388779180000,"data":{"a b":["v46lrRRoPq0=",{},{"id":"5","type":"key"}],"Collection":[[{"id":"child","type":"database"},{"id":"7","collection":"Other","type":"document"},4.9E-324,{"id":"Gone","type":"collection"}]],"id":""}}""")]
    [InlineData(5, """{"ref":"5","ts":1795388776060000,"data":{}}""")]
    [InlineData(481432627220316672, """{"ref":"481432627220316672","ts":1795388781660000,"data":{"@top":1}}""")]
    [InlineData(481432627199345152, """{"ref":"481432627199345152","ts":1795388781640000,"data":{"nan":"NaN","inf":"Infinity","deep":{"a":[{"nan":"NaN"}]}}}""")]
    public void Each_kind_becomes_what_was_written_out_by_hand(long id, string record)
    {
        Assert.Equal(record + "\n", Records.Value.V10[id]);
    }

    private static (SortedDictionary<long, string> V4, SortedDictionary<long, string> V10) Read()
    {
        var (v4, v10) = (new SortedDictionary<long, string>(), new SortedDictionary<long, string>());
        var (v4Writer, v10Writer) = (new V4RecordWriter(RecordLayout.Default), new V10RecordWriter(RecordLayout.Default, "Item"));
        foreach (var (isV4, page) in EveryKindCorpus.Pages())
        {
            ReadPage(Encoding.UTF8.GetBytes(page), isV4 ? "\"data\":["u8 : "{\"data\":["u8, isV4 ? v4Writer : v10Writer, isV4 ? v4 : v10);
        }

        return (v4, v10);
    }

    private static void ReadPage(byte[] page, ReadOnlySpan<byte> head, IRecordWriter writer, SortedDictionary<long, string> records)
    {
        var output = new ArrayBufferWriter<byte>();
        var offset = page.AsSpan().IndexOf(head) + head.Length;
        while (page[offset] != (byte)']')
        {
            offset += page[offset] == (byte)',' ? 1 : 0;
            output.ResetWrittenCount();
            var key = writer.WriteDocument(page, ref offset, output);
            records.Add(key.Id, Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }
}

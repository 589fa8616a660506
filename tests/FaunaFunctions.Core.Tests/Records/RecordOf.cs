using System.Buffers;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>What the writer makes of wire JSON given as text.</summary>
internal static class RecordOf
{
    /// <summary>A reference to document <paramref name="id"/> of a collection, as the server writes it.</summary>
    public static string Reference(string id, string collection = "spells") =>
        $$$$"""{"@ref":{"id":"{{{{id}}}}","collection":{{{{Collection(collection)}}}}}}""";

    public static string Collection(string name) =>
        $$$$$"""{"@ref":{"id":"{{{{{name}}}}}","collection":{"@ref":{"id":"collections"}}}}""";

    /// <summary>A document with one field <c>v</c>.</summary>
    public static string DocumentWith(string value) =>
        $$$"""{"ref":{{{Reference("101")}}},"ts":1700000000123456,"data":{"v":""" + value + "}}";

    /// <summary>The record's form of a value within <c>data</c>.</summary>
    public static string Value(string wire)
    {
        const string head = """{"ref":"101","ts":1700000000123456,"data":{"v":""";
        var record = Document(DocumentWith(wire));
        Assert.StartsWith(head, record, StringComparison.Ordinal);
        Assert.EndsWith("}}\n", record, StringComparison.Ordinal);
        return record[head.Length..^3];
    }

    /// <summary>The record's line.</summary>
    public static string Document(string wire, RecordLayout? layout = null) =>
        Document(new V4RecordWriter(layout ?? RecordLayout.Default), Encoding.UTF8.GetBytes(wire));

    /// <summary>The record's line; the document must be all there is.</summary>
    public static string Document(IRecordWriter writer, ReadOnlySpan<byte> wire)
    {
        var output = new ArrayBufferWriter<byte>();
        var offset = 0;
        writer.WriteDocument(wire, ref offset, output);
        Assert.Equal(wire.Length, offset);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Why the writer refuses a document; nothing may have been written, nor the position moved.</summary>
    public static RecordInvalid Refusal(string wire, RecordLayout? layout = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var offset = 0;
        var writer = new V4RecordWriter(layout ?? RecordLayout.Default);
        var refusal = Assert.Throws<RecordInvalid>(() => writer.WriteDocument(Encoding.UTF8.GetBytes(wire), ref offset, output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal(0, offset);
        return refusal;
    }
}

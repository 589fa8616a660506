using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>What the v10 writer makes of wire JSON given as text.</summary>
internal static class V10Of
{
    private const string Head = """{"id":"101","coll":{"@mod":"spells"},"ts":{"@time":"2023-11-14T22:13:20.123456Z"}""";

    /// <summary>A document with these fields beside the system's: JSON from the comma on.</summary>
    public static string DocumentWith(string fields) => "{\"@doc\":" + Head + fields + "}}";

    /// <summary>The same, where a field's name starts with <c>@</c>.</summary>
    public static string WrappedWith(string fields) => "{\"@doc\":{\"@object\":" + Head + fields + "}}}";

    /// <summary>The record's form of a value within <c>data</c>.</summary>
    public static string Value(string wire)
    {
        const string head = """{"ref":"101","ts":1700000000123456,"data":{"v":""";
        var record = Document(DocumentWith(",\"v\":" + wire));
        Assert.StartsWith(head, record, StringComparison.Ordinal);
        return record[head.Length..^3];
    }

    /// <summary>The record's line.</summary>
    public static string Document(string wire, RecordLayout? layout = null, string collection = "spells") =>
        RecordOf.Document(new V10RecordWriter(layout ?? RecordLayout.Default, collection), Encoding.UTF8.GetBytes(wire));

    /// <summary>The record's <c>data</c>.</summary>
    public static string Data(string wire)
    {
        const string head = """{"ref":"101","ts":1700000000123456,"data":""";
        return Document(wire)[head.Length..^2];
    }

    /// <summary>The additional column <c>c</c> at a path; null is <c>null</c>.</summary>
    public static string Column(string wire, params string[] path)
    {
        var layout = new RecordLayout(false, [new AdditionalColumn("c", path, "string", null, null, Required: false)], null);
        const string head = """{"ref":"101","ts":1700000000123456,"c":""";
        var record = Document(wire, layout);
        Assert.StartsWith(head, record, StringComparison.Ordinal);
        return record[head.Length..^2];
    }

    /// <summary>Why the writer refuses a document; nothing may have been written.</summary>
    public static RecordInvalid Refusal(string wire, RecordLayout? layout = null)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var offset = 0;
        var writer = new V10RecordWriter(layout ?? RecordLayout.Default, "spells");
        var refusal = Assert.Throws<RecordInvalid>(() => writer.WriteDocument(Encoding.UTF8.GetBytes(wire), ref offset, output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal(0, offset);
        return refusal;
    }
}

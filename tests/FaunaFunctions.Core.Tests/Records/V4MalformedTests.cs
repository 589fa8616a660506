using System.Buffers;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>Wire JSON that no record may come from, and how a refusal reads.</summary>
public class V4MalformedTests
{
    [Theory]
    [InlineData("""{"@foo":1}""")]
    [InlineData("""{"@":1}""")]
    [InlineData("""{"@Ref":{"id":"tokens"}}""")]
    [InlineData("""{"\u0040foo":1}""")]
    [InlineData("""{"a":1,"@ts":"2023-11-14T22:13:20Z"}""")]
    [InlineData("""{"a":1,"\u0040b":2}""")]
    [InlineData("""{"@ts":"2023-11-14T22:13:20Z","a":1}""")]
    [InlineData("""{"@ts":"a","@ts":"b"}""")]
    [InlineData("""{"@ts":1}""")]
    [InlineData("""{"@date":null}""")]
    [InlineData("""{"@uuid":{}}""")]
    [InlineData("""{"@obj":{"@x":1},"a":1}""")]
    [InlineData("""{"@obj":[]}""")]
    [InlineData("""{"@obj":"x"}""")]
    [InlineData("""{"@set":1}""")]
    [InlineData("""{"@set":{"match":1,}}""")]
    [InlineData("""{"@set":{"match":1},"a":1}""")]
    [InlineData("""{"@query":[]}""")]
    [InlineData("""{"@query":{"a":tru}}""")]
    [InlineData("""{"@obj":{"@set":{"match":[1 2]}}}""")]
    public void Tags_that_are_unknown_or_not_as_the_server_writes_them(string value) => RefusesValue(value);

    [Theory]
    [InlineData("AQIDBA")]
    [InlineData("AQIDBA=")]
    [InlineData("AQID BA=")]
    [InlineData("AQ=DBA==")]
    [InlineData("-A==")]
    [InlineData("_w==")]
    [InlineData("+B==")]
    [InlineData("+/9=")]
    [InlineData("====")]
    [InlineData("A===")]
    [InlineData("é+A=")]
    public void Bytes_that_are_no_base64(string text) => RefusesValue($$"""{"@bytes":"{{text}}"}""");

    [Fact]
    public void Bytes_with_an_escaped_slash_are_base64_all_the_same() =>
        Assert.Equal("\"-_8=\"", RecordOf.Value("""{"@bytes":"\u002b\/8="}"""));

    [Theory]
    [InlineData("""{"@ref":"classes/x/1"}""")]
    [InlineData("""{"@ref":{}}""")]
    [InlineData("""{"@ref":{"id":7}}""")]
    [InlineData("""{"@ref":{"id":"7","id":"8"}}""")]
    [InlineData("""{"@ref":{"collection":{"@ref":{"id":"keys"}}}}""")]
    [InlineData("""{"@ref":{"id":"7","collection":"keys"}}""")]
    [InlineData("""{"@ref":{"id":"7","collection":{"@ts":"x"}}}""")]
    [InlineData("""{"@ref":{"id":"7","collection":{"@ref":{"id":"keys"}},"collection":{"@ref":{"id":"keys"}}}}""")]
    [InlineData("""{"@ref":{"id":"7","class":{"@ref":{"id":"keys"}}}}""")]
    [InlineData("""{"@ref":{"id":"7","database":"db"}}""")]
    [InlineData("""{"@ref":{"id":"7"},"a":1}""")]
    [InlineData("""{"@ref":{"id":"7",}}""")]
    public void References_that_lack_a_part_or_have_another(string value) => RefusesValue(value);

    [Fact]
    public void A_reference_without_end_is_refused() =>
        RefusesValue(string.Concat(Enumerable.Repeat("""{"@ref":{"id":"1","collection":""", 100_000)));

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("-01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1E+")]
    [InlineData("1.0E7.0")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("12345678901234567890a")]
    [InlineData("tru")]
    [InlineData("True")]
    [InlineData("nul")]
    [InlineData("truefalse")]
    [InlineData("")]
    [InlineData("'a'")]
    [InlineData("// no\n1")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("[")]
    [InlineData("{]")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a":}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a" 1}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{,}""")]
    [InlineData("""{"a":1 "b":2}""")]
    [InlineData("\u00a01")]
    [InlineData("\f1")]
    public void Values_against_the_grammar(string value) => RefusesValue(value);

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u001fb")]
    [InlineData("""a\x""")]
    [InlineData("""a\u12""")]
    [InlineData("""a\u12G4""")]
    [InlineData("""a\u:234""")]
    [InlineData("""\ud800""")]
    [InlineData("""\ud83d\u0041""")]
    [InlineData("""\ud83dx""")]
    [InlineData("""\udd25""")]
    [InlineData("long enough to be looked at with vectors, and then a tab\there")]
    public void Strings_against_the_grammar(string text)
    {
        RefusesValue("\"" + text + "\"");
        RefusesValue("[\"" + text + "\",\"enough behind it that whole vectors can be read\"]");
        RefusesValue("{\"" + text + "\":1}");
        RefusesValue("{\"@ts\":\"" + text + "\"}");
        RefusesValue("{\"@query\":{\"a\":\"" + text + "\"}}");
    }

    [Theory]
    [InlineData("""{"ts":1,"data":{}}""", null, "no ref")]
    [InlineData("{}", null, "no ref")]
    [InlineData("""{"ref":{"@ref":{"id":"7","collection":{"@ref":{"id":"keys"}}}},"ts":1}""", 7L, "not a reference to a document")]
    [InlineData("""{"ref":"7","ts":1}""", null, "a reference")]
    [InlineData("[]", null, "a document")]
    [InlineData("", null, "cut short")]
    public void Documents_without_what_every_document_has(string wire, long? id, string why)
    {
        var refusal = RecordOf.Refusal(wire);

        Assert.Equal(id, refusal.DocumentId);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ts\":1", "no ts", true)]
    [InlineData("\"ts\":1.0", "64 bits", false)]
    [InlineData("\"ts\":1E3", "64 bits", false)]
    [InlineData("\"ts\":-0", "64 bits", false)]
    [InlineData("\"ts\":9223372036854775808", "64 bits", false)]
    [InlineData("\"ts\":\"1\"", "microseconds", false)]
    [InlineData("\"ts\":null", "microseconds", false)]
    [InlineData("\"ts\":1,\"ts\":1", "twice", false)]
    [InlineData("\"ts\":1,\"data\":{},\"data\":{}", "twice", false)]
    [InlineData("\"ts\":1,\"data\":null", "object", false)]
    [InlineData("\"ts\":1,\"data\":[]", "object", false)]
    [InlineData("\"ts\":1,\"data\":{\"@ts\":\"x\"}", "not an object", false)]
    [InlineData("\"ts\":1,\"data\":{\"@set\":{}}", "not an object", false)]
    [InlineData("\"ts\":1,\"@foo\":{}", "starts with '@'", false)]
    [InlineData("\"ts\":1,\"ttl\":{\"@foo\":1}", "neither a tag", false)]
    public void Documents_with_a_broken_field(string fields, string why, bool withoutFields)
    {
        var refusal = RecordOf.Refusal("{\"ref\":" + RecordOf.Reference("101") + (withoutFields ? "}" : "," + fields + "}"));

        Assert.Equal(101, refusal.DocumentId);
        Assert.StartsWith("Document 101 cannot be exported: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("007")]
    [InlineData("+7")]
    [InlineData("-0")]
    [InlineData("1.0")]
    [InlineData("9223372036854775808")]
    public void Documents_whose_id_is_no_id(string id) =>
        Assert.Null(RecordOf.Refusal("{\"ref\":" + RecordOf.Reference(id) + ",\"ts\":1}").DocumentId);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Every_id_of_64_bits_is_read(long id)
    {
        var offset = 0;

        var key = new V4RecordWriter(RecordLayout.Default).WriteDocument(
            Encoding.UTF8.GetBytes("{\"ref\":" + RecordOf.Reference(id.ToString(null, null)) + ",\"ts\":-5}"), ref offset, new ArrayBufferWriter<byte>());

        Assert.Equal(new DocumentKey(-5, id), key);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"@obj\":{\"@a\":", "}}")]
    [InlineData("{\"@obj\":{\"@set\":{\"union\":[", "]}}}")]
    public void Nesting_has_room_for_all_that_a_server_takes_and_a_limit(string open, string close)
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));

        Assert.Contains('1', RecordOf.Value(Nested(500)));
        var refusal = RecordOf.Refusal(RecordOf.DocumentWith(Nested(3000)));
        Assert.Contains("nested more than 2048 levels", refusal.Message, StringComparison.Ordinal);
        RefusesValue(string.Concat(Enumerable.Repeat(open, 200_000)));
    }

    [Fact]
    public void A_refusal_says_where_in_the_answer_it_stopped()
    {
        var page = Encoding.UTF8.GetBytes("[" + RecordOf.DocumentWith("1") + "," + RecordOf.DocumentWith("?") + "]");
        var output = new ArrayBufferWriter<byte>();
        var writer = new V4RecordWriter(RecordLayout.Default);
        var offset = 1;
        writer.WriteDocument(page, ref offset, output);
        var written = output.WrittenCount;
        offset++;
        var start = offset;

        var refusal = Assert.Throws<RecordInvalid>(() => writer.WriteDocument(page, ref offset, output));

        Assert.Equal(start, offset);
        Assert.Equal(written, output.WrittenCount);
        Assert.Equal(
            FormattableString.Invariant($"Document 101 cannot be exported: '?' stands where a value was expected (byte {Array.IndexOf(page, (byte)'?')} of the answer)."),
            refusal.Message);
    }

    [Fact]
    public void A_document_cut_at_any_byte_is_refused()
    {
        var wire = Encoding.UTF8.GetBytes(
            "{\"ref\":" + RecordOf.Reference("101") + ",\"ts\":1700000000123456,\"data\":{\"@obj\":{\"@x\":[1.0E7,-0.0,true,null,\"a\\u00e9\\n🔥\"],\"r\":"
            + RecordOf.Reference("7") + """
            ,"t":{"@ts":"2023-11-14T22:13:20Z"},"b":{"@bytes":"+/8="},"s":{"@obj":{"@set":{"documents":[1,"x"]}}},"q":{"@query":{"lambda":"x","expr":{}}}}},"ttl":{"@ts":"2030-01-01T00:00:00Z"}}
            """.Trim());
        var writer = new V4RecordWriter(RecordLayout.Default);
        RecordOf.Document(writer, wire);
        for (var length = 0; length < wire.Length; length++)
        {
            var output = new ArrayBufferWriter<byte>();
            var offset = 0;
            var refusal = Assert.Throws<RecordInvalid>(() => writer.WriteDocument(wire.AsSpan(0, length).ToArray(), ref offset, output));
            Assert.Equal(0, output.WrittenCount);
            Assert.Equal(length > 25 ? 101 : null, refusal.DocumentId);
        }
    }

    [Theory]
    [InlineData("\\u0")]
    [InlineData("\\u00")]
    [InlineData("1\\")]
    [InlineData("\\x")]
    [InlineData("\\ud83d\"")]
    public void A_broken_escape_in_the_id_is_refused(string id) =>
        Assert.Null(RecordOf.Refusal("{\"ref\":{\"@ref\":{\"id\":\"" + id).DocumentId);

    [Fact]
    public void Large_documents_are_written_like_small_ones()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789\\\"é", 200_000));

        Assert.Equal($"\"{text}\"", RecordOf.Value($"\"{text}\""));
        Assert.Equal(
            "\"{\\\"@query\\\":{\\\"a\\\":\\\"" + text.Replace("\\\"", "\\\\\\\"", StringComparison.Ordinal) + "\\\"}}\"",
            RecordOf.Value($$$"""{"@query":{"a":"{{{text}}}"}}"""));
    }

    private static void RefusesValue(string value) => Assert.Equal(101, RecordOf.Refusal(RecordOf.DocumentWith(value)).DocumentId);
}

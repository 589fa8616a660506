using System.Buffers;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>The columns of a record: <c>data</c>, additional ones, and those of a deletion.</summary>
public class V4ColumnsTests
{
    private const string Head = """{"ref":"101","ts":1700000000123456""";

    private static readonly string Wire = "{\"ref\":" + RecordOf.Reference("101") + """
        ,"ts":1700000000123456,"data":{"name":"fire","price":1.0E7,"nothing":null,"address":{"city":"Köln","zip":"50667","geo":{"lat":-0.0}},"parent":
        """ + RecordOf.Reference("7", "elements") + ",\"home\":" + RecordOf.Collection("elements") + """
        ,"odd":{"@obj":{"@x":{"y":9007199254740993},"plain":1}},"list":[{"a":1}],"0":"zero","at":{"@ts":"2030-01-01T00:00:00.000000001Z"},"raw":{"@bytes":"+/8="},"set":{"@obj":{"@set":{"match":1}}},"query":{"@query":{"lambda":"x","expr":1}},"native":{"@ref":{"id":"tokens"}}},"ttl":{"@ts":"2030-01-01T00:00:00Z"}}
        """;

    [Theory]
    [InlineData("\"fire\"", "data", "name")]
    [InlineData("1.0E7", "data", "price")]
    [InlineData("\"50667\"", "data", "address", "zip")]
    [InlineData("""{"city":"Köln","zip":"50667","geo":{"lat":-0.0}}""", "data", "address")]
    [InlineData("-0.0", "data", "address", "geo", "lat")]
    [InlineData("\"2030-01-01T00:00:00Z\"", "ttl")]
    [InlineData("1700000000123456", "ts")]
    [InlineData("\"2030-01-01T00:00:00.000000001Z\"", "data", "at")]
    [InlineData("\"-_8=\"", "data", "raw")]
    [InlineData("9007199254740993", "data", "odd", "@x", "y")]
    [InlineData("""{"@x":{"y":9007199254740993},"plain":1}""", "data", "odd")]
    [InlineData("1", "data", "odd", "plain")]
    [InlineData("\"zero\"", "data", "0")]
    [InlineData("""[{"a":1}]""", "data", "list")]
    [InlineData("\"{\\\"@set\\\":{\\\"match\\\":1}}\"", "data", "set")]
    public void A_column_holds_the_value_at_its_path(string value, params string[] path) => AssertColumn(value, path);

    [Theory]
    [InlineData("""{"id":"7","collection":"elements","type":"document"}""", "data", "parent")]
    [InlineData("\"7\"", "data", "parent", "id")]
    [InlineData("""{"id":"elements","type":"collection"}""", "data", "parent", "collection")]
    [InlineData("\"elements\"", "data", "parent", "collection", "id")]
    [InlineData("\"elements\"", "data", "parent", "class", "id")]
    [InlineData("""{"id":"collections","type":"unknown"}""", "data", "parent", "collection", "collection")]
    [InlineData("\"collections\"", "data", "parent", "collection", "collection", "id")]
    [InlineData("\"elements\"", "data", "home", "id")]
    [InlineData("\"collections\"", "data", "home", "collection", "id")]
    [InlineData("\"tokens\"", "data", "native", "id")]
    [InlineData("""{"id":"101","collection":"spells","type":"document"}""", "ref")]
    [InlineData("\"101\"", "ref", "id")]
    [InlineData("\"spells\"", "ref", "collection", "id")]
    [InlineData("""{"id":"spells","type":"collection"}""", "class")]
    [InlineData("\"spells\"", "class", "id")]
    public void A_path_goes_into_references(string value, params string[] path) => AssertColumn(value, path);

    [Theory]
    [InlineData("data", "missing")]
    [InlineData("data", "nothing")]
    [InlineData("data", "nothing", "deeper")]
    [InlineData("data", "name", "deeper")]
    [InlineData("data", "list", "0")]
    [InlineData("data", "list", "a")]
    [InlineData("data", "at", "@ts")]
    [InlineData("data", "set", "@set")]
    [InlineData("data", "query", "@query")]
    [InlineData("data", "odd", "@obj")]
    [InlineData("data", "parent", "@ref")]
    [InlineData("data", "parent", "id", "deeper")]
    [InlineData("data", "parent", "database")]
    [InlineData("data", "native", "collection")]
    [InlineData("collection")]
    [InlineData("missing")]
    [InlineData("ts", "deeper")]
    public void A_missing_value_is_null_or_a_refusal_that_names_path_and_document(params string[] path)
    {
        AssertColumn("null", path);

        var refusal = RecordOf.Refusal(Wire, Layout(true, Column("c", path, required: true)));

        Assert.Equal(101, refusal.DocumentId);
        Assert.Contains("Document 101", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[" + string.Join(", ", path.Select(name => $"\"{name}\"")) + "]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'c'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_come_in_their_configured_order_after_data() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"data":{"a":1,"b":{"c":2}},"z":{"c":2},"y":2,"x\"x":1,"w":null}""" + "\n",
            RecordOf.Document(
                "{\"ref\":" + RecordOf.Reference("101") + """
        ,"ts":1,"data":{"a":1,"b":{"c":2}}}
        """,
                Layout(true, Column("z", ["data", "b"]), Column("y", ["data", "b", "c"]), Column("x\"x", ["data", "a"]), Column("w", ["data", "c"]))));

    [Fact]
    public void Two_columns_may_hold_the_same_value() =>
        Assert.Equal(
            Head + ",\"a\":\"fire\",\"b\":\"fire\"}\n",
            RecordOf.Document(Wire, Layout(false, Column("a", ["data", "name"]), Column("b", ["data", "name"]))));

    [Fact]
    public void Data_can_be_left_out() => Assert.Equal(Head + "}\n", RecordOf.Document(Wire, Layout(false)));

    [Fact]
    public void Data_that_is_left_out_is_checked_all_the_same() =>
        RecordOf.Refusal(RecordOf.DocumentWith("""{"@foo":1}"""), Layout(false));

    [Fact]
    public void A_document_without_data_has_an_empty_one() =>
        Assert.Equal("""{"ref":"101","ts":1,"data":{},"d":null}""" + "\n",
            RecordOf.Document("{\"ref\":" + RecordOf.Reference("101") + ",\"ts\":1}", Layout(true, Column("d", ["data"]))));

    [Fact]
    public void A_column_may_hold_the_whole_data() =>
        Assert.Equal("""{"ref":"101","ts":1,"d":{"@set":1}}""" + "\n",
            RecordOf.Document("{\"ref\":" + RecordOf.Reference("101") + ",\"ts\":1,\"data\":{\"@obj\":{\"@set\":1}}}", Layout(false, Column("d", ["data"]))));

    [Fact]
    public void The_fields_of_a_document_may_come_in_any_order()
    {
        var reference = "\"ref\":" + RecordOf.Reference("101");
        string[] fields = [reference, "\"ts\":1", """
            "data":{"a":{"@ts":"x"}}
            """, "\"ttl\":{\"@ts\":\"y\"}"];
        var layout = Layout(true, Column("a", ["data", "a"]), Column("ttl", ["ttl"]), Column("id", ["ref", "id"]));
        foreach (var order in Permutations(fields))
        {
            Assert.Equal(
                """{"ref":"101","ts":1,"data":{"a":"x"},"a":"x","ttl":"y","id":"101"}""" + "\n",
                RecordOf.Document("{" + string.Join(',', order) + "}", layout));
        }
    }

    [Fact]
    public void Of_two_fields_of_one_name_a_column_takes_the_first() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"x":1,"y":null}""" + "\n",
            RecordOf.Document(
                "{\"ref\":" + RecordOf.Reference("101") + """
        ,"ts":1,"data":{"a":{"x":1},"a":{"x":2,"y":3}}}
        """,
                Layout(false, Column("x", ["data", "a", "x"]), Column("y", ["data", "a", "y"]))));

    [Fact]
    public void An_escaped_key_is_the_key_it_says() =>
        Assert.Equal(
            """{"ref":"101","ts":1,"c":"é"}""" + "\n",
            RecordOf.Document(
                "{\"\\u0072ef\":" + RecordOf.Reference("101") + @",""ts"":1,""d\u0061ta"":{""\u00e9\ud83d\udd25"":""é""}}",
                Layout(false, Column("c", ["data", "é🔥"]))));

    [Theory]
    [InlineData(101, 1700000000123456, "deleted_at", """{"ref":"101","ts":1700000000123456,"deleted_at":"2023-11-14T22:13:20.123456Z"}""")]
    [InlineData(-9223372036854775808, 0, "gone", """{"ref":"-9223372036854775808","ts":0,"gone":"1970-01-01T00:00:00.000000Z"}""")]
    [InlineData(1, -1, "d", """{"ref":"1","ts":-1,"d":"1969-12-31T23:59:59.999999Z"}""")]
    [InlineData(1, 253402300799999999, "d", """{"ref":"1","ts":253402300799999999,"d":"9999-12-31T23:59:59.999999Z"}""")]
    [InlineData(9223372036854775807, 1700000000000000, "say \"gone\"\n", """{"ref":"9223372036854775807","ts":1700000000000000,"say \"gone\"\n":"2023-11-14T22:13:20.000000Z"}""")]
    public void A_deletion_has_ref_ts_and_the_time_of_the_deletion(long id, long ts, string column, string record)
    {
        var output = new ArrayBufferWriter<byte>();

        new V4RecordWriter(RecordLayout.Default with { DeletedColumn = column }).WriteDeletion(new DocumentKey(ts, id), output);

        Assert.Equal(record + "\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_deletion_beyond_the_calendar_is_refused()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new V4RecordWriter(RecordLayout.Default with { DeletedColumn = "d" });

        Assert.Equal(5, Assert.Throws<RecordInvalid>(() => writer.WriteDeletion(new DocumentKey(long.MaxValue, 5), output)).DocumentId);

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_deletion_without_a_column_for_it_is_a_mistake_of_the_caller() =>
        Assert.Throws<InvalidOperationException>(() =>
            new V4RecordWriter(RecordLayout.Default).WriteDeletion(new DocumentKey(1, 1), new ArrayBufferWriter<byte>()));

    [Fact]
    public void An_empty_path_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => new V4RecordWriter(Layout(true, Column("c", []))));

    private static void AssertColumn(string value, string[] path)
    {
        var layout = Layout(false, Column("c", path));
        Assert.Equal(Head + ",\"c\":" + value + "}\n", RecordOf.Document(Wire.Trim(), layout));
        Assert.Equal(NaiveV4Record.Record(Wire, layout), NaiveV4Record.Canonical(RecordOf.Document(Wire.Trim(), layout)));
    }

    private static RecordLayout Layout(bool data, params AdditionalColumn[] columns) => new(data, columns, null);

    private static AdditionalColumn Column(string name, string[] path, bool required = false) =>
        new(name, path, "string", null, null, required);

    private static IEnumerable<string[]> Permutations(string[] items) =>
        items.Length == 1
            ? [items]
            : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (string[])[item, .. rest]));
}

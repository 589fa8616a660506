using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>What holds for every document that a server can write, and for every way to break one.</summary>
public class V4PropertiesTests
{
    private static readonly Gen<int> Seed = Gen.Int[0, int.MaxValue - 1];

    [Fact]
    public void Every_value_keeps_its_value() =>
        WireValue.Document.Sample(document => Assert.Equal(document.Record, RecordOf.Document(document.Wire)), iter: 5_000);

    [Fact]
    public void Every_record_is_one_line_of_valid_json() =>
        WireValue.Document.Sample(
            document =>
            {
                var record = RecordOf.Document(document.Wire);
                Assert.Equal(record.Length - 1, record.IndexOf('\n', StringComparison.Ordinal));
                using var parsed = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = 1000 });
                Assert.Equal(["ref", "ts", "data"], parsed.RootElement.EnumerateObject().Select(column => column.Name));
            },
            iter: 1_000);

    [Fact]
    public void The_naive_implementation_agrees() =>
        WireValue.Document.Sample(
            document => Assert.Equal(
                NaiveV4Record.Record(document.Wire, RecordLayout.Default),
                NaiveV4Record.Canonical(RecordOf.Document(document.Wire))),
            iter: 2_000);

    [Fact]
    public void White_space_between_tokens_changes_nothing() =>
        Gen.Select(WireValue.Document, Seed).Sample(
            (document, seed) => Assert.Equal(document.Record, RecordOf.Document(Spaced(document.Wire, new Random(seed)))),
            iter: 3_000);

    [Fact]
    public void Escaping_text_another_way_changes_no_value() =>
        Gen.Select(WireValue.Document, Seed).Sample(
            (document, seed) =>
            {
                var wire = Escaped(document.Wire, new Random(seed));
                Assert.Equal(NaiveV4Record.Record(wire, RecordLayout.Default), NaiveV4Record.Canonical(RecordOf.Document(wire)));
            },
            iter: 2_000);

    [Fact]
    public void A_document_cut_anywhere_is_refused_with_its_id_once_that_was_there() =>
        WireValue.Document.Sample(
            document =>
            {
                var wire = Encoding.UTF8.GetBytes(document.Wire);
                var id = long.Parse(JsonDocument.Parse(document.Record).RootElement.GetProperty("ref").GetString()!, null);
                var idEnd = document.Wire.IndexOf(",\"collection\"", StringComparison.Ordinal);
                var writer = new V4RecordWriter(RecordLayout.Default);
                for (var length = 0; length < wire.Length; length += 1 + (length / 300))
                {
                    var refusal = RefusalOf(writer, wire.AsSpan(0, length).ToArray());
                    Assert.Equal(length >= idEnd ? id : null, refusal.DocumentId);
                }
            },
            iter: 30);

    [Fact]
    public void A_changed_byte_gives_a_refusal_or_what_the_naive_implementation_reads() =>
        Gen.Select(WireValue.Document, Gen.Select(Seed, Gen.Byte[0x09, 0x7E]).Array[60]).Sample(
            (document, changes) =>
            {
                foreach (var (position, value) in changes)
                {
                    var wire = Encoding.UTF8.GetBytes(document.Wire);
                    wire[position % wire.Length] = value;
                    AgreesWithTheNaiveImplementation(wire);
                }
            },
            iter: 150);

    [Fact]
    public void A_dropped_or_doubled_stretch_gives_a_refusal_or_what_the_naive_implementation_reads() =>
        Gen.Select(WireValue.Document, Gen.Select(Seed, Gen.Int[1, 12], Gen.Bool).Array[40]).Sample(
            (document, changes) =>
            {
                foreach (var (position, length, doubled) in changes)
                {
                    var wire = Encoding.UTF8.GetBytes(document.Wire);
                    var at = position % wire.Length;
                    var behind = Math.Min(wire.Length, at + length);
                    AgreesWithTheNaiveImplementation(doubled ? [.. wire[..behind], .. wire[at..]] : [.. wire[..at], .. wire[behind..]]);
                }
            },
            iter: 150);

    [Fact]
    public void A_writer_that_refused_a_document_writes_the_next_one_right() =>
        Gen.Select(WireValue.Document, WireValue.Document, Seed).Sample(
            (broken, whole, cut) =>
            {
                var writer = new V4RecordWriter(RecordLayout.Default);
                var wire = Encoding.UTF8.GetBytes(broken.Wire);
                RefusalOf(writer, wire[..(cut % wire.Length)]);
                Assert.Equal(whole.Record, RecordOf.Document(writer, Encoding.UTF8.GetBytes(whole.Wire)));
            },
            iter: 500);

    [Fact]
    public void Documents_of_a_page_are_written_one_after_the_other() =>
        WireValue.Document.Array[0, 8].Sample(
            documents =>
            {
                var page = Encoding.UTF8.GetBytes("[" + string.Join(',', documents.Select(document => document.Wire)) + "]");
                var writer = new V4RecordWriter(RecordLayout.Default);
                var output = new ArrayBufferWriter<byte>();
                var offset = 0;
                foreach (var _ in documents)
                {
                    offset++;
                    writer.WriteDocument(page, ref offset, output);
                }

                Assert.Equal(string.Concat(documents.Select(document => document.Record)), Encoding.UTF8.GetString(output.WrittenSpan));
                Assert.Equal(documents.Length == 0 ? 0 : page.Length - 1, offset);
            },
            iter: 500);

    [Fact]
    public void Columns_hold_what_the_naive_implementation_selects() =>
        Gen.Select(WireValue.Document, Gen.OneOf("data", "a", "name", "ref", "ts", "ttl", "id", "collection", "class", "database", "", "x\\y", "🔥", "@ref", "@x").Array[1, 4].Array[1, 5]).Sample(
            (document, paths) =>
            {
                var layout = new RecordLayout(paths.Length % 2 == 0, [.. paths.Select((path, i) => Column($"c{i}", path))], null);
                Assert.Equal(NaiveV4Record.Record(document.Wire, layout), NaiveV4Record.Canonical(RecordOf.Document(document.Wire, layout)));
            },
            iter: 3_000);

    private static AdditionalColumn Column(string name, string[] path) => new(name, path, "string", null, null, false);

    private static RecordInvalid RefusalOf(V4RecordWriter writer, byte[] wire)
    {
        var output = new ArrayBufferWriter<byte>();
        var offset = 0;
        var refusal = Assert.Throws<RecordInvalid>(() => writer.WriteDocument(wire, ref offset, output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal(0, offset);
        return refusal;
    }

    private static void AgreesWithTheNaiveImplementation(byte[] wire)
    {
        if (!Utf8.IsValid(wire))
        {
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        var offset = 0;
        try
        {
            new V4RecordWriter(RecordLayout.Default).WriteDocument(wire, ref offset, output);
        }
        catch (RecordInvalid)
        {
            Assert.Equal(0, output.WrittenCount);
            Assert.Equal(0, offset);
            Assert.Throws<NaiveRefusal>(() => NaiveV4Record.Record(Encoding.UTF8.GetString(wire), RecordLayout.Default));
            return;
        }

        Assert.Equal(
            NaiveV4Record.Record(Encoding.UTF8.GetString(wire, 0, offset), RecordLayout.Default),
            NaiveV4Record.Canonical(Encoding.UTF8.GetString(output.WrittenSpan)));
    }

    private static string Spaced(string json, Random random)
    {
        string[] spaces = [" ", "\n", "\t", "\r\n", "   \n\t"];
        return Rewritten(json, random, outside: symbol =>
            random.Next(4) == 0 && symbol is '{' or '}' or '[' or ']' or ',' or ':' ? symbol + spaces[random.Next(spaces.Length)]
            : random.Next(4) == 0 && symbol is '}' or ']' or ',' or ':' ? spaces[random.Next(spaces.Length)] + symbol
            : symbol.ToString()).TrimEnd();
    }

    private static string Escaped(string json, Random random) =>
        Rewritten(json, random, outside: symbol => symbol.ToString(), inside: symbol =>
            random.Next(8) == 0 ? FormattableString.Invariant($"\\u{(int)symbol:X4}") : symbol.ToString());

    /// <summary>Changes what is outside of strings, or plain text within them.</summary>
    private static string Rewritten(string json, Random random, Func<char, string> outside, Func<char, string>? inside = null)
    {
        var text = new StringBuilder();
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                inString = !inString;
                text.Append('"');
            }
            else if (inString && json[i] == '\\')
            {
                var length = json[i + 1] == 'u' ? 6 : 2;
                text.Append(json, i, length);
                i += length - 1;
            }
            else
            {
                text.Append(inString ? inside is null || char.IsSurrogate(json[i]) ? json[i].ToString() : inside(json[i]) : outside(json[i]));
            }
        }

        return text.ToString();
    }
}

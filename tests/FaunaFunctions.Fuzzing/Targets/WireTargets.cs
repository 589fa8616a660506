using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Documents on the wire, alone and in pages and feeds, to records. What is read has passed the transport: it is UTF-8.</summary>
internal static class WireTargets
{
    private const string Collection = "Item";

    private const string V4Known = """{"ref":{"@ref":{"id":"7","collection":{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}}},"ts":5,"data":{"a":{"b":[1]}}}""";

    private const string V10Known = """{"@doc":{"id":"7","coll":{"@mod":"Item"},"ts":{"@time":"1970-01-01T00:00:00.000005Z"},"a":{"b":[{"@int":"1"}]}}}""";

    private static readonly RecordLayout Layout = new(
        true,
        [Column("c1", "data", "a"), Column("c2", "data", "a", "b"), Column("c3", "ttl"), Column("c4", "ref", "collection", "id"), Column("c5", "data"), Column("c6", "data", "ref", "id")],
        "deleted_at");

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("utf8", () => [.. Recorded.Documents(v4: true), .. Recorded.Documents(v4: false)], Encoded),
        FuzzTarget.Of("v4-record", () => [.. Recorded.Documents(v4: true)], input => Documents(input, 0, v4: true)),
        FuzzTarget.Of("v10-record", () => [.. Recorded.Documents(v4: false)], input => Documents(input, 0, v4: false)),
        FuzzTarget.Of("v4-page", () => [.. V4Pages()], V4Page),
        FuzzTarget.Of("v10-page", () => [.. V10Pages()], V10Page),
        FuzzTarget.Of("v10-feed", () => [.. Recorded.Answers("v10-feed", (path, status, _) => path == "/feed/1" && status == 200)], V10Feed),
    ];

    // The transport's check of an answer, beside the framework's slower one.
    private static void Encoded(byte[] input)
    {
        var expected = Utf8.IsValid(input);
        if (Utf8Scan.IsValid(input) != expected || Utf8Scan.IsValid128(input) != expected)
        {
            throw new InvalidOperationException($"The check of an answer's encoding says {!expected}.");
        }
    }

    private static IEnumerable<byte[]> V4Pages() =>
        Recorded.Pages(v4: true).Where(page => page.Length < 30_000).Select(Encoding.UTF8.GetBytes)
            .Concat(Recorded.Answers("v4-", (_, status, text) => status == 200 && text.Contains("\"data\":[", StringComparison.Ordinal)))
            .Append("""{"resource":{"before":[],"after":[5,{"@ref":{"id":"7","collection":{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}}}],"data":["1","2"]}}"""u8.ToArray())
            .Append("""{"resource":{"after":{"ts":5,"action":"remove","document":{"@ref":{"id":"7","collection":{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}}}},"data":[[4,"1"],[5,"2",true],[5,"3",false]]}}"""u8.ToArray());

    private static IEnumerable<byte[]> V10Pages() =>
        Recorded.Pages(v4: false).Where(page => page.Length < 30_000).Select(Encoding.UTF8.GetBytes)
            .Concat(Recorded.Answers("v10-paging", (_, status, _) => status == 200))
            .Append(Encoding.UTF8.GetBytes($$"""{"data":{"next":["9"],"page":{"data":[{{V10Known}}]} },"summary":"","txn_ts":1795386518700000,"stats":{} }"""))
            .Append("""{"data":{"after":"hdW","data":[{"id":"1","ts":{"@time":"2026-05-01T12:00:00Z"},"ttl":null,"data":{"a":{"@int":"1"}}}]},"txn_ts":1795386518700000}"""u8.ToArray())
            .Append("""{"data":{"source":{"@stream":"g9W"},"now":["1"],"definition":{"@doc":{"name":"Item","coll":{"@mod":"Collection"},"ts":{"@time":"2026-05-01T12:00:00Z"}}},"then":[],"missing":{"@ref":{"id":"1","coll":{"@mod":"Item"},"exists":false,"cause":"not found"}}},"txn_ts":1795386518700000}"""u8.ToArray())
            .Append("""{"data":{"data":["1","2","3"]},"txn_ts":1}"""u8.ToArray());

    private static void V4Page(byte[] input)
    {
        if (!Utf8.IsValid(input))
        {
            return;
        }

        var name = Encoding.UTF8.GetBytes(Collection);
        Quiet.Run(() => V4Answers.Long(input));
        if (Quiet.Get<V4PageHead?>(() => V4PageHead.Read(input)) is not { } head)
        {
            return;
        }

        Quiet.Run(() => head.IsEmpty(input));
        Quiet.Run(() => V4Answers.NextDocument(input, head, name));
        Quiet.Run(() => V4Answers.NextUpdate(input, head, name));
        Quiet.Run(() => V4Answers.Ids(input, head));
        Quiet.Run(() => V4Answers.Entries(input, head, name, new UpdateScan(long.MaxValue, 0), 10));
        Quiet.Run(() => V4Answers.FirstDocument(input, head, name));
        Quiet.Run(() => V4Removals.Next(input, head, name));
        Quiet.Run(() => V4Removals.Deletions(V4Removals.Events(input, head, 10), 0));
        var offset = head.First;
        Quiet.Run(() => V4Answers.Document(input, ref offset, name));
        Documents(input, head.First, v4: true);
    }

    private static void V10Page(byte[] input)
    {
        if (!Utf8.IsValid(input))
        {
            return;
        }

        Quiet.Run(() => V10Answers.TransactionTime(input));
        Quiet.Run(() => V10Answers.Integer(input));
        Quiet.Run(() => V10Answers.Opening(input, 1, looksBack: true));
        Quiet.Run(() => V10Answers.Causes(input));
        Quiet.Run(() => V10Answers.Ids(input));
        var first = Quiet.Get<int?>(() => V10Answers.PageHead(input).First) ?? Quiet.Get<int?>(() => V10Answers.CursorPageHead(input).First);
        if (first is { } start)
        {
            Documents(input, start, v4: false);
        }
    }

    private static void V10Feed(byte[] input)
    {
        if (!Utf8.IsValid(input) || Quiet.Get(() => V10FeedAnswer.Read(input, "changes")).Events is not { } events)
        {
            return;
        }

        using var page = new FeedPage(new Plain(input), input.Length, events, "", false);
        foreach (var happened in events)
        {
            _ = page.CursorOf(happened);
            if (happened.Kind == FeedEventKind.Written)
            {
                Documents(input, happened.Document, v4: false, most: 1);
            }
        }
    }

    /// <summary>
    /// Documents from an offset on. What is written is a record; what is refused leaves no trace, neither in the output nor in the writer.
    /// </summary>
    private static void Documents(byte[] input, int first, bool v4, int most = int.MaxValue)
    {
        if (!Utf8.IsValid(input))
        {
            return;
        }

        IRecordWriter writer = v4 ? new V4RecordWriter(Layout) : new V10RecordWriter(Layout, Collection);
        var output = new ArrayBufferWriter<byte>();
        using var page = new FaunaPage(new Plain(input), input.Length, first, null);
        var offset = first;
        while (most-- > 0 && Quiet.Get(() => page.NextDocument(ref offset)))
        {
            var (start, written) = (offset, output.WrittenCount);
            try
            {
                if (writer.SkipGone(input, ref offset) is not null)
                {
                    continue;
                }

                var key = writer.WriteDocument(input, ref offset, output);
                var line = output.WrittenSpan[written..];
                Broken.Unless(line[^1] == '\n' && !line[..^1].Contains((byte)'\n'), "a record is one line");
                Broken.Unless(RecordLine.Read(line[..^1], default, out var read, out _) is null && read == key, "a record can be read again");
                Broken.Unless(offset > start, "a document has a length");
            }
            catch (RecordInvalid)
            {
                Broken.Unless(output.WrittenCount == written && offset == start, "a refused document leaves nothing");
                RequireClean(writer, v4);
                return;
            }
        }
    }

    private static void RequireClean(IRecordWriter writer, bool v4)
    {
        var output = new ArrayBufferWriter<byte>();
        var offset = 0;
        writer.WriteDocument(Encoding.UTF8.GetBytes(v4 ? V4Known : V10Known), ref offset, output);
        Broken.Unless(
            Encoding.UTF8.GetString(output.WrittenSpan) == """{"ref":"7","ts":5,"data":{"a":{"b":[1]}},"c1":{"b":[1]},"c2":[1],"c3":null,"c4":"Item","c5":{"a":{"b":[1]}},"c6":null}""" + "\n",
            "a writer goes on behind a refused document");
    }

    private static AdditionalColumn Column(string name, params string[] path) => new(name, path, "string", null, null, Required: false);

    private sealed class Plain(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
        }
    }
}

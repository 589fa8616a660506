using System.Text.Json;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Reads the answers to <see cref="V4Queries"/>, strictly: what is not as the protocol says is an error, never guessed at.</summary>
internal static class V4Answers
{
    /// <summary>An answer that is one integer.</summary>
    public static long Long(ReadOnlySpan<byte> json)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("resource"u8);
        var value = reader.ExpectLong("an integer");
        reader.Expect(JsonTokenType.EndObject, "the answer's end");
        return value;
    }

    /// <summary>Next key of a page of documents: its cursor is <c>[ref]</c>.</summary>
    public static DocumentKey? NextDocument(ReadOnlySpan<byte> json, V4PageHead head, ReadOnlySpan<byte> collection)
    {
        if (head.After < 0)
        {
            return null;
        }

        var reader = new AnswerJson(json, head.After);
        reader.Expect(JsonTokenType.StartArray, "a cursor");
        var id = reader.ExpectRef(collection);
        reader.Expect(JsonTokenType.EndArray, "a cursor's end");
        return new DocumentKey(0, id);
    }

    /// <summary>Next key of a page of an index over <c>ts, ref</c>: its cursor is <c>[ts, ref, …, ref]</c>.</summary>
    public static DocumentKey? NextUpdate(ReadOnlySpan<byte> json, V4PageHead head, ReadOnlySpan<byte> collection)
    {
        if (head.After < 0)
        {
            return null;
        }

        var reader = new AnswerJson(json, head.After);
        reader.Expect(JsonTokenType.StartArray, "a cursor");
        return Entry(ref reader, collection);
    }

    /// <summary>Ids of a page.</summary>
    public static KeyList Ids(ReadOnlySpan<byte> json, V4PageHead head)
    {
        var keys = new KeyList();
        var reader = new AnswerJson(json, head.Data - 1);
        reader.Expect(JsonTokenType.StartArray, "a list of ids");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            var id = reader.RequireId();
            if (keys.Count > 0 && id <= keys[^1].Id)
            {
                throw new FaunaProtocolViolation($"A page of documents is out of order: id {id} comes after {keys[^1].Id}.");
            }

            keys.Add(new DocumentKey(0, id));
        }

        RequireEnvelopeEnd(json, reader.Position);
        return keys;
    }

    /// <summary>Entries <c>[ts, ref, …]</c> of a page of an index, all of them in <paramref name="scan"/>'s window.</summary>
    public static List<DocumentKey> Entries(
        ReadOnlySpan<byte> json, V4PageHead head, ReadOnlySpan<byte> collection, UpdateScan scan, int expected)
    {
        var keys = new List<DocumentKey>(expected);
        var reader = new AnswerJson(json, head.Data - 1);
        reader.Expect(JsonTokenType.StartArray, "a list of entries");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.Token != JsonTokenType.StartArray)
            {
                throw new FaunaIndexUnfit("The index's entries are not lists: its first two values must be 'ts' and 'ref'.");
            }

            var key = Entry(ref reader, collection);
            if (key.Ts <= scan.After || key.Ts > scan.At)
            {
                throw new FaunaProtocolViolation($"A page of updates in ({scan.After}, {scan.At}] holds one of {key.Ts}, document {key.Id}.");
            }

            if (keys.Count > 0 && !Follows(keys[^1], key))
            {
                throw new FaunaProtocolViolation(
                    $"A page of updates is out of order: ts {key.Ts} of document {key.Id} comes after {keys[^1].Ts} of document {keys[^1].Id}.");
            }

            keys.Add(key);
        }

        RequireEnvelopeEnd(json, reader.Position);
        return keys;
    }

    /// <summary>Key of the document that starts at <paramref name="offset"/>.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="offset">Offset of its <c>{</c>; moved behind its <c>}</c>.</param>
    /// <param name="collection">The collection that it must lie in.</param>
    public static DocumentKey Document(ReadOnlySpan<byte> json, ref int offset, ReadOnlySpan<byte> collection)
    {
        var reader = new AnswerJson(json, offset);
        reader.Expect(JsonTokenType.StartObject, "a document");
        reader.ExpectProperty("ref"u8);
        var id = reader.ExpectRef(collection);
        reader.ExpectProperty("ts"u8);
        var ts = reader.ExpectLong("a document's ts");
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            reader.SkipValue();
        }

        reader.Require(JsonTokenType.EndObject, "a document's end");
        offset = reader.Position;
        return new DocumentKey(ts, id);
    }

    /// <summary>Key of the first document of a page that is not empty, without reading the rest of it.</summary>
    public static long FirstDocument(ReadOnlySpan<byte> json, V4PageHead head, ReadOnlySpan<byte> collection)
    {
        var reader = new AnswerJson(json, head.First);
        reader.Expect(JsonTokenType.StartObject, "a document");
        reader.ExpectProperty("ref"u8);
        return reader.ExpectRef(collection);
    }

    /// <summary>
    /// Whether an entry may come behind another. One time's documents come by id; where negative ids stand among them is the server's affair.
    /// </summary>
    private static bool Follows(DocumentKey first, DocumentKey second) =>
        second.Ts > first.Ts
        || (second.Ts == first.Ts && (second.Id > first.Id || (first.Id >= 0 && second.Id < 0)));

    private static DocumentKey Entry(ref AnswerJson reader, ReadOnlySpan<byte> collection)
    {
        reader.Next();
        if (reader.Token != JsonTokenType.Number)
        {
            throw new FaunaIndexUnfit("The index's first value is not a time in µs: its first two values must be 'ts' and 'ref'.");
        }

        var ts = reader.RequireLong("a time in µs");
        reader.Next();
        if (reader.Token != JsonTokenType.StartObject)
        {
            throw new FaunaIndexUnfit("The index's second value is not a reference: its first two values must be 'ts' and 'ref'.");
        }

        var id = reader.RequireRef(collection);
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            reader.Skip();
        }

        return new DocumentKey(ts, id);
    }

    private static void RequireEnvelopeEnd(ReadOnlySpan<byte> json, int offset)
    {
        foreach (var value in json[offset..])
        {
            if (value is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'}'))
            {
                throw new FaunaProtocolViolation($"A page holds more behind its list, at byte {offset}.");
            }
        }
    }
}

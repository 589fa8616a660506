using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// Reads answers <c>{"data":…,"static_type"?,"summary","txn_ts":…,…}</c>, strictly: what is not as the protocol says is an error, never guessed at.
/// </summary>
internal static class V10Answers
{
    // Behind the data stand a few short fields; the transaction's time is one of them.
    private const int MostTail = 4096;

    /// <summary>
    /// The answer's transaction time, µs. It stands behind the data: an answer of gigabytes is not read through for it.
    /// </summary>
    public static long TransactionTime(ReadOnlySpan<byte> json)
    {
        var tail = json[Math.Max(0, json.Length - MostTail)..];
        var at = tail.LastIndexOf("\"txn_ts\":"u8);
        if (at < 0)
        {
            throw new FaunaProtocolViolation("An answer does not tell its transaction's time.");
        }

        var digits = tail[(at + "\"txn_ts\":".Length)..].TrimStart((byte)' ');
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out long micros, out var used) && micros > 0 && used > 0
            ? micros
            : throw new FaunaProtocolViolation("An answer's transaction time is not a number of microseconds.");
    }

    /// <summary>An answer that is one integer.</summary>
    public static long Integer(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a number");
        reader.Expect(JsonTokenType.PropertyName, "a number's type");
        if (!reader.Is("@int"u8) && !reader.Is("@long"u8))
        {
            throw reader.Unexpected("a whole number");
        }

        return reader.ExpectId();
    }

    /// <summary>An answer to <see cref="V10Queries.Opening"/>.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="now">Its time, µs.</param>
    /// <param name="looksBack">Whether it was asked to look back.</param>
    public static FeedOpening Opening(ReadOnlySpan<byte> json, long now, bool looksBack)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "an event source and what is there");
        reader.ExpectProperty("source"u8);
        reader.Expect(JsonTokenType.StartObject, "an event source");
        reader.ExpectProperty("@stream"u8);
        var token = reader.ExpectText("an event source's token");
        reader.Expect(JsonTokenType.EndObject, "an event source's end");
        reader.ExpectProperty("now"u8);
        var readable = HasAny(ref reader);
        reader.ExpectProperty("definition"u8);
        var definedAt = DefinedAt(ref reader);
        if (!looksBack)
        {
            return new FeedOpening(token, now, readable, null, definedAt);
        }

        reader.ExpectProperty("then"u8);
        var readableThen = HasAny(ref reader);
        reader.ExpectProperty("missing"u8);
        var mayLookBack = readableThen || Cause(ref reader) != "permission denied";
        return new FeedOpening(token, now, readable, mayLookBack ? readableThen : null, definedAt);
    }

    /// <summary>Ids of a page of ids, in order.</summary>
    public static KeyList Ids(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a page");
        reader.ExpectProperty("data"u8);
        reader.Expect(JsonTokenType.StartArray, "a list of ids");
        var keys = new KeyList();
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            var id = reader.RequireId();
            if (keys.Count > 0 && id <= keys[^1].Id)
            {
                throw new FaunaProtocolViolation($"A page of documents is out of order: id {id} comes after {keys[^1].Id}.");
            }

            keys.Add(new DocumentKey(0, id));
        }

        return keys;
    }

    /// <summary>The head of an answer to <see cref="V10Queries.Bodies"/>.</summary>
    /// <returns>The id behind the page, null at the end; and the offset of the first document, or of the closing <c>]</c>.</returns>
    public static (long? Next, int First) PageHead(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a page and what is behind it");
        reader.ExpectProperty("next"u8);
        reader.Expect(JsonTokenType.StartArray, "a list of one id or none");
        reader.Next();
        long? next = null;
        if (reader.Token != JsonTokenType.EndArray)
        {
            next = reader.RequireId();
            reader.Expect(JsonTokenType.EndArray, "a list's end");
        }

        reader.ExpectProperty("page"u8);
        reader.Expect(JsonTokenType.StartObject, "a page");
        return (next, FirstDocument(ref reader, json));
    }

    /// <summary>The head of an answer to <see cref="V10Queries.FirstMapped"/> or <see cref="V10Queries.NextMapped"/>.</summary>
    /// <returns>The cursor behind the page, null at the end; and the offset of the first document, or of the closing <c>]</c>.</returns>
    public static (string? After, int First) CursorPageHead(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a page");
        reader.ExpectProperty("after"u8);
        reader.Next();
        var after = reader.Token == JsonTokenType.Null ? null : reader.RequireText("a page's cursor");
        return (after, FirstDocument(ref reader, json));
    }

    /// <summary>Why the documents <c>now</c> and <c>then</c> of an answer to <see cref="V10Queries.Document"/> are not there; null for one that is.</summary>
    public static (string? Now, string? Then) Causes(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "two documents");
        reader.ExpectProperty("now"u8);
        var now = Cause(ref reader);
        reader.ExpectProperty("then"u8);
        return (now, Cause(ref reader));
    }

    private static int FirstDocument(ref AnswerJson reader, ReadOnlySpan<byte> json)
    {
        reader.ExpectProperty("data"u8);
        reader.Expect(JsonTokenType.StartArray, "a list of documents");
        var first = reader.Position;
        while (first < json.Length && json[first] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            first++;
        }

        return first < json.Length ? first : throw new FaunaProtocolViolation("A page ends behind its head.");
    }

    /// <summary>When a definition was last changed, µs; null where only a reference to it stands, for a key that may not see it.</summary>
    private static long? DefinedAt(ref AnswerJson reader)
    {
        reader.Expect(JsonTokenType.StartObject, "a definition");
        reader.Expect(JsonTokenType.PropertyName, "a definition's tag");
        if (!reader.Is("@doc"u8))
        {
            reader.SkipValue();
            reader.Expect(JsonTokenType.EndObject, "a definition's end");
            return null;
        }

        reader.Expect(JsonTokenType.StartObject, "a definition's fields");
        long? at = null;
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (!reader.Is("ts"u8))
            {
                reader.SkipValue();
                continue;
            }

            reader.Expect(JsonTokenType.StartObject, "a time");
            reader.ExpectProperty("@time"u8);
            var text = reader.ExpectText("a time");
            at = V10Time.TryParse(Encoding.UTF8.GetBytes(text), out var micros)
                ? micros
                : throw new FaunaProtocolViolation("A definition's ts is not a time in whole microseconds.");
            reader.Expect(JsonTokenType.EndObject, "a time's end");
        }

        reader.Expect(JsonTokenType.EndObject, "a definition's end");
        return at ?? throw new FaunaProtocolViolation("A definition does not tell when it was changed.");
    }

    private static bool HasAny(ref AnswerJson reader)
    {
        reader.Expect(JsonTokenType.StartArray, "a list of one id or none");
        var any = false;
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            reader.RequireId();
            any = true;
        }

        return any;
    }

    private static string? Cause(ref AnswerJson reader)
    {
        reader.Expect(JsonTokenType.StartObject, "a document");
        reader.Expect(JsonTokenType.PropertyName, "a document's tag");
        if (reader.Is("@doc"u8))
        {
            reader.SkipValue();
            reader.Expect(JsonTokenType.EndObject, "a document's end");
            return null;
        }

        if (!reader.Is("@ref"u8))
        {
            throw reader.Unexpected("a document, or why there is none");
        }

        reader.Expect(JsonTokenType.StartObject, "a missing document");
        string? cause = null;
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("cause"u8))
            {
                cause = reader.ExpectText("why there is no document");
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Expect(JsonTokenType.EndObject, "a missing document's end");
        return cause ?? throw new FaunaProtocolViolation("A document is missing, and the answer does not say why.");
    }

    /// <summary>Right before the value of <c>data</c>.</summary>
    private static AnswerJson Data(ReadOnlySpan<byte> json)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("data"u8);
        return reader;
    }
}

using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// Reads a page of a feed, <c>{"events":[…],"cursor":"…","has_next":…}</c>. An <c>error</c> event is never passed over: it stands for a change that
/// the feed does not show, or for a start that lies too far back, which the server says with status 200.
/// </summary>
internal static class V10FeedAnswer
{
    private const string TooLongAgo = "invalid_stream_start_time";

    /// <summary>The events of a page, its cursor, and whether there is more.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="subject">What was read, for messages.</param>
    /// <exception cref="SnapshotExpired">The feed's start lies before the collection's history.</exception>
    /// <exception cref="FaunaFeedBroken">A change cannot be shown.</exception>
    public static (List<FeedEvent> Events, string Next, bool HasMore) Read(ReadOnlySpan<byte> json, string subject)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "a page of a feed");
        reader.ExpectProperty("events"u8);
        reader.Expect(JsonTokenType.StartArray, "a list of events");
        var events = new List<FeedEvent>();
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            var happened = Event(ref reader, subject);
            if (events.Count > 0 && (happened.At < events[^1].At || (happened.At == events[^1].At && happened.Id <= events[^1].Id)))
            {
                throw new FaunaProtocolViolation(
                    $"A feed is out of order: document {happened.Id} at {happened.At} µs comes after document {events[^1].Id} at {events[^1].At} µs.");
            }

            events.Add(happened);
        }

        reader.ExpectProperty("cursor"u8);
        var next = reader.ExpectText("a feed's cursor");
        reader.ExpectProperty("has_next"u8);
        reader.Next();
        return reader.Token is JsonTokenType.True or JsonTokenType.False
            ? (events, next, reader.Token == JsonTokenType.True)
            : throw reader.Unexpected("whether there is more");
    }

    private static FeedEvent Event(ref AnswerJson reader, string subject)
    {
        reader.Require(JsonTokenType.StartObject, "an event");
        reader.ExpectProperty("type"u8);
        var type = reader.ExpectText("an event's type");
        if (type == "error")
        {
            throw Error(ref reader, subject);
        }

        if (type is not ("add" or "update" or "remove"))
        {
            throw new FaunaProtocolViolation($"A feed holds an event of type '{type}', which this program does not know.");
        }

        reader.ExpectProperty("data"u8);
        reader.Expect(JsonTokenType.StartObject, "a document");
        var document = reader.TokenStart;
        var (id, isThere) = Document(ref reader);
        reader.ExpectProperty("txn_ts"u8);
        var at = reader.ExpectLong("a transaction's time");
        reader.ExpectProperty("cursor"u8);
        reader.Expect(JsonTokenType.String, "an event's cursor");
        var cursor = (reader.TokenStart + 1)..(reader.Position - 1);
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            reader.SkipValue();
        }

        reader.Require(JsonTokenType.EndObject, "an event's end");
        var kind = type == "remove" ? FeedEventKind.Removed : isThere ? FeedEventKind.Written : FeedEventKind.Expired;
        return new FeedEvent(kind, document, id, at, cursor);
    }

    /// <summary>The id of the document whose brace is the present token, and whether it is more than a reference; moves to its end.</summary>
    private static (long Id, bool IsThere) Document(ref AnswerJson reader)
    {
        reader.Expect(JsonTokenType.PropertyName, "a document's tag");
        if (reader.Is("id"u8))
        {
            return Mapped(ref reader);
        }

        var isThere = reader.Is("@doc"u8);
        if (!isThere && !reader.Is("@ref"u8))
        {
            throw reader.Unexpected("a document, or a reference to one that is gone");
        }

        reader.Expect(JsonTokenType.StartObject, "a document's fields");
        reader.Expect(JsonTokenType.PropertyName, "a document's id");
        var isWrapped = isThere && reader.Is("@object"u8);
        if (isWrapped)
        {
            reader.Expect(JsonTokenType.StartObject, "a document's fields");
            reader.Expect(JsonTokenType.PropertyName, "a document's id");
        }

        if (!reader.Is("id"u8))
        {
            throw reader.Unexpected("a document's id");
        }

        var id = reader.ExpectId();
        for (var depth = isWrapped ? 3 : 2; depth > 0; depth--)
        {
            SkipRest(ref reader);
        }

        return (id, isThere);
    }

    /// <summary>The same of a mapped document, which has no time when its version has expired.</summary>
    private static (long Id, bool IsThere) Mapped(ref AnswerJson reader)
    {
        var id = reader.ExpectId();
        reader.ExpectProperty("ts"u8);
        reader.Next();
        var isThere = reader.Token != JsonTokenType.Null;
        reader.Skip();
        SkipRest(ref reader);
        return (id, isThere);
    }

    private static void SkipRest(ref AnswerJson reader)
    {
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            reader.SkipValue();
        }

        reader.Require(JsonTokenType.EndObject, "a document's end");
    }

    private static FaunaException Error(ref AnswerJson reader, string subject)
    {
        reader.ExpectProperty("error"u8);
        reader.Expect(JsonTokenType.StartObject, "an error");
        string code = "", message = "";
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("code"u8))
            {
                code = reader.ExpectText("an error's code");
            }
            else if (reader.Is("message"u8))
            {
                message = reader.ExpectText("an error's message");
            }
            else
            {
                reader.SkipValue();
            }
        }

        return code == TooLongAgo
            ? new SnapshotExpired($"Reading {subject}: {message}", minimumMicros: null)
            : new FaunaFeedBroken(
                $"Reading {subject}: the feed cannot show a change, and does not say which document's: {code}: {message} A computed field that fails does this: mend it, or take a full export.");
    }
}

using System.Text.Json;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Reads the answers to <see cref="V4Queries.Removals"/>.</summary>
internal static class V4Removals
{
    /// <summary>One event.</summary>
    /// <param name="Position">Where it stands.</param>
    /// <param name="Lives">Of a remove: whether the document exists at that time all the same, its ttl having been changed.</param>
    public readonly record struct Event(RemovalCursor Position, bool Lives);

    /// <summary>The events of a page, by time, removes before adds.</summary>
    public static List<Event> Events(ReadOnlySpan<byte> json, V4PageHead head, int expected)
    {
        var events = new List<Event>(expected);
        var reader = new AnswerJson(json, head.Data - 1);
        reader.Expect(JsonTokenType.StartArray, "a list of events");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            reader.Require(JsonTokenType.StartArray, "an event");
            var ts = reader.ExpectLong("an event's ts");
            var id = reader.ExpectId();
            reader.Next();
            var isRemove = reader.Token is JsonTokenType.True or JsonTokenType.False;
            var lives = reader.Token == JsonTokenType.True;
            if (isRemove)
            {
                reader.Next();
            }

            reader.Require(JsonTokenType.EndArray, "an event's end");
            if (events.Count > 0 && !Follows(events[^1].Position, ts, isRemove))
            {
                throw new FaunaProtocolViolation($"A page of events is out of order: one of {ts} comes after one of {events[^1].Position.Ts}.");
            }

            events.Add(new Event(new RemovalCursor(ts, isRemove, id), lives));
        }

        return events;
    }

    /// <summary>The cursor of the next page, <c>{"ts","action","document"}</c>; null at the end.</summary>
    public static RemovalCursor? Next(ReadOnlySpan<byte> json, V4PageHead head, ReadOnlySpan<byte> collection)
    {
        if (head.After < 0)
        {
            return null;
        }

        var reader = new AnswerJson(json, head.After);
        reader.Expect(JsonTokenType.StartObject, "a cursor");
        reader.ExpectProperty("ts"u8);
        var ts = reader.ExpectLong("a cursor's ts");
        reader.ExpectProperty("action"u8);
        var action = reader.ExpectText("a cursor's action");
        if (action is not ("add" or "remove"))
        {
            throw reader.Unexpected("\"add\" or \"remove\"");
        }

        reader.ExpectProperty("document"u8);
        var id = reader.ExpectRef(collection);
        reader.Expect(JsonTokenType.EndObject, "a cursor's end");
        return new RemovalCursor(ts, action == "remove", id);
    }

    /// <summary>Those events that are deletions after <paramref name="since"/>.</summary>
    public static List<DocumentKey> Deletions(IEnumerable<Event> events, long since)
    {
        var deletions = new List<DocumentKey>();
        foreach (var (position, lives) in events)
        {
            if (position.IsRemove && !lives && position.Ts > since)
            {
                deletions.Add(new DocumentKey(position.Ts, position.Id));
            }
        }

        return deletions;
    }

    private static bool Follows(RemovalCursor first, long ts, bool isRemove) =>
        ts > first.Ts || (ts == first.Ts && (first.IsRemove || !isRemove));
}

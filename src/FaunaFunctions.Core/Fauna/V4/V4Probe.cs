using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Reads the answers to <see cref="V4Queries.Probe"/>.</summary>
internal static class V4Probe
{
    /// <summary>How many events a probe asks for: more than a usual transaction adds at the window's very start.</summary>
    public const int Events = 16;

    /// <summary>What the answer says about the changes since a time.</summary>
    /// <exception cref="FaunaIndexUnfit">The collection has documents, and the index shows none or something else.</exception>
    public static ChangeProbe Read(ReadOnlySpan<byte> json, string index, ReadOnlySpan<byte> collection, long since, bool removals)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("resource"u8);
        reader.Expect(JsonTokenType.StartArray, "a list");
        var now = reader.ExpectLong("a time in µs");
        var updates = Count(ref reader, out _);
        var entries = Entries(ref reader, index, collection);
        var documents = Count(ref reader, out _);
        var events = 0;
        var latest = long.MinValue;
        int? then = null;
        if (removals)
        {
            events = Count(ref reader, out latest);
            then = Count(ref reader, out _);
        }

        reader.Expect(JsonTokenType.EndArray, "the list's end");
        reader.Expect(JsonTokenType.EndObject, "the answer's end");
        if (documents > 0 && entries == 0)
        {
            throw new FaunaIndexUnfit(
                $"Index '{index}' shows no entry although the collection has documents: it has terms, or is an index of another collection.");
        }

        return new ChangeProbe(
            now,
            updates > 0,
            // A page full of what was known before tells nothing about what comes behind it.
            events == Events || (events > 0 && latest > since),
            documents > 0,
            then is null ? null : then > 0);
    }

    private static int Count(ref AnswerJson reader, out long last)
    {
        last = long.MinValue;
        var count = 0;
        reader.Expect(JsonTokenType.StartArray, "a list");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.Token == JsonTokenType.Number)
            {
                last = reader.RequireLong("a time in µs");
            }

            reader.Skip();
            count++;
        }

        return count;
    }

    private static int Entries(ref AnswerJson reader, string index, ReadOnlySpan<byte> collection)
    {
        var count = 0;
        reader.Expect(JsonTokenType.StartArray, "a list");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            if (reader.Token != JsonTokenType.StartArray)
            {
                throw Unfit(index);
            }

            reader.Next();
            if (reader.Token != JsonTokenType.Number)
            {
                throw Unfit(index);
            }

            reader.Next();
            if (reader.Token != JsonTokenType.StartObject)
            {
                throw Unfit(index);
            }

            reader.RequireRef(collection);
            for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
            {
                reader.Skip();
            }

            count++;
        }

        return count;
    }

    private static FaunaIndexUnfit Unfit(string index) =>
        new($"Index '{index}' does not have 'ts' and 'ref' as its first two values.");
}

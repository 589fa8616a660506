using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>Where a set goes on.</summary>
/// <param name="Set">The set.</param>
/// <param name="From">The place of the next element; null for the first.</param>
/// <param name="Snapshot">The time (µs) of the first page.</param>
/// <param name="Size">Elements of the page before.</param>
internal sealed record SetCursor(FqlSet Set, Value? From, long Snapshot, int Size)
{
    // What makes the text begin as the server's cursors do.
    private static ReadOnlySpan<byte> Mark => [0x85, 0xD5, 0x82];

    public static string Write(FqlRun run, SetCursor cursor)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Mark);
        using (var json = new Utf8JsonWriter(bytes))
        {
            var codec = new ValueEncoder(run, json);
            json.WriteStartArray();
            codec.Write(cursor.Set);
            codec.Write(cursor.From ?? NullValue.Instance);
            json.WriteNumberValue(cursor.Snapshot);
            json.WriteNumberValue(cursor.Size);
            json.WriteEndArray();
        }

        return Convert.ToBase64String(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <exception cref="QueryFailure">The text is no cursor, or names a collection that is not there.</exception>
    public static SetCursor Read(FqlRun run, string text, Span span)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes.AsSpan().StartsWith(Mark))
            {
                var state = JsonDocument.Parse(bytes.AsMemory(Mark.Length), new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
                var codec = new ValueDecoder(run, span);
                var from = codec.Read(state[1]);
                return new SetCursor((FqlSet)codec.Read(state[0]), from is NullValue ? null : from, state[2].GetInt64(), state[3].GetInt32());
            }
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException)
        {
            // Falls through: whatever it is, it is no cursor.
        }

        throw new QueryFailure("invalid_cursor", "Cursor cursor is invalid or expired.", span);
    }
}

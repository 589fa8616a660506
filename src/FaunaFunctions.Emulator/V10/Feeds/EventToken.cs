using System.Buffers.Binary;
using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>An event source.</summary>
/// <param name="Set">The set whose changes are told.</param>
/// <param name="Fields">Functions whose value must have changed; none for any change.</param>
/// <param name="StartTs">The time (µs) from which on they are told.</param>
internal sealed record EventToken(FqlSet Set, IReadOnlyList<Value> Fields, long StartTs)
{
    // What makes the text begin as the server's tokens do.
    private static ReadOnlySpan<byte> Mark => [0x83, 0xD5, 0x82];

    public static string Write(FqlRun run, EventToken token)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Mark);
        using (var json = new Utf8JsonWriter(bytes))
        {
            var codec = new ValueEncoder(run, json);
            json.WriteStartArray();
            codec.Write(token.Set);
            codec.Write(new ArrayValue(token.Fields));
            json.WriteNumberValue(token.StartTs);
            json.WriteEndArray();
        }

        return Convert.ToBase64String(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads a token; null when the text is none.</summary>
    /// <exception cref="QueryFailure">It names a collection that is not there.</exception>
    public static EventToken? Read(FqlRun run, string text, Span span)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (!bytes.AsSpan().StartsWith(Mark))
            {
                return null;
            }

            var state = JsonDocument.Parse(bytes.AsMemory(Mark.Length), new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
            var codec = new ValueDecoder(run, span);
            return new EventToken((FqlSet)codec.Read(state[0]), ((ArrayValue)codec.Read(state[1])).Items, state[2].GetInt64());
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>A place in a feed: what lies behind it comes next.</summary>
/// <param name="Ts">Time of a transaction, µs.</param>
/// <param name="Ordinal">Position among its changes.</param>
internal readonly record struct EventCursor(long Ts, int Ordinal)
{
    // What makes the text begin as the server's cursors do.
    private static ReadOnlySpan<byte> Mark => [0x82, 0xC1, 0x82];

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[15];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[3..], Ts);
        BinaryPrimitives.WriteInt32BigEndian(bytes[11..], Ordinal);
        return Convert.ToBase64String(bytes);
    }

    public static EventCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[18];
        return text.Length == 20 && Convert.TryFromBase64String(text, bytes, out var length) && length == 15 && bytes.StartsWith(Mark)
            ? new EventCursor(BinaryPrimitives.ReadInt64BigEndian(bytes[3..]), BinaryPrimitives.ReadInt32BigEndian(bytes[11..]))
            : null;
    }
}

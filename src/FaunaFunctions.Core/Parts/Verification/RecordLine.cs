using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>What a record tells of a document.</summary>
internal enum RecordKind
{
    /// <summary>How it stood.</summary>
    Version,

    /// <summary>That it was deleted.</summary>
    Deletion,

    /// <summary>That it was gone, though nobody saw it go.</summary>
    InferredDeletion,
}

/// <summary>One line of a part: a JSON object with <c>ref</c> and <c>ts</c> first.</summary>
internal static class RecordLine
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads a line to its end.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <param name="deletedColumn">Name of the column that only deletion records have, in the third place; or null.</param>
    /// <param name="key">The record's id and time.</param>
    /// <param name="kind">What it tells.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> line, ReadOnlySpan<byte> deletedColumn, out DocumentKey key, out RecordKind kind)
    {
        key = default;
        kind = RecordKind.Version;
        if (!Utf8.IsValid(line))
        {
            return "is not UTF-8";
        }

        try
        {
            return ReadRecord(line, deletedColumn, out key, out kind);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Without the reader's own message, which may quote the record.
            return e is JsonException { BytePositionInLine: { } at } ? string.Create(CultureInfo.InvariantCulture, $"is not JSON, at its byte {at}") : "is not JSON";
        }
    }

    private static string? ReadRecord(ReadOnlySpan<byte> line, ReadOnlySpan<byte> deletedColumn, out DocumentKey key, out RecordKind kind)
    {
        var reader = new Utf8JsonReader(line, s_options);
        key = default;
        kind = RecordKind.Version;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "is not a JSON object";
        }

        if (!ReadName(ref reader, "ref"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String || !IsId(reader.ValueSpan, out var id))
        {
            return "does not start with a document's id in ref";
        }

        if (!ReadName(ref reader, "ts"u8) || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var ts))
        {
            return "has no whole number of microseconds in ts behind ref";
        }

        key = new DocumentKey(ts, id);
        if (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !deletedColumn.IsEmpty && reader.ValueTextEquals(deletedColumn)
            && !ReadDeletion(ref reader, out kind))
        {
            return "is a deletion record with more than its time";
        }

        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("ref"u8) || reader.ValueTextEquals("ts"u8)))
            {
                return "has ref or ts twice";
            }
        }

        return null;
    }

    private static bool ReadDeletion(ref Utf8JsonReader reader, out RecordKind kind)
    {
        kind = RecordKind.Deletion;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || !reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return true;
        }

        kind = RecordKind.InferredDeletion;
        return reader.ValueTextEquals(DeletionRecord.InferredColumn) && reader.Read() && reader.TokenType == JsonTokenType.True
            && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool ReadName(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name);

    /// <summary>One id has one spelling: without it, a row could be there twice unseen.</summary>
    private static bool IsId(ReadOnlySpan<byte> text, out long id)
    {
        Span<byte> canonical = stackalloc byte[20];
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id)
            && id.TryFormat(canonical, out var length, default, CultureInfo.InvariantCulture)
            && canonical[..length].SequenceEqual(text);
    }
}

using System.Buffers;
using System.Globalization;

namespace FaunaFunctions.Core.Records;

/// <summary>Writes deletion records, which are the same through both languages: <c>ref</c>, <c>ts</c> and the deleted-at column.</summary>
internal sealed class DeletionRecord
{
    private readonly byte[]? _head;
    private readonly RecordBuffer _record;

    /// <param name="layout">The columns.</param>
    /// <param name="record">Where a record is put together.</param>
    public DeletionRecord(RecordLayout layout, RecordBuffer record)
    {
        _record = record;
        _head = layout.DeletedColumn is { } name ? RecordColumn.Head(name) : null;
    }

    /// <summary>Name of the column that only inferred deletions have; it holds <c>true</c>.</summary>
    public const string InferredColumn = "deleted_inferred";

    /// <summary>Writes one, with its final line feed.</summary>
    /// <param name="key">The document, and the time of its deletion in µs.</param>
    /// <param name="output">Receives one line.</param>
    /// <exception cref="InvalidOperationException">The layout has no column for deletions.</exception>
    /// <exception cref="RecordInvalid">The time lies outside the years 1 to 9999.</exception>
    public void Write(DocumentKey key, IBufferWriter<byte> output) => Write(key, "\"}\n"u8, output);

    /// <summary>The same for a deletion that nobody saw: at its time the document was gone.</summary>
    public void WriteInferred(DocumentKey key, IBufferWriter<byte> output) => Write(key, "\",\"deleted_inferred\":true}\n"u8, output);

    private void Write(DocumentKey key, ReadOnlySpan<byte> end, IBufferWriter<byte> output)
    {
        if (_head is null)
        {
            throw new InvalidOperationException("A deletion cannot be written: the record layout has no column for it.");
        }

        Span<byte> text = stackalloc byte[32];
        _record.Length = 0;
        _record.Append("{\"ref\":\""u8);
        _record.Append(key.Id);
        _record.Append("\",\"ts\":"u8);
        _record.Append(key.Ts);
        _record.Append(_head);
        _record.Append((byte)'"');
        TimeOf(key).TryFormat(text, out var used, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _record.Append(text[..used]);
        _record.Append(end);
        _record.CopyTo(output);
    }

    private static DateTime TimeOf(DocumentKey key)
    {
        const long min = -62_135_596_800_000_000, max = 253_402_300_799_999_999;
        return key.Ts is >= min and <= max
            ? DateTime.UnixEpoch.AddTicks(key.Ts * TimeSpan.TicksPerMicrosecond)
            : throw new RecordInvalid($"The deletion of document {key.Id} at {key.Ts} µs lies outside the years that can be written.", key.Id);
    }
}

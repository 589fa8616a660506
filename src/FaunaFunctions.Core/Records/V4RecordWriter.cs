using System.Buffers;
using System.Globalization;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Records of documents as FQL v4 puts them on the wire:
/// <c>{"ref":{"@ref":…},"ts":…,"data":{…},"ttl":{"@ts":…}}</c>, the fields in any order.
/// </summary>
/// <remarks>A record is built in the writer's own buffer and handed over whole. Nothing is allocated per document.</remarks>
internal sealed class V4RecordWriter : IRecordWriter
{
    private readonly RecordBuffer _record = new();
    private readonly V4DocumentReader _reader;
    private readonly byte[]? _deletedHead;

    /// <param name="layout">The columns.</param>
    /// <exception cref="ArgumentException">An additional column has an empty path.</exception>
    public V4RecordWriter(RecordLayout layout)
    {
        _reader = new V4DocumentReader(layout, _record);
        _deletedHead = layout.DeletedColumn is { } name ? RecordColumn.Head(name) : null;
    }

    /// <inheritdoc/>
    public DocumentKey WriteDocument(ReadOnlySpan<byte> page, ref int offset, IBufferWriter<byte> output)
    {
        DocumentKey key;
        int behind;
        try
        {
            key = _reader.Read(page, offset, out behind);
        }
        catch (WireInvalid invalid)
        {
            throw Explained(invalid, page, offset);
        }

        _record.Append((byte)'\n');
        _record.CopyTo(output);
        offset = behind;
        return key;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The layout has no column for deletions.</exception>
    /// <exception cref="RecordInvalid">The time lies outside the years 1 to 9999.</exception>
    public void WriteDeletion(DocumentKey key, IBufferWriter<byte> output)
    {
        if (_deletedHead is null)
        {
            throw new InvalidOperationException("A deletion cannot be written: the record layout has no column for it.");
        }

        Span<byte> text = stackalloc byte[32];
        _record.Length = 0;
        _record.Append("{\"ref\":\""u8);
        key.Id.TryFormat(text, out var used, default, CultureInfo.InvariantCulture);
        _record.Append(text[..used]);
        _record.Append("\",\"ts\":"u8);
        key.Ts.TryFormat(text, out used, default, CultureInfo.InvariantCulture);
        _record.Append(text[..used]);
        _record.Append(_deletedHead);
        _record.Append((byte)'"');
        TimeOf(key).TryFormat(text, out used, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _record.Append(text[..used]);
        _record.Append("\"}\n"u8);
        _record.CopyTo(output);
    }

    private static DateTime TimeOf(DocumentKey key)
    {
        const long min = -62_135_596_800_000_000, max = 253_402_300_799_999_999;
        return key.Ts is >= min and <= max
            ? DateTime.UnixEpoch.AddTicks(key.Ts * TimeSpan.TicksPerMicrosecond)
            : throw new RecordInvalid($"The deletion of document {key.Id} at {key.Ts} µs lies outside the years that can be written.", key.Id);
    }

    private RecordInvalid Explained(WireInvalid invalid, ReadOnlySpan<byte> page, int offset)
    {
        var id = _reader.Id ?? V4DocumentReader.PeekId(page, offset);
        return new RecordInvalid(
            string.Create(CultureInfo.InvariantCulture, $"{Name(id)} cannot be exported: {invalid.Message} (byte {invalid.Offset} of the answer)."),
            id,
            invalid);
    }

    private static string Name(long? id) =>
        id is { } known ? string.Create(CultureInfo.InvariantCulture, $"Document {known}") : "A document whose id could not be read";
}

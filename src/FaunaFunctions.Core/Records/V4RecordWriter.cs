using System.Buffers;

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
    private readonly DeletionRecord _deletion;

    /// <param name="layout">The columns.</param>
    /// <exception cref="ArgumentException">An additional column has an empty path.</exception>
    public V4RecordWriter(RecordLayout layout)
    {
        _reader = new V4DocumentReader(layout, _record);
        _deletion = new DeletionRecord(layout, _record);
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
            throw invalid.Of(_reader.Id ?? V4DocumentReader.PeekId(page, offset));
        }

        _record.Append((byte)'\n');
        _record.CopyTo(output);
        offset = behind;
        return key;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The layout has no column for deletions.</exception>
    /// <exception cref="RecordInvalid">The time lies outside the years 1 to 9999.</exception>
    public void WriteDeletion(DocumentKey key, IBufferWriter<byte> output) => _deletion.Write(key, output);
}

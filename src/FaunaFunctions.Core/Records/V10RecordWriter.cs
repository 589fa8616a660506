using System.Buffers;
using System.Text;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Records of documents as FQL v10 puts them on the wire in its tagged format: <c>{"@doc":{"id":…,"coll":…,"ts":…,"ttl":…, the user's fields}}</c>, or,
/// mapped, <c>{"id":…,"ts":…,"ttl":…,"data":…}</c>. The same document gives the same record as through v4.
/// </summary>
/// <remarks>A record is built in the writer's own buffer and handed over whole. Nothing is allocated per document.</remarks>
internal sealed class V10RecordWriter : IRecordWriter
{
    private readonly RecordBuffer _record = new();
    private readonly V10DocumentReader _reader;
    private readonly DeletionRecord _deletion;
    private readonly TaggedContent _content;

    /// <param name="layout">The columns.</param>
    /// <param name="collection">The collection's name.</param>
    /// <exception cref="ArgumentException">An additional column has an empty path.</exception>
    public V10RecordWriter(RecordLayout layout, string collection)
    {
        _reader = new V10DocumentReader(layout, Encoding.UTF8.GetBytes(collection), _record);
        _deletion = new DeletionRecord(layout, _record);
        _content = new TaggedContent(_record);
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
            throw invalid.Of(_reader.Id);
        }

        _record.Append((byte)'\n');
        _record.CopyTo(output);
        offset = behind;
        return key;
    }

    /// <inheritdoc/>
    public long? SkipGone(ReadOnlySpan<byte> page, ref int offset)
    {
        try
        {
            return V10Gone.Read(page, ref offset, _content);
        }
        catch (WireInvalid invalid)
        {
            throw invalid.Of(null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The layout has no column for deletions.</exception>
    /// <exception cref="RecordInvalid">The time lies outside the years 1 to 9999.</exception>
    public void WriteDeletion(DocumentKey key, IBufferWriter<byte> output) => _deletion.Write(key, output);
}

using System.Buffers;

namespace FaunaFunctions.Core.Records;

/// <summary>Turns documents on the wire into NDJSON records. Not thread-safe; one writer serves one run.</summary>
public interface IRecordWriter
{
    /// <summary>
    /// Writes the record of the document that starts at <paramref name="offset"/>, with its final <c>\n</c>,
    /// and moves <paramref name="offset"/> behind the document.
    /// Nothing is advanced in <paramref name="output"/> when it throws.
    /// </summary>
    /// <param name="page">The whole answer; it was checked to be valid UTF-8.</param>
    /// <param name="offset">Where the document's <c>{</c> stands.</param>
    /// <param name="output">Receives one line.</param>
    /// <returns>The document's id and time.</returns>
    /// <exception cref="RecordInvalid">The document is malformed, cut short, or lacks a required column.</exception>
    DocumentKey WriteDocument(ReadOnlySpan<byte> page, ref int offset, IBufferWriter<byte> output);

    /// <summary>
    /// The id of a document that is gone by now, where only a reference stands in its place; <paramref name="offset"/> moves behind it. Null for a
    /// document, which is left to <see cref="WriteDocument"/>.
    /// </summary>
    /// <param name="page">The whole answer.</param>
    /// <param name="offset">Where the <c>{</c> stands.</param>
    /// <exception cref="RecordInvalid">The reference is malformed, or one that the key may not read.</exception>
    long? SkipGone(ReadOnlySpan<byte> page, ref int offset) => null;

    /// <summary>Writes a deletion record: <c>ref</c>, <c>ts</c> and the deleted-at column, with its final <c>\n</c>.</summary>
    /// <param name="key">The document, and the time of its deletion in µs.</param>
    /// <param name="output">Receives one line.</param>
    void WriteDeletion(DocumentKey key, IBufferWriter<byte> output);
}

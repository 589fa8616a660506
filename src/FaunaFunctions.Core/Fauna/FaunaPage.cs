using System.Buffers;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// One page of documents as the server sent it, in a pooled buffer that goes back when the page is disposed.
/// The head (cursor) has been read; the documents have not.
/// </summary>
/// <remarks>
/// Documents are read in place: start at <see cref="FirstDocument"/>; after each document stands <c>,</c> and another, or <c>]</c>.
/// White space between them is skipped by the record writer's caller with <see cref="NextDocument"/>.
/// </remarks>
public sealed class FaunaPage : IDisposable
{
    private IMemoryOwner<byte>? _owner;

    /// <param name="owner">The buffer, owned by the page from here on.</param>
    /// <param name="length">Bytes of the answer in the buffer.</param>
    /// <param name="firstDocument">Offset of the first document's <c>{</c>, or of the closing <c>]</c> of an empty page.</param>
    /// <param name="next">Where the next page starts; null at the end.</param>
    public FaunaPage(IMemoryOwner<byte> owner, int length, int firstDocument, DocumentKey? next)
    {
        _owner = owner;
        Length = length;
        FirstDocument = firstDocument;
        Next = next;
    }

    /// <summary>Bytes of the answer.</summary>
    public int Length { get; }

    /// <summary>Offset of the first document's <c>{</c>, or of the closing <c>]</c> of an empty page.</summary>
    public int FirstDocument { get; }

    /// <summary>Where the next page starts (inclusive), as the server's cursor says; null when this page reaches the end.</summary>
    public DocumentKey? Next { get; }

    /// <summary>The server's own cursor to what follows, of a page that was read by one; null for any other, and at the end.</summary>
    public string? After { get; init; }

    /// <summary>The time (µs) that a page read by the server's own cursor shows; 0 for any other, which is read at the time that was asked for.</summary>
    public long At { get; init; }

    /// <summary>Why the documents stand here without their computed fields; null when they do not.</summary>
    public string? Plain { get; init; }

    /// <summary>The answer's bytes; valid UTF-8.</summary>
    public ReadOnlySpan<byte> Json =>
        (_owner ?? throw new ObjectDisposedException(nameof(FaunaPage))).Memory.Span[..Length];

    /// <summary>Whether the page holds nothing.</summary>
    public bool IsEmpty
    {
        get
        {
            var offset = FirstDocument;
            return !NextDocument(ref offset);
        }
    }

    /// <summary>
    /// Whether a document starts at <paramref name="offset"/>, after moving it over white space and the comma
    /// that must stand between two documents. False at the closing <c>]</c>.
    /// </summary>
    /// <param name="offset">Behind the last document, or <see cref="FirstDocument"/>.</param>
    /// <exception cref="FaunaProtocolViolation">Anything else stands there.</exception>
    public bool NextDocument(ref int offset)
    {
        var json = Json;
        var separated = offset == FirstDocument;
        for (; offset < json.Length; offset++)
        {
            switch (json[offset])
            {
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    continue;
                case (byte)',' when !separated:
                    separated = true;
                    continue;
                case (byte)'{' when separated:
                    return true;
                case (byte)']' when !separated || offset == FirstDocument:
                    return false;
                default:
                    throw new FaunaProtocolViolation(
                        $"A page of documents holds '{(char)json[offset]}' at byte {offset} where a document or the end of the page was expected.");
            }
        }

        throw new FaunaProtocolViolation($"A page of documents ends at byte {offset} without its closing bracket.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _owner, null)?.Dispose();
    }
}

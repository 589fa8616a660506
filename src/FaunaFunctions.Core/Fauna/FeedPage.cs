using System.Buffers;

namespace FaunaFunctions.Core.Fauna;

/// <summary>What an event of a feed tells.</summary>
public enum FeedEventKind
{
    /// <summary>A document was created or changed; the event holds its new version.</summary>
    Written,

    /// <summary>A document was deleted; the event holds its last version.</summary>
    Removed,

    /// <summary>The version has expired by now: nothing of it is told but its id. A later event brings a later version, if there is one.</summary>
    Expired,
}

/// <summary>One event of a feed.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Document">Offset in the page of the document's <c>{</c>.</param>
/// <param name="Id">The document.</param>
/// <param name="At">Time of the transaction, µs.</param>
/// <param name="Cursor">The cursor that goes on behind the event, as a stretch of the page.</param>
public readonly record struct FeedEvent(FeedEventKind Kind, int Document, long Id, long At, Range Cursor);

/// <summary>One page of a feed as the server sent it, in a pooled buffer that goes back when the page is disposed.</summary>
/// <param name="owner">The buffer, owned by the page from here on.</param>
/// <param name="length">Bytes of the answer in the buffer.</param>
/// <param name="events">By time, then id.</param>
/// <param name="next">The cursor that goes on behind the page; at the end of what there is, one that stands for the present.</param>
/// <param name="hasMore">Whether more has happened already. A page without events may say so.</param>
public sealed class FeedPage(IMemoryOwner<byte> owner, int length, IReadOnlyList<FeedEvent> events, string next, bool hasMore) : IDisposable
{
    private IMemoryOwner<byte>? _owner = owner;

    /// <summary>Bytes of the answer.</summary>
    public int Length { get; } = length;

    /// <summary>By time, then id.</summary>
    public IReadOnlyList<FeedEvent> Events { get; } = events;

    /// <summary>The cursor that goes on behind the page.</summary>
    public string Next { get; } = next;

    /// <summary>Whether more has happened already.</summary>
    public bool HasMore { get; } = hasMore;

    /// <summary>The answer's bytes; valid UTF-8.</summary>
    public ReadOnlySpan<byte> Json =>
        (_owner ?? throw new ObjectDisposedException(nameof(FeedPage))).Memory.Span[..Length];

    /// <summary>The cursor that goes on behind an event.</summary>
    public string CursorOf(FeedEvent happened) => System.Text.Encoding.UTF8.GetString(Json[happened.Cursor]);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Dispose();
}

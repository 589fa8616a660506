using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// A stretch of an outline that one page is to hold. Ranges join without a gap: a page is asked for from where the range before it ends, and
/// its own cursor must point at the range behind it, so that a document that an outline left out is found wherever it lies.
/// </summary>
/// <param name="From">Where the page is asked for from, inclusive; null for the scan's start.</param>
/// <param name="Keys">What it must hold, in order; not empty.</param>
/// <param name="Following">The outline's next key behind the range; null at the scan's end.</param>
internal readonly record struct OutlineRange(DocumentKey? From, ReadOnlyMemory<DocumentKey> Keys, DocumentKey? Following)
{
    /// <summary>The first keys of the range, at least one.</summary>
    public OutlineRange First(int count) =>
        count >= Keys.Length ? this : new OutlineRange(From, Keys[..count], Keys.Span[count]);

    /// <summary>What is left behind the first keys; empty when there is nothing.</summary>
    public OutlineRange Behind(int count) =>
        count >= Keys.Length ? new OutlineRange(Following, default, Following) : new OutlineRange(Keys.Span[count], Keys[count..], Following);
}

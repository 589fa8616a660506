using System.Globalization;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Holds the documents of one page against the outline, the order of the scan, and its snapshot time.</summary>
internal sealed class PageCheck(Scan scan, OutlineRange? expected)
{
    private readonly List<DocumentKey> _missing = [];
    private int _taken;
    private int _next;

    /// <summary>Takes the page's next document.</summary>
    /// <param name="document">Its id and time.</param>
    /// <param name="before">The scan's document before it; null at the start.</param>
    /// <returns>False for a document behind the page's range: it fills the place of one that is missing, and belongs to the next range.</returns>
    /// <exception cref="PageDisagrees">It is not of this snapshot, not in order, or not in the outline.</exception>
    public bool Accept(DocumentKey document, DocumentKey? before)
    {
        var key = ScanOrder.KeyIn(scan, document);
        if (document.Ts > scan.At || (scan is UpdateScan updates && document.Ts <= updates.After))
        {
            throw new PageDisagrees(
                $"Document {Id(document)} has the time {document.Ts} µs, outside of what was asked for (up to {scan.At} µs). The answer is not of the snapshot that the request was pinned to.");
        }

        if (before is { } last && key <= last)
        {
            throw new PageDisagrees($"Document {Id(document)} came after document {Id(last)}: the page is not in the order of its scan.");
        }

        if (expected is not { } range)
        {
            return true;
        }

        var outline = range.Keys.Span;
        while (_next < outline.Length && outline[_next] < key)
        {
            _missing.Add(outline[_next++]);
        }

        if (_next == outline.Length)
        {
            if (_missing.Count == 0)
            {
                throw new PageDisagrees($"A page holds document {Id(document)} beyond the {outline.Length} documents that were asked for.");
            }

            RequireFollowing(key);
            return false;
        }

        if (outline[_next] != key)
        {
            throw new PageDisagrees(
                $"A page holds document {Id(document)}, which the outline at the same time ({scan.At} µs) does not hold. The run stops; its cursor has not moved.");
        }

        _next++;
        return true;
    }

    /// <summary>Takes a document that the page says is gone: without an outline it is missing, with one that is seen by itself.</summary>
    public void Gone(long id)
    {
        if (expected is null)
        {
            _missing.Add(new DocumentKey(0, id));
        }
    }

    /// <summary>Whether keys of the outline were passed over that nobody has taken yet: what came behind them may not be kept before they are explained.</summary>
    public bool HasMissing => _missing.Count > _taken;

    /// <summary>The keys that were passed over since the last call.</summary>
    public IReadOnlyList<DocumentKey> TakeMissing()
    {
        var missing = _missing[_taken..];
        _taken = _missing.Count;
        return missing;
    }

    /// <summary>The page is over.</summary>
    /// <param name="next">Its cursor: the key behind it, null at the scan's end.</param>
    /// <returns>The keys that did not come, in order: of the outline; without one, of documents that the page says are gone.</returns>
    /// <exception cref="PageDisagrees">The cursor points at a document that the outline left out.</exception>
    public IReadOnlyList<DocumentKey> Finish(DocumentKey? next)
    {
        if (expected is { } range)
        {
            _missing.AddRange(range.Keys.Span[_next..]);
            _next = range.Keys.Length;
            if (next is { } behind)
            {
                RequireFollowing(ScanOrder.KeyIn(scan, behind));
            }
        }

        return TakeMissing();
    }

    // A later one may follow than the outline says: what expired in between is missing from its own range, and found there.
    private void RequireFollowing(DocumentKey key)
    {
        if (expected!.Value.Following is not { } following || key < following)
        {
            throw new PageDisagrees(
                $"Document {Id(key)} follows in a page where the outline at the same time ({scan.At} µs) leaves it out. The run stops so that no row is lost; its cursor has not moved.");
        }
    }

    /// <summary>Names documents for a message: all of a few, the first of many.</summary>
    public static string Describe(IReadOnlyList<DocumentKey> keys)
    {
        const int Most = 10;
        var ids = string.Join(", ", keys.Take(Most).Select(Id));
        return keys.Count == 1 ? $"document {ids}" : keys.Count <= Most ? $"documents {ids}" : $"{keys.Count} documents: {ids} …";
    }

    private static string Id(DocumentKey key) => key.Id.ToString(CultureInfo.InvariantCulture);
}

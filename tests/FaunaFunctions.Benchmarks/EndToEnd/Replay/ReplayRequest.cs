namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What a request asks of a replay server.</summary>
internal enum ReplayKind
{
    Unknown,

    /// <summary>The server's time.</summary>
    Now,

    /// <summary>Documents of a page.</summary>
    Documents,

    /// <summary>Ids of a page.</summary>
    Ids,

    /// <summary>References of a page.</summary>
    References,

    /// <summary>The number of documents.</summary>
    Count,

    /// <summary>One document by an id that none has.</summary>
    Missing,
}

/// <summary>An export's request.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Collection">Of which collection; empty when none is named.</param>
/// <param name="After">First id of the page, or of what is counted; null for the start.</param>
/// <param name="Size">The most documents.</param>
/// <param name="To">Last id of what is counted; null for the end.</param>
internal readonly record struct ReplayRequest(ReplayKind Kind, string Collection, long? After, int Size, long? To = null)
{
    /// <summary>Documents between two ids.</summary>
    public int Counted(ReplayCollection collection) =>
        (To is { } to ? collection.IndexOf(to + 1) : collection.Count) - (After is { } from ? collection.IndexOf(from) : 0);

    /// <summary>Index of the page's first document, and how many there are in it.</summary>
    public (int Start, int Count) Page(ReplayCollection collection)
    {
        var start = After is { } after ? collection.IndexOf(after) : 0;
        return (start, Math.Min(Size, collection.Count - start));
    }

    /// <summary>Id of the document behind the page; null at the end.</summary>
    public long? Behind(ReplayCollection collection)
    {
        var (start, count) = Page(collection);
        return start + count < collection.Count ? ReplayCollection.IdOf(start + count) : null;
    }
}

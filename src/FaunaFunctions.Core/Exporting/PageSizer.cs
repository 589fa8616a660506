namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// How many documents to ask for at once: as many as the settings allow, fewer when documents are large
/// or the server could not answer in time. Safe for concurrent calls.
/// </summary>
internal sealed class PageSizer
{
    private const int LargestGrowth = 8;
    private const int PagesBeforeRecovery = 16;
    private const double Headroom = 1.25;

    private readonly Lock _lock = new();
    private readonly int _most;
    private readonly int _first;
    private readonly long _pageBytes;
    private int _ceiling;
    private int _largestSeen;
    private int _goodPages;
    private double _bytesPerDocument;

    /// <param name="most">The most documents per page (the setting).</param>
    /// <param name="first">Documents of the first page.</param>
    /// <param name="pageBytes">Bytes that a page should not exceed, where it has more than one document.</param>
    public PageSizer(int most, int first, long pageBytes)
    {
        _most = most;
        _first = Math.Min(first, most);
        _pageBytes = pageBytes;
        _ceiling = most;
    }

    /// <summary>Bytes that a page should not exceed.</summary>
    public long PageBytes => _pageBytes;

    /// <summary>Whether a page has been seen, so that sizes can be estimated.</summary>
    public bool Knows
    {
        get
        {
            lock (_lock)
            {
                return _bytesPerDocument > 0;
            }
        }
    }

    /// <summary>Documents to ask for next, at least 1.</summary>
    public int Next()
    {
        lock (_lock)
        {
            if (_bytesPerDocument == 0)
            {
                return Math.Min(_first, _ceiling);
            }

            var fitting = Math.Min(_pageBytes / _bytesPerDocument, (double)_largestSeen * LargestGrowth);
            return (int)Math.Clamp(fitting, 1, _ceiling);
        }
    }

    /// <summary>Bytes that an answer with this many documents is expected to take, on the safe side.</summary>
    public long Estimate(int documents)
    {
        lock (_lock)
        {
            return _bytesPerDocument == 0 ? _pageBytes : (long)(documents * _bytesPerDocument * Headroom) + 512;
        }
    }

    /// <summary>A page arrived.</summary>
    public void Observe(int documents, long bytes)
    {
        if (documents == 0)
        {
            return;
        }

        lock (_lock)
        {
            var seen = (double)bytes / documents;
            _bytesPerDocument = Math.Max(seen, _bytesPerDocument == 0 ? seen : (0.8 * _bytesPerDocument) + (0.2 * seen));
            _largestSeen = Math.Max(_largestSeen, documents);
            if (_ceiling < _most && ++_goodPages >= PagesBeforeRecovery)
            {
                _goodPages = 0;
                _ceiling = Math.Min(_most, _ceiling + Math.Max(1, _ceiling / 4));
            }
        }
    }

    /// <summary>A page of this size took too long, or was too large for the server or for us.</summary>
    /// <returns>The size to try instead; equal to <paramref name="size"/> when it cannot shrink further.</returns>
    public int TooLarge(int size)
    {
        lock (_lock)
        {
            _goodPages = 0;
            var half = Math.Max(1, size / 2);
            _ceiling = Math.Min(_ceiling, half);
            return half;
        }
    }
}

using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>What a first look at a feed says about a window.</summary>
/// <param name="IsChange">Whether something happened in the window, or may have.</param>
/// <param name="Next">Where the feed goes on behind it; null where nothing in it was passed by.</param>
internal readonly record struct FeedLook(bool IsChange, string? Next)
{
    /// <summary>Something happened in the window.</summary>
    public static FeedLook Change => new(true, null);

    /// <summary>Whether nothing happened in the window, nor since.</summary>
    public bool IsNothing => Next is not null;

    /// <summary>What a page says that starts where the window does.</summary>
    /// <param name="page">The page.</param>
    /// <param name="since">Start of the window, µs.</param>
    /// <param name="end">Its end, µs.</param>
    public static FeedLook At(FeedPage page, long since, long end)
    {
        foreach (var happened in page.Events)
        {
            if (happened.At > since)
            {
                return new FeedLook(happened.At <= end, null);
            }
        }

        return page.HasMore ? Change : new FeedLook(false, page.Next);
    }
}

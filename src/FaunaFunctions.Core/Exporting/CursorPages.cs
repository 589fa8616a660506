using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Pages along the server's own cursor, one request after the other: a page's cursor stands before its documents, so the next one is fetched while they are written.</summary>
internal sealed class CursorPages(IPagesByCursor source, PageFetcher fetcher, ReadProof proof)
{
    // A page that has no cursor of its own cannot be read again as it was: where it holds one document, no part ends in its middle.
    private const int FirstSize = 1;

    /// <summary>The page that a cursor starts with. Nothing there is believed when it is seen twice, with a proof in between.</summary>
    /// <param name="source">The documents.</param>
    /// <param name="proof">That the key may read them.</param>
    /// <param name="from">First key wanted; null for the start.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<FaunaPage> OpenAsync(IPagesByCursor source, ReadProof proof, DocumentKey? from, CancellationToken cancellationToken)
    {
        var page = await source.OpenAsync(from, FirstSize, cancellationToken);
        if (!page.IsEmpty)
        {
            return page;
        }

        var useless = page;
        try
        {
            await proof.ConfirmAsync(0, cancellationToken);
            var again = await source.OpenAsync(from, FirstSize, cancellationToken);

            // Nothing that is seen twice is that of the first look: what was written in between was looked for once.
            (page, useless) = again.IsEmpty ? (page, again) : (again, page);
            return page;
        }
        finally
        {
            useless.Dispose();
        }
    }

    /// <summary>The pages from a cursor on; the caller disposes each.</summary>
    /// <param name="cursor">Where to start.</param>
    /// <param name="at">The cursor's time, µs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Each page with the cursor that it was read by.</returns>
    /// <exception cref="CollectionMadeAnew">A page is empty, where its cursor stands for a document.</exception>
    public async IAsyncEnumerable<(string Cursor, ScannedPage Page)> ReadAsync(
        string cursor, long at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ScannedPage>? following = FetchAsync(cursor, at, stop.Token);
        try
        {
            while (following is not null)
            {
                var page = await following;
                var after = page.Page.After;
                following = after is null ? null : FetchAsync(after, at, stop.Token);
                yield return (cursor, page);
                cursor = after ?? cursor;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await DiscardAsync(following);
        }
    }

    private async Task<ScannedPage> FetchAsync(string cursor, long at, CancellationToken cancellationToken)
    {
        var page = await FetchOnceAsync(cursor, at, cancellationToken);
        if (!page.Page.IsEmpty)
        {
            return page;
        }

        page.Dispose();
        await proof.ConfirmAsync(at, cancellationToken);
        page = await FetchOnceAsync(cursor, at, cancellationToken);
        if (!page.Page.IsEmpty)
        {
            return page;
        }

        page.Dispose();
        throw new CollectionMadeAnew(
            $"The documents that a cursor stood for are gone at its own time ({MicroTime.ToIso(at)}): the collection was dropped and made anew while it was read, or they all expired.");
    }

    private async Task<ScannedPage> FetchOnceAsync(string cursor, long at, CancellationToken cancellationToken)
    {
        var documents = fetcher.Sizer.Next();
        while (true)
        {
            try
            {
                var size = documents;
                var ticket = await fetcher.AdmitAsync(size, cancellationToken);
                var (page, room) = await fetcher.FetchAsync(
                    ticket, (observer, token) => source.ReadAsync(cursor, at, size, observer, token), size, cancellationToken);
                return new ScannedPage(page, null, room);
            }
            catch (PageFetcher.PageTooLarge tooLarge)
            {
                documents = tooLarge.Try;
            }
        }
    }

    private static async Task DiscardAsync(Task<ScannedPage>? fetching)
    {
        try
        {
            (fetching is null ? null : await fetching)?.Dispose();
        }
        catch (Exception failure) when (failure is FaunaException or OperationCanceledException or CollectionMadeAnew)
        {
            // The reader has gone, or has seen it.
        }
    }
}

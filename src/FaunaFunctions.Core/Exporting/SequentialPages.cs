using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Plain pages, one request after the other, without an outline. A page's cursor stands before its documents, so the next
/// request leaves while they are being written.
/// </summary>
internal sealed class SequentialPages(PageFetcher fetcher, ReadProof proof) : IPageStream
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedPage> ReadAsync(
        Scan scan, DocumentKey? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var request = FetchAsync(scan, from, stop.Token);
        try
        {
            while (true)
            {
                var page = await request;
                if (page.Page.Next is { } next)
                {
                    request = FetchAsync(scan, next, stop.Token);
                    yield return page;
                    continue;
                }

                request = Task.FromResult(page);
                yield return page;
                yield break;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await DiscardAsync(request);
        }
    }

    // Nothing there, or nothing that the key may see, if only for a moment: believed when it is seen twice, with a proof in between.
    private async Task<ScannedPage> FetchAsync(Scan scan, DocumentKey? from, CancellationToken cancellationToken)
    {
        var page = await FetchOnceAsync(scan, from, cancellationToken);
        if (!IsEmpty(page.Page))
        {
            return page;
        }

        page.Dispose();
        await proof.ConfirmAsync(scan.At, cancellationToken);
        return await FetchOnceAsync(scan, from, cancellationToken);
    }

    private async Task<ScannedPage> FetchOnceAsync(Scan scan, DocumentKey? from, CancellationToken cancellationToken)
    {
        var documents = fetcher.Sizer.Next();
        while (true)
        {
            try
            {
                var ticket = await fetcher.AdmitAsync(documents, cancellationToken);
                var (page, room) = await fetcher.FetchAsync(ticket, scan, from, documents, cancellationToken);
                return new ScannedPage(page, null, room);
            }
            catch (PageFetcher.PageTooLarge tooLarge)
            {
                documents = tooLarge.Try;
            }
        }
    }

    private static bool IsEmpty(FaunaPage page)
    {
        var offset = page.FirstDocument;
        return !page.NextDocument(ref offset);
    }

    private static async Task DiscardAsync(Task<ScannedPage> request)
    {
        try
        {
            (await request).Dispose();
        }
        catch (Exception failure) when (failure is FaunaException or OperationCanceledException)
        {
            // The reader has gone: what a request that it will not see would have said is of no use.
        }
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Plain pages, one request after the other, without an outline. A page's cursor stands before its documents, so the next
/// request leaves while they are being written; and a few pages that have arrived may wait, so that neither side stops for the other's hiccup.
/// </summary>
internal sealed class SequentialPages(PageFetcher fetcher, ReadProof proof) : IPageStream
{
    // Beside the one being written and the one being fetched.
    private const int MostPagesWaiting = 4;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedPage> ReadAsync(
        Scan scan, DocumentKey? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pages = Channel.CreateBounded<ScannedPage>(
            new BoundedChannelOptions(MostPagesWaiting) { SingleReader = true, SingleWriter = true });
        var asking = AskAsync(scan, from, pages.Writer, stop.Token);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellationToken))
            {
                yield return page;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await asking;
            while (pages.Reader.TryRead(out var page))
            {
                page.Dispose();
            }
        }
    }

    // Never throws: a failure closes the channel and is seen by the reader in its place, behind the pages that arrived before it.
    private async Task AskAsync(Scan scan, DocumentKey? from, ChannelWriter<ScannedPage> pages, CancellationToken cancellationToken)
    {
        try
        {
            var next = from;
            do
            {
                var page = await FetchAsync(scan, next, cancellationToken);
                next = page.Page.Next;
                await HandOutAsync(page, pages, cancellationToken);
            }
            while (next is not null);

            pages.Complete();
        }
        catch (Exception failure)
        {
            pages.Complete(failure);
        }
    }

    private static async ValueTask HandOutAsync(ScannedPage page, ChannelWriter<ScannedPage> pages, CancellationToken cancellationToken)
    {
        try
        {
            await pages.WriteAsync(page, cancellationToken);
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    // Nothing there, or nothing that the key may see, if only for a moment: believed when it is seen twice, with a proof in between.
    private async Task<ScannedPage> FetchAsync(Scan scan, DocumentKey? from, CancellationToken cancellationToken)
    {
        var page = await FetchOnceAsync(scan, from, cancellationToken);
        if (!page.Page.IsEmpty)
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
}

using System.Diagnostics;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Fetches one page within the bounds that all pages share: places in flight, bytes in flight, documents per page.</summary>
internal sealed class PageFetcher(IFaunaSource source, PageSizer sizer, InFlightLimit limit, ByteBudget bytes)
{
    /// <summary>How many documents to ask for next.</summary>
    public PageSizer Sizer => sizer;

    /// <summary>Waits for a place and for room for an answer of this many documents.</summary>
    public async Task<Ticket> AdmitAsync(int documents, CancellationToken cancellationToken) =>
        await EnterAsync(await bytes.ReserveAsync(sizer.Estimate(documents), cancellationToken), cancellationToken);

    /// <summary>Waits for a place only: for the page that the writer, and so all room, waits for.</summary>
    public Task<Ticket> AdmitNextToWriteAsync(int documents, CancellationToken cancellationToken) =>
        EnterAsync(bytes.ReserveNow(sizer.Estimate(documents)), cancellationToken);

    private async Task<Ticket> EnterAsync(ByteBudget.Reservation room, CancellationToken cancellationToken)
    {
        try
        {
            return new Ticket(room, await limit.EnterAsync(cancellationToken));
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }

    /// <summary>Fetches a page with an admitted request.</summary>
    /// <exception cref="PageTooLarge">The server, or the room there is, cannot hold that many documents; the sizer knows. The ticket is used up.</exception>
    public Task<(FaunaPage Page, ByteBudget.Reservation Room)> FetchAsync(
        Ticket ticket, Scan scan, DocumentKey? from, int documents, CancellationToken cancellationToken) =>
        FetchAsync(ticket, (observer, token) => source.ReadPageAsync(scan, from, documents, observer, token), documents, cancellationToken);

    /// <summary>The same, of a page that is asked for in another way.</summary>
    public async Task<(FaunaPage Page, ByteBudget.Reservation Room)> FetchAsync(
        Ticket ticket, Func<IPageObserver, CancellationToken, Task<FaunaPage>> read, int documents, CancellationToken cancellationToken)
    {
        using var refuse = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var observer = new Observer(this, ticket, documents, refuse);
        var arrived = 0;
        FaunaPage? page = null;
        try
        {
            page = await read(observer, refuse.Token);
            ticket.Room.Resize(page.Length);
            sizer.Observe(documents, page.Length);
            arrived = documents;
            return (page, ticket.Room);
        }
        catch (OperationCanceledException) when (observer.Refused && !cancellationToken.IsCancellationRequested)
        {
            throw new PageTooLarge(sizer.TooLarge(documents));
        }
        catch (FaunaTimeout) when (documents > 1)
        {
            limit.Throttled(ticket.EnteredAt);
            throw new PageTooLarge(sizer.TooLarge(documents));
        }
        catch (FaunaPageTooLarge) when (documents > 1)
        {
            throw new PageTooLarge(sizer.TooLarge(documents));
        }
        finally
        {
            limit.Leave(ticket.EnteredAt, arrived);
            if (page is null)
            {
                ticket.Room.Dispose();
            }
        }
    }

    /// <summary>A request that may leave.</summary>
    internal sealed record Ticket(ByteBudget.Reservation Room, long EnteredAt);

    /// <summary>A page that did not fit; <see cref="Try"/> documents may.</summary>
    internal sealed class PageTooLarge(int tryInstead) : Exception
    {
        public int Try { get; } = tryInstead;
    }

    // Documents can be a thousand times larger than those before them. An answer far beyond its estimate that the
    // budget has no room for is given up at its headers and asked for again in smaller pages.
    private sealed class Observer(PageFetcher fetcher, Ticket ticket, int documents, CancellationTokenSource refuse) : IPageObserver
    {
        private const int FarBeyond = 4;

        public bool Refused { get; private set; }

        public void OnRetry(RetryReason reason) => fetcher.OnRetry(ticket, reason);

        public void OnAnswer(long length)
        {
            Debug.Assert(length >= 0, "A length is known when it is reported.");
            ticket.Room.Resize(length);
            if (documents > 1 && length > FarBeyond * fetcher.Sizer.PageBytes && fetcher.Overdrawn)
            {
                Refused = true;
                refuse.Cancel();
            }
        }
    }

    private bool Overdrawn => bytes.Used > bytes.Limit;

    private void OnRetry(Ticket ticket, RetryReason reason)
    {
        if (reason is RetryReason.Throttled or RetryReason.TimedOut)
        {
            limit.Throttled(ticket.EnteredAt);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Pages fetched in parallel and handed out in order, along an outline of keys: the outline is cut into ranges, every range is
/// asked for by where it starts and its number of keys, and the next outline is fetched while pages run.
/// </summary>
/// <param name="source">The collection.</param>
/// <param name="fetcher">Fetches the pages, within the bounds of what may be in flight.</param>
/// <param name="proof">That the key may read the collection.</param>
/// <param name="outlineSize">Keys per outline request.</param>
/// <param name="mostRanges">
/// The most ranges asked for or waiting for the writer. The budget bounds their bytes as well; but a writer that is slower than the server
/// would always have all of it waiting, which makes nothing faster.
/// </param>
internal sealed class ParallelPages(IFaunaSource source, PageFetcher fetcher, ReadProof proof, int outlineSize, int mostRanges) : IPageStream
{
    // No document can be asked for before the first outline is there: it is short.
    private const int FirstOutlineSize = 2500;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedPage> ReadAsync(
        Scan scan, DocumentKey? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ranges = Channel.CreateBounded<Task<Fetched>>(
            new BoundedChannelOptions(mostRanges) { SingleReader = true, SingleWriter = true });
        var asking = AskAsync(scan, from, ranges.Writer, stop.Token);
        try
        {
            await foreach (var range in ranges.Reader.ReadAllAsync(cancellationToken))
            {
                var fetched = await range;
                yield return fetched.Page;
                while (fetched.Rest.Keys.Length > 0)
                {
                    fetched = await FetchRestAsync(scan, fetched.Rest, cancellationToken);
                    yield return fetched.Page;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await asking;
            while (ranges.Reader.TryRead(out var range))
            {
                await DiscardAsync(range);
            }
        }
    }

    // Never throws: a failure closes the channel and is seen by the reader in its place, behind the pages asked for before it.
    private async Task AskAsync(
        Scan scan, DocumentKey? from, ChannelWriter<Task<Fetched>> ranges, CancellationToken cancellationToken)
    {
        try
        {
            var start = from;
            var outline = await ReadOutlineAsync(scan, start, Math.Min(outlineSize, FirstOutlineSize), cancellationToken);
            while (true)
            {
                var following = outline.Next is { } next ? ReadOutlineAsync(scan, next, outlineSize, cancellationToken) : null;
                try
                {
                    await AskForRangesAsync(scan, start, outline, ranges, cancellationToken);
                }
                catch
                {
                    await IgnoreAsync(following);
                    throw;
                }

                if (following is null)
                {
                    ranges.Complete();
                    return;
                }

                start = outline.Next;
                outline = await following;
            }
        }
        catch (Exception failure)
        {
            ranges.Complete(failure);
        }
    }

    // Nothing there, or nothing that the key may see, if only for a moment: believed when it is seen twice, with a proof in between.
    private async Task<Outline> ReadOutlineAsync(Scan scan, DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        var outline = await source.ReadOutlineAsync(scan, from, size, cancellationToken);
        if (outline.Keys.Count > 0)
        {
            return outline;
        }

        await proof.ConfirmAsync(scan.At, cancellationToken);
        return await source.ReadOutlineAsync(scan, from, size, cancellationToken);
    }

    private async Task AskForRangesAsync(
        Scan scan, DocumentKey? from, Outline outline, ChannelWriter<Task<Fetched>> ranges, CancellationToken cancellationToken)
    {
        var keys = outline.Keys;
        for (var start = 0; start < keys.Count;)
        {
            var end = Math.Min(start + fetcher.Sizer.Next(), keys.Count);
            var range = new OutlineRange(start == 0 ? from : keys[start], Copy(keys, start, end), end < keys.Count ? keys[end] : outline.Next);
            var ticket = await fetcher.AdmitAsync(range.Keys.Length, cancellationToken);
            var fetching = FetchAsync(scan, range, ticket, cancellationToken);
            await WriteAsync(ranges, fetching, cancellationToken);
            start = end;

            if (!fetcher.Sizer.Knows)
            {
                // One small page tells how large documents are before many are asked for at once.
                await WhenSettledAsync(fetching);
            }
        }
    }

    // Copied range by range: small arrays die young, where one of a whole outline would lie in the large heap until its last page is written.
    private static DocumentKey[] Copy(IReadOnlyList<DocumentKey> keys, int start, int end)
    {
        var copy = new DocumentKey[end - start];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = keys[start + i];
        }

        return copy;
    }

    // A range that proves too large is fetched as far as fits. The rest is fetched when the writer has come to it, page by page:
    // fetched here, its pages would pile up outside the budget, or wait for room that only the writer can make.
    private async Task<Fetched> FetchAsync(Scan scan, OutlineRange range, PageFetcher.Ticket ticket, CancellationToken cancellationToken)
    {
        var asked = range;
        while (true)
        {
            try
            {
                var (page, room) = await fetcher.FetchAsync(ticket, scan, asked.From, asked.Keys.Length, cancellationToken);
                return new Fetched(new ScannedPage(page, asked, room), range.Behind(asked.Keys.Length));
            }
            catch (PageFetcher.PageTooLarge tooLarge)
            {
                asked = asked.First(tooLarge.Try);
                ticket = await fetcher.AdmitNextToWriteAsync(asked.Keys.Length, cancellationToken);
            }
        }
    }

    private async Task<Fetched> FetchRestAsync(Scan scan, OutlineRange rest, CancellationToken cancellationToken)
    {
        var asked = rest.First(fetcher.Sizer.Next());
        var ticket = await fetcher.AdmitNextToWriteAsync(asked.Keys.Length, cancellationToken);
        var fetched = await FetchAsync(scan, asked, ticket, cancellationToken);
        return fetched with { Rest = rest.Behind(fetched.Page.Expected!.Value.Keys.Length) };
    }

    private static async Task WriteAsync(
        ChannelWriter<Task<Fetched>> ranges, Task<Fetched> fetching, CancellationToken cancellationToken)
    {
        try
        {
            await ranges.WriteAsync(fetching, cancellationToken);
        }
        catch
        {
            await DiscardAsync(fetching);
            throw;
        }
    }

    private static Task WhenSettledAsync(Task fetching) =>
        fetching.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static async Task DiscardAsync(Task<Fetched> range)
    {
        try
        {
            (await range).Page.Dispose();
        }
        catch (Exception failure) when (failure is FaunaException or OperationCanceledException)
        {
            // The reader has gone, or has seen an earlier failure.
        }
    }

    private static async Task IgnoreAsync(Task? task)
    {
        try
        {
            await (task ?? Task.CompletedTask);
        }
        catch (Exception failure) when (failure is FaunaException or OperationCanceledException)
        {
            // Another failure is on its way to the reader.
        }
    }

    private sealed record Fetched(ScannedPage Page, OutlineRange Rest);
}

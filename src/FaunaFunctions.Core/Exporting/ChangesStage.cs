using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads a collection's feed in order and writes a record for every change, deletions included where they are wanted.</summary>
/// <remarks>
/// The position is the cursor of the last event that was committed, so a run goes on at the very next one. A feed has no end: the stage ends with
/// the first page that reaches the present, and the run's window with the latest of what it saw.
/// </remarks>
internal sealed class ChangesStage(
    IChangeFeed feed, IRecordWriter records, bool deletions, PageSizer sizer, long partSize, RunBudget budget, Action<RunJournal> report)
{
    /// <summary>Writes what has happened from the journal's position to the present.</summary>
    /// <returns>False when it stopped at the budget; what was read is committed then.</returns>
    /// <exception cref="SnapshotExpired">The position has fallen out of the collection's history: changes may be lost.</exception>
    /// <exception cref="FaunaFeedBroken">A change cannot be shown; what was read before it is committed by the caller or read again.</exception>
    public async Task<bool> RunAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var since = journal.Position.RemovalsSince ?? throw new InvalidOperationException("A run without a window has no such stage.");
        var opening = await feed.OpenAsync(since, cancellationToken);
        journal.Move(journal.Position with { At = Math.Max(journal.Position.At, opening.Now) });
        while (true)
        {
            using var page = await ReadAsync(opening.Token, since, journal.Position.EventCursor, cancellationToken);
            await WriteAsync(journal, since, page, cancellationToken);
            journal.Move(journal.Position with { EventCursor = page.Next });
            report(journal);
            if (!page.HasMore)
            {
                return true;
            }

            if (budget.Exhausted)
            {
                await journal.CommitAsync(cancellationToken);
                return false;
            }
        }
    }

    private async Task<FeedPage> ReadAsync(string token, long since, string? cursor, CancellationToken cancellationToken)
    {
        var size = sizer.Next();
        while (true)
        {
            try
            {
                var page = await feed.ReadAsync(token, cursor, since, size, null, cancellationToken);
                if (page.Events.Count > 0)
                {
                    sizer.Observe(page.Events.Count, page.Length);
                }

                return page;
            }
            catch (FaunaException e) when (e is FaunaTimeout or FaunaPageTooLarge && size > 1)
            {
                size = sizer.TooLarge(size);
            }
        }
    }

    private async Task WriteAsync(RunJournal journal, long since, FeedPage page, CancellationToken cancellationToken)
    {
        foreach (var happened in page.Events)
        {
            // A feed that starts at a time may begin with changes of that very time, which are exported.
            if (happened.At <= since)
            {
                continue;
            }

            var key = new DocumentKey(happened.At, happened.Id);
            if (journal.LastDocument is { } last && key <= last)
            {
                throw new PageDisagrees(
                    $"The change of document {key.Id} at {key.Ts} µs came after that of document {last.Id} at {last.Ts} µs: the feed repeats itself or is out of order.");
            }

            await WriteAsync(journal, page, happened, key, cancellationToken);
            journal.LastDocument = key;
            journal.Move(journal.Position with { At = Math.Max(journal.Position.At, happened.At) });
            if (journal.Part?.UncompressedBytes >= partSize)
            {
                journal.Move(journal.Position with { EventCursor = page.CursorOf(happened) });
                await journal.CommitAsync(cancellationToken);
            }
        }

        if (journal.Part is { } part)
        {
            await part.FlushAsync(cancellationToken);
        }
    }

    private async ValueTask WriteAsync(
        RunJournal journal, FeedPage page, FeedEvent happened, DocumentKey key, CancellationToken cancellationToken)
    {
        switch (happened.Kind)
        {
            case FeedEventKind.Removed when deletions:
                var deleted = await journal.OpenPartAsync(cancellationToken);
                records.WriteDeletion(key, deleted);
                deleted.EndRecord(key, deletion: true);
                break;
            case FeedEventKind.Written:
                var part = await journal.OpenPartAsync(cancellationToken);
                part.EndRecord(Write(page, happened, part), deletion: false);
                break;
            case FeedEventKind.Expired:
                journal.CountExpired(1);
                break;
            default:
                break;
        }
    }

    private DocumentKey Write(FeedPage page, FeedEvent happened, Parts.PartWriter part)
    {
        var offset = happened.Document;
        var written = records.WriteDocument(page.Json, ref offset, part);
        return written.Id == happened.Id && written.Ts <= happened.At
            ? written
            : throw new PageDisagrees($"A change of document {happened.Id} at {happened.At} µs shows document {written.Id} of {written.Ts} µs.");
    }
}

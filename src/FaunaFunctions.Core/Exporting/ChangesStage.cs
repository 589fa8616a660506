using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads a collection's feed in order and writes a record for every change, deletions included where they are wanted.</summary>
/// <remarks>
/// The position is the cursor of the last event that was committed, so a run goes on at the very next one. A feed has no end: the run's is the time at
/// which it began, whoever reads it and whenever, so that two processes at the same run write the same.
/// </remarks>
internal sealed class ChangesStage(
    IChangeFeed feed, IRecordWriter records, bool deletions, PageSizer sizer, long partSize, RunBudget budget, Action<RunJournal> report)
{
    // Pages in a row that end where they began and promise more. None is known of any server; without a limit, one that does so would be read for ever.
    private const int MostStandingPages = 100;

    /// <summary>Writes what has happened from the journal's position to the present.</summary>
    /// <returns>False when it stopped at the budget; what was read is committed then.</returns>
    /// <exception cref="SnapshotExpired">The position has fallen out of the collection's history: changes may be lost.</exception>
    /// <exception cref="FaunaFeedBroken">A change cannot be shown; what was read before it is committed by the caller or read again.</exception>
    /// <exception cref="CollectionMadeAnew">The feed is that of another collection than the one that was exported.</exception>
    public async Task<bool> RunAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var since = journal.Position.RemovalsSince ?? throw new InvalidOperationException("A run without a window has no such stage.");
        if (!journal.Committed.Plain)
        {
            try
            {
                return await ReadAsync(journal, new Start(since, journal.Position.EventCursor, since, null), cancellationToken);
            }
            catch (FaunaFeedBroken broken)
            {
                await journal.TurnPlainAsync(
                    $"A computed field fails, so that a change could not be shown as it is: changes of this run are exported without computed fields. {broken.Message}",
                    cancellationToken);
            }
        }

        // A source without computed fields may count the changes of a transaction in its own way: without a cursor of its own, it starts before the last
        // one that was read. A run that stops on the way there goes on with a cursor that still lies before it.
        var last = journal.LastDocument;
        var from = journal.Position.EventCursor is null && last is { } read ? Math.Max(since, read.Ts - 1) : since;
        var start = new Start(since, journal.Position.EventCursor, from, last);
        return await ReadAsync(journal, start, cancellationToken);
    }

    private async Task<bool> ReadAsync(RunJournal journal, Start start, CancellationToken cancellationToken)
    {
        var since = start.Since;
        var cursor = start.Cursor;
        // Where the window's start showed no document, or cannot be looked at any more, what was read since is looked for.
        long? window = journal.Cursor.HadDocuments ? since : null;
        var committed = new Sight(journal.Committed.Position.At, journal.Committed.HadDocuments);
        var opening = await OpenAsync(journal, window, committed, cancellationToken);
        var standing = 0;
        while (true)
        {
            using var page = await ReadAsync(opening.Token, start.From, cursor, cancellationToken);
            standing = page.HasMore && page.Next == cursor ? standing + 1 : 0;
            if (standing == MostStandingPages)
            {
                throw new FaunaProtocolViolation(
                    "Reading changes: the server says that there are more, and does not go on. Look at the server, or at proxies in between.");
            }

            var (isWhole, behind) = await WriteAsync(journal, start, page, cancellationToken);
            journal.Move(journal.Position with { EventCursor = cursor = behind ?? cursor });
            report(journal);
            if (!isWhole || !page.HasMore)
            {
                // A feed goes on with another collection of the name, without a sign: everything that was read is of the one that is still there.
                await OpenAsync(journal, window, new Sight(opening.Now, opening.Readable), cancellationToken);
                return true;
            }

            if (budget.Exhausted)
            {
                await journal.CommitAsync(cancellationToken);
                return false;
            }
        }
    }

    private async Task<FeedOpening> OpenAsync(RunJournal journal, long? window, Sight since, CancellationToken cancellationToken)
    {
        if (window is { } start && await TryOpenAsync(start, journal, cancellationToken) is { } whole)
        {
            return whole.IsAnotherThanAt(start) ? throw new CollectionMadeAnew(MadeAnew(start)) : whole;
        }

        var opening = await TryOpenAsync(since.At, journal, cancellationToken) ?? await feed.OpenAsync(null, journal.Committed.Plain, cancellationToken);
        return since.Documents && opening.IsAnotherThanAt(since.At) ? throw new CollectionMadeAnew(MadeAnew(since.At))
            : opening.DefinedAt > window ? throw new CollectionMadeAnew(MadeAnew(window.Value))
            : opening;
    }

    // Null when the time lies before the collection's history. A cursor is younger than it, and may still be within history.
    private async Task<FeedOpening?> TryOpenAsync(long since, RunJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            return await feed.OpenAsync(since, journal.Committed.Plain, cancellationToken);
        }
        catch (SnapshotExpired) when (journal.Position.EventCursor is not null)
        {
            return null;
        }
    }

    /// <summary>What to say of a collection that is not the one that was exported.</summary>
    /// <param name="since">Where it was looked for, µs.</param>
    public static string MadeAnew(long since) =>
        $"The collection is not the one that showed documents at {MicroTime.ToIso(since)}: it was dropped and made anew, or all its documents expired; or its definition changed, and the key may not look whether that is all.";

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

    // Whether all of the page is of the run's window, and the cursor behind what is; null when nothing is.
    private async Task<(bool IsWhole, string? Behind)> WriteAsync(RunJournal journal, Start start, FeedPage page, CancellationToken cancellationToken)
    {
        FeedEvent? last = null;
        foreach (var happened in page.Events)
        {
            if (happened.At > journal.Position.At)
            {
                await FlushAsync(journal, cancellationToken);
                return (false, last is { } before ? page.CursorOf(before) : null);
            }

            last = happened;
            // A feed that starts at a time may begin with changes of that very time, which are exported; and one that starts again, with those that are read.
            var key = new DocumentKey(happened.At, happened.Id);
            if (happened.At <= start.Since || (start.Behind is { } read && key <= read))
            {
                continue;
            }

            if (journal.LastDocument is { } written && key <= written)
            {
                throw new PageDisagrees(
                    $"The change of document {key.Id} at {key.Ts} µs came after that of document {written.Id} at {written.Ts} µs: the feed repeats itself or is out of order.");
            }

            await WriteAsync(journal, page, happened, key, cancellationToken);
            journal.LastDocument = key;
            if (journal.Part?.UncompressedBytes >= partSize)
            {
                journal.Move(journal.Position with { EventCursor = page.CursorOf(happened) });
                await journal.CommitAsync(cancellationToken);
            }
        }

        await FlushAsync(journal, cancellationToken);
        return (true, page.Next);
    }

    private static ValueTask FlushAsync(RunJournal journal, CancellationToken cancellationToken) =>
        journal.Part is { } part ? part.FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask WriteAsync(
        RunJournal journal, FeedPage page, FeedEvent happened, DocumentKey key, CancellationToken cancellationToken)
    {
        switch (happened.Kind)
        {
            // Of a version that has expired, nothing tells whether the document is there: if it is, a later event brings it.
            case FeedEventKind.Removed or FeedEventKind.Expired when deletions:
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

    /// <summary>What the collection showed at a time.</summary>
    /// <param name="At">The time, µs.</param>
    /// <param name="Documents">Whether it showed a document.</param>
    private sealed record Sight(long At, bool Documents);

    /// <summary>Where reading starts.</summary>
    /// <param name="Since">The window's start, µs: nothing up to it is written.</param>
    /// <param name="Cursor">The feed's cursor; null to start at a time.</param>
    /// <param name="From">That time, µs.</param>
    /// <param name="Behind">The last change that was read before; null for none.</param>
    private sealed record Start(long Since, string? Cursor, long From, DocumentKey? Behind);
}

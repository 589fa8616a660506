using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads a collection along the server's own cursor, for a key that may not look back, and writes its records.</summary>
/// <remarks>
/// The position is the cursor of the page that holds the next document, and the last document that was written: a page that a part's end cut through is
/// read again, and shows the same. The page that a cursor starts with shows the time at which it was asked for, and never the same twice: where a
/// run stands behind documents and has no cursor, it goes on at a later time.
/// </remarks>
internal sealed class CursorStage(
    IPagesByCursor source, CursorPages pages, IRecordWriter records, ReadProof proof, long partSize, RunBudget budget, Action<RunJournal> report)
{
    // Bytes of NDJSON after which a long page lets the compression stage catch up.
    private const int BytesBetweenFlushes = 1024 * 1024;

    /// <summary>Writes the documents from behind the journal's last one to the end.</summary>
    /// <param name="journal">The run.</param>
    /// <param name="opened">The page that the run's time is that of, at a run's start; null further on. The caller disposes it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False when it stopped at the budget; what was read is committed then.</returns>
    public async Task<bool> RunAsync(RunJournal journal, FaunaPage? opened, CancellationToken cancellationToken)
    {
        if (journal.Position.EventCursor is null && !await StartAsync(journal, opened, cancellationToken))
        {
            return true;
        }

        await foreach (var (cursor, page) in pages.ReadAsync(journal.Position.EventCursor!, journal.Position.At, cancellationToken))
        {
            using (page)
            {
                journal.Move(journal.Position with { EventCursor = cursor });
                await WriteAsync(journal, page.Page, cancellationToken);
            }

            report(journal);
            if (budget.Exhausted)
            {
                await journal.CommitAsync(cancellationToken);
                return page.Page.After is null;
            }
        }

        return true;
    }

    // False when there is nothing behind the first page.
    private async Task<bool> StartAsync(RunJournal journal, FaunaPage? opened, CancellationToken cancellationToken)
    {
        var scan = new DocumentScan(journal.Position.At);
        var from = journal.LastDocument is { } last ? ScanOrder.Behind(scan, last) : null;
        if (journal.LastDocument is not null && from is null)
        {
            return false;
        }

        using var page = opened ?? await CursorPages.OpenAsync(source, proof, from, cancellationToken);
        journal.Move(journal.Position with { At = page.At });
        await WriteAsync(journal, page, cancellationToken);
        report(journal);
        return page.After is not null;
    }

    private async Task WriteAsync(RunJournal journal, FaunaPage page, CancellationToken cancellationToken)
    {
        var scan = new DocumentScan(journal.Position.At);
        var check = new PageCheck(scan, null);
        var before = journal.LastDocument;
        var offset = page.FirstDocument;
        for (var more = true; more;)
        {
            var part = await journal.OpenPartAsync(cancellationToken);
            more = WriteSome(journal, scan, page, check, before, part, ref offset);
            if (!more && page.After is { } after)
            {
                journal.Move(journal.Position with { EventCursor = after });
            }

            await part.FlushAsync(cancellationToken);
            if (part.UncompressedBytes >= partSize)
            {
                await journal.CommitAsync(cancellationToken);
            }
        }
    }

    // False at the page's end, true when the part is full or wants to be flushed before it goes on.
    private bool WriteSome(
        RunJournal journal, DocumentScan scan, FaunaPage page, PageCheck check, DocumentKey? before, PartWriter part, ref int offset)
    {
        var flushAt = part.UncompressedBytes + BytesBetweenFlushes;
        while (page.NextDocument(ref offset))
        {
            var key = records.WriteDocument(page.Json, ref offset, part);
            if (before is { } written && key.Id <= written.Id)
            {
                // Of a page that is read again: its part was committed.
                part.DiscardRecord();
                continue;
            }

            check.Accept(key, journal.LastDocument);
            part.EndRecord(key, deletion: false);
            journal.LastDocument = ScanOrder.KeyIn(scan, key);
            if (part.UncompressedBytes >= partSize || part.UncompressedBytes >= flushAt)
            {
                var ahead = offset;
                return page.NextDocument(ref ahead);
            }
        }

        return false;
    }
}

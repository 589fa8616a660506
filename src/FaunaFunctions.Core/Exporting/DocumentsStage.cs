using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads a scan's pages in order, checks every document against the outline, and writes its record.</summary>
internal sealed class DocumentsStage(
    IFaunaSource source, IPageStream pages, IRecordWriter records, ReadProof proof, long partSize, RunBudget budget, Action<RunJournal> report)
{
    // Bytes of NDJSON after which a long page lets the compression stage catch up.
    private const int BytesBetweenFlushes = 1024 * 1024;

    private const string WithoutComputedFields =
        "A computed field fails: the documents of every page that holds such a document are exported without computed fields.";

    /// <summary>Writes the scan from behind the journal's last document to its end.</summary>
    /// <returns>False when it stopped at the budget; what was read is committed then.</returns>
    public async Task<bool> RunAsync(RunJournal journal, Scan scan, CancellationToken cancellationToken)
    {
        DocumentKey? from = null;
        if (journal.LastDocument is { } last)
        {
            from = ScanOrder.Behind(scan, last);
            if (from is null)
            {
                return true;
            }
        }

        await foreach (var page in pages.ReadAsync(scan, from, cancellationToken))
        {
            using (page)
            {
                await WriteAsync(journal, scan, page, cancellationToken);
            }

            report(journal);
            if (budget.Exhausted)
            {
                await journal.CommitAsync(cancellationToken);
                return false;
            }
        }

        return true;
    }

    private async Task WriteAsync(RunJournal journal, Scan scan, ScannedPage scanned, CancellationToken cancellationToken)
    {
        if (scanned.Page.Plain is { } why)
        {
            journal.WarnOnce(WithoutComputedFields, why);
        }

        var check = new PageCheck(scan, scanned.Expected);
        var offset = scanned.Page.FirstDocument;
        while (true)
        {
            var part = await journal.OpenPartAsync(cancellationToken);
            var stopped = WriteSome(journal, scan, scanned.Page, check, part, ref offset, out var pending);
            if (pending is { } key)
            {
                await KeepAsync(journal, scan, scanned, check, part, key, cancellationToken);
            }

            await part.FlushAsync(cancellationToken);
            if (part.UncompressedBytes >= partSize)
            {
                await journal.SealAsync(cancellationToken);
            }

            if (stopped)
            {
                break;
            }
        }

        if (check.Finish(scanned.Page.Next) is { Count: > 0 } missing)
        {
            await ConfirmExpiredAsync(scan, missing, scanned.Expected?.Keys.Length ?? missing.Count, cancellationToken);
            journal.CountExpired(missing.Count);
        }
    }

    // A record behind one that is missing: kept, and so perhaps committed, only when it is known why. The position would lie behind a lost row.
    private async Task KeepAsync(
        RunJournal journal, Scan scan, ScannedPage scanned, PageCheck check, PartWriter part, DocumentKey key, CancellationToken cancellationToken)
    {
        try
        {
            var missing = check.TakeMissing();
            await ConfirmExpiredAsync(scan, missing, scanned.Expected?.Keys.Length ?? missing.Count, cancellationToken);
            journal.CountExpired(missing.Count);
        }
        catch
        {
            part.DiscardRecord();
            throw;
        }

        part.EndRecord(key, deletion: false);
        journal.LastDocument = ScanOrder.KeyIn(scan, key);
    }

    // True at the page's end, false when the part is full or wants to be flushed first.
    private bool WriteSome(RunJournal journal, Scan scan, FaunaPage page, PageCheck check, PartWriter part, ref int offset, out DocumentKey? pending)
    {
        pending = null;
        var json = page.Json;
        var flushAt = part.UncompressedBytes + BytesBetweenFlushes;
        while (page.NextDocument(ref offset))
        {
            if (records.SkipGone(json, ref offset) is { } gone)
            {
                check.Gone(gone);
                continue;
            }

            var key = records.WriteDocument(json, ref offset, part);
            if (!check.Accept(key, journal.LastDocument))
            {
                part.DiscardRecord();
                return true;
            }

            if (check.HasMissing)
            {
                pending = key;
                return false;
            }

            part.EndRecord(key, deletion: false);
            journal.LastDocument = ScanOrder.KeyIn(scan, key);
            if (part.UncompressedBytes >= partSize || part.UncompressedBytes >= flushAt)
            {
                return false;
            }
        }

        return true;
    }

    // A document whose ttl passed since the outline was read is gone at every reading time. Whatever else is missing is a lost row. The proof lies
    // between the two looks: behind both, a privilege that was gone for a moment would have hidden the document from both.
    private async Task ConfirmExpiredAsync(
        Scan scan, IReadOnlyList<DocumentKey> missing, int size, CancellationToken cancellationToken)
    {
        await proof.ConfirmAsync(scan.At, cancellationToken);
        var there = new HashSet<DocumentKey>();
        for (DocumentKey? from = missing[0]; from is { } next && next <= missing[^1];)
        {
            var again = await source.ReadOutlineAsync(scan, from, size, cancellationToken);
            there.UnionWith(again.Keys);
            from = again.Next;
        }

        var lost = missing.Where(there.Contains).ToList();
        if (lost.Count > 0)
        {
            throw new PageDisagrees(
                $"A page left out {PageCheck.Describe(lost)}, which the outline at the same time ({scan.At} µs) holds. The run stops so that no row is lost; run it again, and look at the server or proxy in between if it happens again.");
        }
    }
}

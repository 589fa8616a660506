using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads what was removed in a window and writes a deletion record for each.</summary>
internal sealed class RemovalsStage(
    IFaunaSource source, IRecordWriter records, ReadProof proof, int pageSize, long partSize, RunBudget budget, Action<RunJournal> report)
{
    /// <summary>Writes removals from the journal's position to the end of its window.</summary>
    /// <returns>False when it stopped at the budget; what was read is committed then.</returns>
    /// <exception cref="SnapshotExpired">The window's start has fallen out of history: removals may be missing.</exception>
    public async Task<bool> RunAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var since = journal.Position.RemovalsSince ?? throw new InvalidOperationException("A run without removals has no such stage.");
        while (true)
        {
            var page = await ReadAsync(since, journal.Position, cancellationToken);
            if (page.Removals.Count > 0)
            {
                await WriteAsync(journal, page.Removals, cancellationToken);
            }

            if (page.Next is null)
            {
                break;
            }

            journal.Move(journal.Position with { EventCursor = page.Next });
            report(journal);
            if (journal.Part?.UncompressedBytes >= partSize)
            {
                await journal.CommitAsync(cancellationToken);
            }

            if (budget.Exhausted)
            {
                await journal.CommitAsync(cancellationToken);
                return false;
            }
        }

        journal.Move(journal.Position with { Phase = RunPhase.Documents, EventCursor = null });
        report(journal);
        return true;
    }

    // A run reads removals only where it has seen events: none at all is believed when it is seen twice, with a proof in between.
    private async Task<RemovalPage> ReadAsync(long since, RunPosition position, CancellationToken cancellationToken)
    {
        var page = await source.ReadRemovalsAsync(since, position.At, position.EventCursor, pageSize, cancellationToken);
        if (page.Events > 0)
        {
            return page;
        }

        await proof.ConfirmAsync(position.At, cancellationToken);
        return await source.ReadRemovalsAsync(since, position.At, position.EventCursor, pageSize, cancellationToken);
    }

    private async Task WriteAsync(RunJournal journal, IReadOnlyList<DocumentKey> removals, CancellationToken cancellationToken)
    {
        var part = await journal.OpenPartAsync(cancellationToken);
        foreach (var removal in removals)
        {
            records.WriteDeletion(removal, part);
            part.EndRecord(removal, deletion: true);
        }

        await part.FlushAsync(cancellationToken);
    }
}

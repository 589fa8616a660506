using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Reads a run from where it stands to its end: all its stages, and the proof that nothing was hidden meanwhile.</summary>
internal sealed class RunReader(
    ExportEnvironment environment, ExportSettings settings, IFaunaSource source, RunBudget budget, IProgress<RunProgress>? progress)
{
    /// <summary>Reads.</summary>
    /// <param name="journal">The run.</param>
    /// <param name="proof">How the key may read.</param>
    /// <param name="opened">The page whose time is the run's, where it is read along a cursor and at its start; else null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False when it stopped at the budget; what was read is committed in any case.</returns>
    /// <exception cref="CollectionMadeAnew">The collection is another one by now.</exception>
    public async Task<bool> ToEndAsync(RunJournal journal, ReadProof proof, FaunaPage? opened, CancellationToken cancellationToken)
    {
        if (proof.ByCursor is not null)
        {
            await WithoutLookingBackAsync(journal, cancellationToken);
        }

        if (proof.Filtered)
        {
            journal.Warn(
                "The key's role reads this collection through a predicate: documents that it hides are not exported, and their deletions cannot be seen.");
        }

        var reading = new Reading(environment, settings, source, proof, budget, progress);
        if (journal.Position.Phase == RunPhase.Removals && !await reading.RemovalsAsync(journal, cancellationToken))
        {
            return false;
        }

        var read = journal.Position.Phase == RunPhase.Changes
            ? reading.ChangesAsync(journal, cancellationToken)
            : reading.DocumentsAsync(journal, opened, cancellationToken);
        if (!await read)
        {
            return false;
        }

        await proof.ConfirmAsync(journal.Position.At, cancellationToken);
        if (journal.Committed.Mode == RunMode.Full && proof.ByCursor is null)
        {
            await RequireStillThereAsync(proof, journal, cancellationToken);
        }

        journal.Move(journal.Position with { Phase = RunPhase.Finishing });
        journal.Finished(MicroTime.From(environment.Time.GetUtcNow()));
        await journal.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task WithoutLookingBackAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        if (journal.Committed.Mode == RunMode.Incremental)
        {
            journal.Warn(
                "The key may not look back (history_read): whether the collection was dropped and made anew since the last run is told by its definition alone, where the key may read that.");
            return;
        }

        const string ByCursor =
            "The key may not look back (history_read): documents were read one page after the other along the server's cursor, which is slower, and without computed fields.";
        if (journal.Committed.Plain)
        {
            journal.Warn(ByCursor);
        }
        else
        {
            // The privilege was lost under way: the run goes on behind the last document, at a later time.
            await journal.TurnPlainAsync(ByCursor, cancellationToken);
        }
    }

    // Of a collection that was dropped and made anew under its name, nothing is shown at any earlier time: which looks as if it had expired.
    private static async Task RequireStillThereAsync(ReadProof proof, RunJournal journal, CancellationToken cancellationToken)
    {
        if (journal.Rows + journal.Expired == 0)
        {
            return;
        }

        try
        {
            if (!await proof.ShowsAnythingAsync(journal.Position.At, cancellationToken))
            {
                throw new CollectionMadeAnew(
                    $"The collection shows no document at {MicroTime.ToIso(journal.Position.At)} any more, the time at which it was read: it was dropped and made anew meanwhile, or all its documents expired.");
            }
        }
        catch (SnapshotExpired)
        {
            // Everything has been read, and nothing can be told any more.
        }
    }
}

using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Exporting;

/// <summary>The last look at a full export before it is published: is it plausible beside the one before, and does the database count as many?</summary>
internal sealed class SnapshotApproval(ExportEnvironment environment, ExportSettings settings, IFaunaSource source)
{
    /// <summary>Looks, and notes for good that the run may be published: whoever finishes it writes the same manifest.</summary>
    /// <param name="journal">The run, read to its end.</param>
    /// <param name="known">How the key may read, when that is known.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotHeld">It is far smaller than the one before.</exception>
    /// <exception cref="PageDisagrees">The database has documents that it has not.</exception>
    public async Task RunAsync(RunJournal journal, ReadProof? known, CancellationToken cancellationToken)
    {
        if (!journal.Committed.AcceptShrink)
        {
            await new ShrinkGuard(environment.Parts).CheckAsync(settings, journal.Committed.Rows, cancellationToken);
        }

        journal.Approved(await CountAsync(journal, known, cancellationToken));
        await journal.CommitAsync(cancellationToken);
    }

    private async Task<long?> CountAsync(RunJournal journal, ReadProof? known, CancellationToken cancellationToken)
    {
        var run = journal.Committed;
        if (run.Plain || run.Position.At != run.FirstAt)
        {
            return null;
        }

        try
        {
            var proof = known ?? await ReadProof.EstablishAsync(source, run.FirstAt, byCursor: false, cancellationToken);
            if (proof.ByCursor is not null)
            {
                return null;
            }

            var parts = await RunParts.ReadAsync(environment.Parts, run.Prefix, run.Id, cancellationToken);
            return await new Reconciliation(source, environment.Parts, settings.Parallelism)
                .CheckAsync(run.FirstAt, [.. parts.Parts.Select(StoredPart.Of)], proof, cancellationToken);
        }
        catch (SnapshotExpired)
        {
            journal.Warn("The rows were not compared with the database's own count: the time they were read at had passed out of the collection's history.");
            return null;
        }
    }
}

using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting.Vanished;

/// <summary>
/// Writes deletion records for documents that were alive before a new snapshot and are not in it: whose deletions went with lost history, which expired by
/// their ttl, or whose collection was made anew. A consumer of the change files would keep them for ever.
/// </summary>
/// <remarks>
/// A document that is not in the snapshot was gone at its time, whatever else is known of it: so a record that is written is true, also when the state
/// before turns out to be damaged further on. Both sides are read by id, so the position is an id.
/// </remarks>
internal sealed class Inference(ExportEnvironment environment, ExportSettings settings, RunStarter starter, RunBudget budget, IProgress<RunProgress>? progress)
{
    // Documents looked at between two looks at the clock.
    private const int IdsBetweenLooks = 65_536;

    private readonly string _latestName = PartNames.Latest(settings.Name);

    /// <summary>Puts the run that infers in the place of a full one that is read and approved, where there is a state before to compare with.</summary>
    /// <param name="journal">The run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The journal to go on with.</returns>
    public async Task<RunJournal> BeginAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        journal = await BeginAnewWhereColumnsChangedAsync(journal, cancellationToken);
        if (journal.Committed is not { Mode: RunMode.Full, Approved: true } full || settings.DeletedColumn is null
            || await ReadLatestAsync(cancellationToken) is not { } latest || latest.Snapshot.Name == PartNames.Manifest(full.Prefix))
        {
            return journal;
        }

        if (latest.Through >= full.FirstAt)
        {
            journal.Warn("Documents that vanished were not looked for: the snapshot is not newer than what was exported before.");
            await journal.CommitAsync(cancellationToken);
            return journal;
        }

        // A search that was begun before, with other columns: a reader of all files must not see its records beside the new ones.
        foreach (var replaced in full.Replaces)
        {
            await new SnapshotFolders(environment.Parts).DeleteAsync(replaced, cancellationToken);
        }

        return await journal.ReplaceAsync(starter.Inferred(settings, full, latest.Through), cancellationToken);
    }

    /// <summary>Goes on from the journal's position.</summary>
    /// <returns>False when it stopped at the budget; what was found is committed then.</returns>
    public async Task<bool> RunAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        if (journal.Position.Phase != RunPhase.Inferring)
        {
            return true;
        }

        if (!await CompareAsync(journal, cancellationToken))
        {
            return false;
        }

        journal.Move(journal.Position with { Phase = RunPhase.Finishing });
        journal.Finished(MicroTime.From(environment.Time.GetUtcNow()));
        await journal.CommitAsync(cancellationToken);
        return true;
    }

    // Nothing is published yet: its folder goes, and the full run takes its place again.
    private async Task<RunJournal> BeginAnewWhereColumnsChangedAsync(RunJournal journal, CancellationToken cancellationToken) =>
        journal.Committed is { Position.Phase: RunPhase.Inferring, Snapshot: { } full } run && run.Columns != RunStarter.ColumnsOf(settings)
            ? await journal.ReplaceAsync(full with { Replaces = [.. full.Replaces, run.Prefix] }, cancellationToken)
            : journal;

    private async Task<LatestPointer?> ReadLatestAsync(CancellationToken cancellationToken) =>
        await environment.Parts.ReadDocumentAsync(_latestName, cancellationToken) is { } json ? ManifestJson.ReadLatest(json, _latestName) : null;

    private async Task<bool> CompareAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var (at, after) = (journal.Position.At, journal.LastDocument?.Id);
        var full = journal.Committed.Main();
        var parts = await RunParts.ReadAsync(environment.Parts, full.Prefix, full.Id, cancellationToken);
        await using var now = StoredIds.ReadAsync(
            environment.Parts, parts.Parts.Select(StoredPart.Of), default, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (await ReadLatestAsync(cancellationToken) is not { } latest)
        {
            WarnLost(journal, $"{_latestName} does not exist any more.");
            return true;
        }

        await using var before = new StateBefore(environment.Parts, latest, environment.Tuning.SortedInMemory)
            .LivingAsync(at, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var records = new DeletionRecord(settings.Layout, new RecordBuffer());
        var more = await now.MoveNextAsync();
        for (var looked = 1L; await MoveAsync(before, journal); looked++)
        {
            var id = before.Current;
            while (more && now.Current.Id < id)
            {
                more = await now.MoveNextAsync();
            }

            journal.LastDocument = new DocumentKey(0, id);
            if (!more || now.Current.Id != id)
            {
                await WriteAsync(journal, records, new DocumentKey(at, id), cancellationToken);
            }

            var isFull = journal.Part?.UncompressedBytes >= settings.PartSize;
            if (isFull || looked % IdsBetweenLooks == 0)
            {
                Report(journal);
                if (isFull || budget.Exhausted)
                {
                    await journal.CommitAsync(cancellationToken);
                }

                if (budget.Exhausted)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static async Task WriteAsync(RunJournal journal, DeletionRecord records, DocumentKey key, CancellationToken cancellationToken)
    {
        var part = await journal.OpenPartAsync(cancellationToken);
        records.WriteInferred(key, part);
        part.EndRecord(key, deletion: true);
        await part.FlushAsync(cancellationToken);
    }

    // The new snapshot is worth more than what went before it: it is published in any case.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<long> before, RunJournal journal)
    {
        try
        {
            return await before.MoveNextAsync();
        }
        catch (Exception lost) when (lost is StateBeforeLost or ManifestInvalid or InvalidDataException or IOException or StorageUnavailable { IsArchived: true })
        {
            WarnLost(journal, lost.Message);
            return false;
        }
    }

    private static void WarnLost(RunJournal journal, string why) => journal.Warn(
        $"Documents that vanished could not all be told: what was exported before cannot be read any more ({why.TrimEnd('.')}). Of those without a deletion record, only their absence from this snapshot tells that they are gone.");

    private void Report(RunJournal journal) => progress?.Report(new RunProgress(
        RunMode.Full, RunPhase.Inferring, journal.Rows, journal.Deletions, journal.Bytes, 0, 0, journal.Position.At));
}

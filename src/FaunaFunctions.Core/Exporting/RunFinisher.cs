using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Ends a run whose parts are all committed: manifest, <c>latest.json</c>, clean-up, history, and last the cursor row. Every step can be
/// repeated, and after a crash in between all of them are.
/// </summary>
internal sealed class RunFinisher(ExportEnvironment environment)
{
    /// <summary>Finishes the journal's run.</summary>
    /// <returns>The cursor without the run.</returns>
    public async Task<ExportCursor> FinishAsync(ExportSettings settings, RunJournal journal, CancellationToken cancellationToken)
    {
        var run = journal.Committed;
        var through = run.Mode == RunMode.Full ? run.FirstAt : run.Position.At;
        var finished = journal.Cursor with
        {
            Run = null,
            Through = through,
            HadDocuments = run.Position.At == run.FirstAt && (run.Mode == RunMode.Full ? run.Rows > 0 : run.HadDocuments),
        };
        if (run.Mode == RunMode.Full || run.Rows > 0)
        {
            finished = finished with { ManifestThrough = through };
        }

        foreach (var replaced in run.Replaces)
        {
            await DeleteAsync(replaced, cancellationToken);
        }

        if (run.Mode == RunMode.Full)
        {
            finished = finished with { Snapshot = run.FirstAt };
            await DeleteOldSnapshotsAsync(settings, run, cancellationToken);
        }

        await environment.Cursors.AppendRunAsync(Succeeded(settings, run, through), cancellationToken);
        await journal.CloseAsync(finished, cancellationToken);
        return finished;
    }

    private RunRecord Succeeded(ExportSettings settings, RunState run, long through) => new()
    {
        Export = settings.Name,
        Run = run.Id,
        Mode = run.Mode,
        Outcome = "succeeded",
        Started = run.Started,
        Finished = MicroTime.From(environment.Time.GetUtcNow()),
        Rows = run.Rows,
        Deletions = run.Deletions,
        Bytes = run.Bytes,
        Through = through,
    };

    // Only snapshots with a manifest are complete and count; this run's has one by now. What is left of others goes with the old ones.
    private async Task DeleteOldSnapshotsAsync(ExportSettings settings, RunState run, CancellationToken cancellationToken)
    {
        var complete = new SortedSet<string>(StringComparer.Ordinal);
        var all = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var name in environment.Parts.ListAsync(PartNames.Snapshots(settings.Name), cancellationToken))
        {
            var folder = name[..(name.LastIndexOf('/') + 1)];
            all.Add(folder);
            if (name == PartNames.Manifest(folder))
            {
                complete.Add(folder);
            }
        }

        // Snapshot folders are named by times of sixteen digits: their order is that of time.
        var kept = complete.Reverse().Take(Math.Max(1, settings.KeepSnapshots)).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in all.Where(folder => !kept.Contains(folder) && folder != run.Prefix))
        {
            await DeleteAsync(folder, cancellationToken);
        }
    }

    // The manifest goes first: without it a folder is no snapshot, however much of it is left.
    private async Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        await environment.Parts.DeleteAsync(PartNames.Manifest(folder), cancellationToken);
        var names = new List<string>();
        await foreach (var name in environment.Parts.ListAsync(folder, cancellationToken))
        {
            names.Add(name);
        }

        foreach (var name in names)
        {
            await environment.Parts.DeleteAsync(name, cancellationToken);
        }
    }
}

using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Ends a run over a database whose collections are all done or given up: the database's manifest, its <c>latest.json</c>, clean-up, history, and last the
/// cursor row. Every step can be repeated, and after a crash in between all of them are.
/// </summary>
internal sealed class DatabaseFinisher(DatabaseEnvironment environment, ExportSettings settings)
{
    private readonly DatabaseEntries _entries = new(environment);
    private readonly DatabaseCleaner _cleaner = new(environment, settings);

    /// <summary>Finishes the journal's run.</summary>
    /// <returns>What it did; what failed in it is still to be told.</returns>
    public async Task<RunResult> FinishAsync(DatabaseJournal journal, CancellationToken cancellationToken)
    {
        var run = journal.Run!;
        var entries = new List<DatabaseEntry>();
        var parts = 0;
        foreach (var child in journal.Database.Children.Where(child => child.Gone is null).OrderBy(child => child.Collection, StringComparer.Ordinal))
        {
            var (entry, own) = await _entries.ReadAsync(run, child, cancellationToken);
            entries.Add(entry);
            parts += own;
        }

        var complete = run.Failed.Count == 0;
        var through = entries.Exists(entry => entry.Through is null) ? null : entries.Select(entry => entry.Through).Prepend(entries.Count == 0 ? run.At : null).Min();
        var finished = journal.Cursor with
        {
            Through = complete ? through : journal.Cursor.Through,
            Database = journal.Database with { Run = null, Anew = [.. run.Anew.Where(export => run.Failed.Any(failure => failure.Export == export))] },
        };
        var result = new RunResult
        {
            Export = settings.Name,
            Outcome = RunOutcome.Idle,
            Mode = run.Mode,
            Run = run.Id,
            Rows = entries.Sum(entry => entry.Rows),
            Deletions = entries.Sum(entry => entry.Deletions),
            Bytes = entries.Sum(entry => entry.UncompressedBytes),
            Parts = parts,
            From = run.Mode == RunMode.Full ? null : journal.Cursor.Through,
            Through = finished.Through,
            Warnings = run.Warnings,
        };
        var isNews = IsNews(journal, entries);
        if (isNews)
        {
            var manifest = Describe(journal, entries, complete, through);
            var link = await WriteAsync(journal, manifest, cancellationToken);
            finished = finished with
            {
                LastManifest = link.Name,
                LastManifestSha256 = link.Sha256,
                Snapshot = complete && run.Mode == RunMode.Full ? run.At : finished.Snapshot,
                ManifestThrough = finished.Through,
            };
            if (complete && run.Mode == RunMode.Full)
            {
                string[] snapshots = [.. journal.Database.Snapshots.Where(name => name != link.Name), link.Name];
                finished = finished with { Database = finished.Database! with { Snapshots = [.. snapshots.TakeLast(settings.KeepSnapshots)] } };
            }

            if (entries.Exists(entry => entry.Snapshot >= run.At))
            {
                await _cleaner.CleanAsync(finished, cancellationToken);
            }

            result = result with { Outcome = RunOutcome.Completed, Manifest = link.Name };
        }

        if (isNews || !complete)
        {
            await environment.Cursors.AppendRunAsync(Record(journal, result, complete), cancellationToken);
        }

        await journal.WriteAsync(finished, cancellationToken);
        return result;
    }

    private static bool IsNews(DatabaseJournal journal, List<DatabaseEntry> entries)
    {
        var run = journal.Run!;
        var folder = PartNames.DatabaseRun(journal.Cursor.Export, run.Id);
        return run.Mode == RunMode.Full
            || journal.Cursor.LastManifest is null
            || entries.Exists(entry => entry.Status == DatabaseEntryStatus.Exported)
            || journal.Database.Children.Any(child => child.Gone == run.At)
            || journal.Database.Schema?.Files.Any(file => file.Name.StartsWith(folder, StringComparison.Ordinal)) == true;
    }

    private DatabaseManifest Describe(DatabaseJournal journal, List<DatabaseEntry> entries, bool complete, long? through)
    {
        var run = journal.Run!;
        return new DatabaseManifest
        {
            Export = settings.Name,
            Api = settings.Connection.Api.ToString().ToLowerInvariant(),
            Mode = run.Mode,
            Run = run.Id,
            At = run.At,
            Complete = complete,
            Consistency = entries.TrueForAll(entry => entry.Through == run.At && entry.Consistency is null or Consistency.Snapshot)
                ? DatabaseConsistency.Snapshot
                : DatabaseConsistency.Apart,
            Through = through,
            Started = MicroTime.ToInstant(run.Started),
            Finished = MicroTime.ToInstant(run.Finished!.Value),
            Rows = entries.Sum(entry => entry.Rows),
            Deletions = entries.Sum(entry => entry.Deletions),
            Bytes = entries.Sum(entry => entry.Bytes),
            UncompressedBytes = entries.Sum(entry => entry.UncompressedBytes),
            Collections = entries,
            Excluded = run.Excluded,
            Dropped = [.. journal.Database.Children.Where(child => child.Gone is not null).OrderBy(child => child.Collection, StringComparer.Ordinal)],
            Schema = journal.Database.Schema,
            Warnings = run.Warnings,
            Previous = journal.Cursor is { LastManifest: { } name, LastManifestSha256: { } hash } ? new ManifestLink(name, hash) : null,
        };
    }

    // Readers start at latest.json: it never names what is not whole.
    private async Task<ManifestLink> WriteAsync(DatabaseJournal journal, DatabaseManifest manifest, CancellationToken cancellationToken)
    {
        var json = ManifestJson.Write(manifest);
        var link = ManifestJson.LinkTo(PartNames.Manifest(PartNames.DatabaseRun(manifest.Export, manifest.Run)), json);
        var file = await LatestFile.FindAsync(environment.Parts, manifest.Export, cancellationToken);
        await journal.FenceAsync(cancellationToken);
        await environment.Parts.WriteDocumentAsync(link.Name, json, cancellationToken);
        if (manifest is { Complete: true, Through: { } through })
        {
            var latest = new DatabaseLatest { Export = manifest.Export, Database = link, Through = through };
            await file.PublishAsync(ManifestJson.Write(latest), journal.FenceAsync, cancellationToken);
        }

        return link;
    }

    private RunRecord Record(DatabaseJournal journal, RunResult result, bool complete) => new()
    {
        Export = settings.Name,
        Run = result.Run,
        Mode = result.Mode,
        Outcome = complete ? "succeeded" : "failed",
        Started = journal.Run!.Started,
        Finished = MicroTime.From(environment.Time.GetUtcNow()),
        Rows = result.Rows,
        Deletions = result.Deletions,
        Bytes = result.Bytes,
        Through = result.Through,
        Error = complete ? null : FailureOf(journal, goesOn: false).Message,
    };

    /// <summary>What failed in the journal's run, as an exception.</summary>
    public DatabaseIncomplete FailureOf(DatabaseJournal journal, bool goesOn) =>
        new(settings.Name, [.. journal.Run!.Failed.Select(failure => (journal.ChildOf(failure.Export), failure))], goesOn);
}

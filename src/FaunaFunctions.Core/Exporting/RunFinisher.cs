using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Ends a run whose parts are all committed: manifest, <c>latest.json</c>, clean-up, history, and last the cursor row. Every step can be
/// repeated, and after a crash in between all of them are.
/// </summary>
internal sealed class RunFinisher(ExportEnvironment environment)
{
    private readonly SnapshotFolders _folders = new(environment.Parts);

    /// <summary>Finishes the journal's run.</summary>
    /// <param name="settings">The export.</param>
    /// <param name="journal">The run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The cursor without the run.</returns>
    public async Task<ExportCursor> FinishAsync(ExportSettings settings, RunJournal journal, CancellationToken cancellationToken)
    {
        using var span = ExportTraces.StartFinish();
        var run = journal.Committed.Main();
        var inferred = journal.Committed.Snapshot is null ? null : journal.Committed;
        var through = run.Mode == RunMode.Full ? run.FirstAt : run.Position.At;
        var finished = journal.Cursor with
        {
            Run = null,
            Through = through,
            FeedCursor = run.Mode == RunMode.Full ? null : run.Position.EventCursor,
            HadDocuments = HadDocuments(run),
            WithoutDeletions = run.Mode != RunMode.Full && (journal.Cursor.WithoutDeletions || RunStarter.DeletedColumnOf(run, settings) is null),
        };
        if (run.Mode == RunMode.Full || run.Rows > 0)
        {
            var file = await LatestFile.FindAsync(environment.Parts, settings.Name, cancellationToken);
            var before = journal.Cursor is { LastManifest: { } name, LastManifestSha256: { } hash } ? new ManifestLink(name, hash) : null;
            var manifest = await DescribeAsync(settings, journal, run, through, before, cancellationToken);
            var link = await WriteAsync(journal, run, manifest with { Warnings = [.. manifest.Warnings, .. inferred?.Warnings ?? []] }, cancellationToken);
            var latest = LatestPointer.After(file.Content is { } json ? ManifestJson.ReadLatest(json, file.Name) : null, manifest, link);
            if (inferred is { Rows: > 0 })
            {
                var gone = await DescribeAsync(settings, journal, inferred, through, link, cancellationToken) with { Inferred = true };
                link = await WriteAsync(journal, inferred, gone, cancellationToken);
                latest = LatestPointer.After(latest, gone, link);
            }

            // One write: nobody sees the snapshot without the deletions behind it.
            await file.PublishAsync(ManifestJson.Write(latest), journal.FenceAsync, cancellationToken);
            finished = finished with { ManifestThrough = through, LastManifest = link.Name, LastManifestSha256 = link.Sha256 };
        }
        else
        {
            await RequireNoneLateAsync(run, cancellationToken);
        }

        foreach (var replaced in run.Replaces)
        {
            await _folders.DeleteAsync(replaced, cancellationToken);
        }

        if (run.Mode == RunMode.Full)
        {
            finished = finished with { Snapshot = run.FirstAt };
            // A newer folder is that of a run which another process has begun behind this one.
            await _folders.PruneAsync(
                settings.Name, settings.KeepSnapshots, folder => string.CompareOrdinal(folder, run.Prefix) >= 0, cancellationToken);
        }

        await environment.Cursors.AppendRunAsync(Succeeded(settings, run, through), cancellationToken);
        await journal.CloseAsync(finished, cancellationToken);
        return finished;
    }

    private async Task<Manifest> DescribeAsync(
        ExportSettings settings, RunJournal journal, RunState run, long through, ManifestLink? previous, CancellationToken cancellationToken)
    {
        var parts = await RunParts.ReadAsync(environment.Parts, run.Prefix, run.Id, cancellationToken);
        if (parts.Parts.Count == run.NextPart && parts.Parts[^1] is { } late && late.Starts == PositionText.Format(run.PartsEnd))
        {
            throw LateBy(late.Name);
        }

        if (parts.Rows != run.Rows || parts.Parts.Count != run.NextPart - 1)
        {
            throw new PartsInconsistent(
                run.Prefix, $"holds {parts.Parts.Count} parts with {parts.Rows} rows, where the cursor counts {run.NextPart - 1} parts with {run.Rows} rows");
        }

        return new Manifest
        {
            Export = settings.Name,
            Collection = settings.Collection,
            Api = settings.Connection.Api.ToString().ToLowerInvariant(),
            Mode = run.Mode,
            Consistency = ConsistencyOf(settings, run),
            Run = run.Id,
            Window = new ManifestWindow(run.Mode == RunMode.Full ? null : run.Snapshot is null ? journal.Cursor.ManifestThrough ?? run.From : run.From, through),
            ReadAt = run.Position.At,
            Started = MicroTime.ToInstant(run.Started),
            Finished = run.Finished is { } finishedAt ? MicroTime.ToInstant(finishedAt) : environment.Time.GetUtcNow(),
            DeletedColumn = RunStarter.DeletedColumnOf(run, settings),
            Rows = parts.Rows,
            Deletions = parts.Deletions,
            Expired = run.Expired,
            CountedAtSource = run.CountedAtSource,
            Bytes = parts.Bytes,
            UncompressedBytes = parts.UncompressedBytes,
            Parts = parts.Described,
            Warnings = WarningsOf(settings, run),
            Previous = previous,
        };
    }

    private async Task RequireNoneLateAsync(RunState run, CancellationToken cancellationToken)
    {
        if (await environment.Parts.FindAsync(run.NextPartName(), cancellationToken) is { } late)
        {
            throw LateBy(late.Name);
        }
    }

    // Another process at the same run has come to its end late. Nobody has written those rows in another part, for that would have this part's name.
    private static PartOfAnotherRun LateBy(string name) =>
        new(name, "it appeared while this run was being finished", "The next run goes on behind it.");

    private async Task<ManifestLink> WriteAsync(RunJournal journal, RunState run, Manifest manifest, CancellationToken cancellationToken)
    {
        var json = ManifestJson.Write(manifest);
        var link = ManifestJson.LinkTo(PartNames.Manifest(run.Prefix), json);
        await journal.FenceAsync(cancellationToken);
        await RequireNoneLateAsync(run, cancellationToken);
        await environment.Parts.WriteDocumentAsync(link.Name, json, cancellationToken);
        return link;
    }

    // Known for the time that the run began with. A full one goes on at a later time only when it has read something at that.
    private static bool HadDocuments(RunState run) => run.Mode == RunMode.Full
        ? run.Position.At != run.FirstAt || run.Rows > 0
        : run.Position.At == run.FirstAt && run.HadDocuments;

    private static Consistency ConsistencyOf(ExportSettings settings, RunState run) =>
        run.Mode == RunMode.Incremental || run.Position.At == run.FirstAt ? Consistency.Snapshot
        : settings.Mode == RunMode.Incremental ? Consistency.CatchUp
        : Consistency.Drift;

    private static IReadOnlyList<string> WarningsOf(ExportSettings settings, RunState run) =>
        ConsistencyOf(settings, run) == Consistency.Drift
            ? [.. run.Warnings, "Nothing catches up with what changed meanwhile: the rows are documents as they stood at different times."]
            : run.Warnings;

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
}

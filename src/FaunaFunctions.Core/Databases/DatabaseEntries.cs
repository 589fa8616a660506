using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>What a run over a database has done with its collections, as their own cursors and manifests tell.</summary>
internal sealed class DatabaseEntries(DatabaseEnvironment environment)
{
    /// <summary>Whether a collection's export has reached the run's time: then this run needs nothing more of it.</summary>
    public async Task<bool> IsDoneAsync(DatabaseRun run, DatabaseChild child, RunMode mode, CancellationToken cancellationToken) =>
        (await environment.Cursors.ReadAsync(child.Export, cancellationToken))?.Cursor is { Run: null } cursor
        && (mode == RunMode.Full ? cursor.Snapshot : cursor.Through) >= run.At;

    /// <summary>A collection's entry in the database's manifest, and the parts that the run has written of it.</summary>
    public async Task<(DatabaseEntry Entry, int Parts)> ReadAsync(DatabaseRun run, DatabaseChild child, CancellationToken cancellationToken)
    {
        var failure = run.Failed.FirstOrDefault(failure => failure.Export == child.Export);
        var cursor = await CursorAsync(child, failure is not null, cancellationToken);
        var entry = new DatabaseEntry
        {
            Collection = child.Collection,
            Export = child.Export,
            Status = failure is null ? DatabaseEntryStatus.Unchanged : DatabaseEntryStatus.Failed,
            Error = failure?.Message,
            Through = cursor?.Through,
            Snapshot = cursor?.Snapshot,
        };
        if (cursor is not { LastManifest: { } name, LastManifestSha256: { } sha256 })
        {
            return (entry, 0);
        }

        entry = entry with { Manifest = new ManifestLink(name, sha256) };
        if (failure is not null)
        {
            return (entry, 0);
        }

        var manifest = await ManifestAsync(name, cancellationToken);
        // Deletions that were inferred are published with their snapshot: what there is to say is the snapshot's, and the rows are those of both.
        var snapshot = manifest is { Inferred: true, Previous: { } link } ? await ManifestAsync(link.Name, cancellationToken) : null;
        entry = entry with { Consistency = (snapshot ?? manifest).Consistency };
        return (snapshot ?? manifest).ReadAt < run.At
            ? (entry, 0)
            : (entry with
            {
                Status = DatabaseEntryStatus.Exported,
                Rows = manifest.Rows + (snapshot?.Rows ?? 0),
                Deletions = manifest.Deletions + (snapshot?.Deletions ?? 0),
                Bytes = manifest.Bytes + (snapshot?.Bytes ?? 0),
                UncompressedBytes = manifest.UncompressedBytes + (snapshot?.UncompressedBytes ?? 0),
            }, manifest.Parts.Count + (snapshot?.Parts.Count ?? 0));
    }

    private async Task<Manifest> ManifestAsync(string name, CancellationToken cancellationToken)
    {
        var json = await environment.Parts.ReadDocumentAsync(name, cancellationToken) ?? throw new ManifestInvalid(name, "it is missing");
        return ManifestJson.ReadManifest(json, name);
    }

    // A cursor that cannot be read is why the collection failed.
    private async Task<ExportCursor?> CursorAsync(DatabaseChild child, bool failed, CancellationToken cancellationToken)
    {
        try
        {
            return (await environment.Cursors.ReadAsync(child.Export, cancellationToken))?.Cursor;
        }
        catch (CursorCorrupt) when (failed)
        {
            return null;
        }
    }
}

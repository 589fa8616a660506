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

        var json = await environment.Parts.ReadDocumentAsync(name, cancellationToken) ?? throw new ManifestInvalid(name, "it is missing");
        var manifest = ManifestJson.ReadManifest(json, name);
        entry = entry with { Consistency = manifest.Consistency };
        return manifest.ReadAt < run.At
            ? (entry, 0)
            : (entry with
            {
                Status = DatabaseEntryStatus.Exported,
                Rows = manifest.Rows,
                Deletions = manifest.Deletions,
                Bytes = manifest.Bytes,
                UncompressedBytes = manifest.UncompressedBytes,
            }, manifest.Parts.Count);
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

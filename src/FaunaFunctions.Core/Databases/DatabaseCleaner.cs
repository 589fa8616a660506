using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Removes what old runs over a database have left: the collections' snapshots but for the newest few, and database manifests older than those of the snapshots
/// kept. What the kept manifests of whole snapshots refer to stays, and so does what the newest manifest refers to.
/// </summary>
internal sealed class DatabaseCleaner(DatabaseEnvironment environment, ExportSettings settings)
{
    private readonly SnapshotFolders _folders = new(environment.Parts);

    /// <summary>Cleans up.</summary>
    /// <param name="finished">The cursor row as it will be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task CleanAsync(ExportCursor finished, CancellationToken cancellationToken)
    {
        var database = finished.Database!;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in database.Snapshots.Append(finished.LastManifest!).Distinct(StringComparer.Ordinal))
        {
            if (await environment.Parts.ReadDocumentAsync(name, cancellationToken) is { } json)
            {
                var manifest = ManifestJson.ReadDatabaseManifest(json, name);
                wanted.UnionWith(manifest.Collections.Where(entry => entry.Snapshot is not null).Select(entry => PartNames.Snapshot(entry.Export, entry.Snapshot!.Value)));
            }
        }

        foreach (var child in database.Children.Where(child => child.Gone is null))
        {
            if (await SnapshotOfAsync(child, cancellationToken) is { } snapshot)
            {
                // A newer folder is that of a run under way.
                var newest = PartNames.Snapshot(child.Export, snapshot);
                await _folders.PruneAsync(
                    child.Export, settings.KeepSnapshots, folder => wanted.Contains(folder) || string.CompareOrdinal(folder, newest) > 0, cancellationToken);
            }
        }

        // Folders of runs are named by times of sixteen digits: their order is that of time.
        if (database.Snapshots.Count >= settings.KeepSnapshots)
        {
            foreach (var folder in (await RunsAsync(cancellationToken)).Where(folder => string.CompareOrdinal(PartNames.Manifest(folder), database.Snapshots[0]) < 0))
            {
                await _folders.DeleteAsync(folder, cancellationToken);
            }
        }
    }

    private async Task<long?> SnapshotOfAsync(DatabaseChild child, CancellationToken cancellationToken)
    {
        try
        {
            return (await environment.Cursors.ReadAsync(child.Export, cancellationToken))?.Cursor.Snapshot;
        }
        catch (CursorCorrupt)
        {
            return null;
        }
    }

    private async Task<List<string>> RunsAsync(CancellationToken cancellationToken)
    {
        var top = PartNames.DatabaseRuns(settings.Name);
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var name in environment.Parts.ListAsync(top, cancellationToken))
        {
            folders.Add(name[..(name.IndexOf('/', top.Length) + 1)]);
        }

        return [.. folders];
    }
}

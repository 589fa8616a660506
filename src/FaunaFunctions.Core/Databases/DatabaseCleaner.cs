using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Removes what old runs over a database have left: the collections' snapshots but for the newest few, and database manifests older than those of the snapshots
/// kept. What the kept manifests of whole snapshots refer to stays, and so does what the newest manifest does.
/// </summary>
internal sealed class DatabaseCleaner(DatabaseEnvironment environment, ExportSettings settings)
{
    private readonly SnapshotFolders _folders = new(environment.Parts);

    /// <summary>Cleans up.</summary>
    /// <param name="journal">The run that is being finished.</param>
    /// <param name="finished">The cursor row as it will be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task CleanAsync(DatabaseJournal journal, ExportCursor finished, CancellationToken cancellationToken)
    {
        var runs = await RunsAsync(cancellationToken);
        var whole = new List<string>();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in runs.AsEnumerable().Reverse())
        {
            var name = PartNames.Manifest(folder);
            if (await environment.Parts.ReadDocumentAsync(name, cancellationToken) is not { } json)
            {
                continue;
            }

            var manifest = ManifestJson.ReadDatabaseManifest(json, name);
            var isSnapshot = manifest is { Mode: RunMode.Full, Complete: true };
            if (isSnapshot || name == finished.LastManifest)
            {
                wanted.UnionWith(manifest.Collections.Where(entry => entry.Snapshot is not null).Select(entry => PartNames.Snapshot(entry.Export, entry.Snapshot!.Value)));
            }

            if (isSnapshot)
            {
                whole.Add(folder);
            }

            if (whole.Count == settings.KeepSnapshots)
            {
                break;
            }
        }

        foreach (var child in journal.Database.Children.Where(child => child.Gone is null))
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
        foreach (var folder in whole.Count < settings.KeepSnapshots ? [] : runs.TakeWhile(folder => folder != whole[^1]))
        {
            await _folders.DeleteAsync(folder, cancellationToken);
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

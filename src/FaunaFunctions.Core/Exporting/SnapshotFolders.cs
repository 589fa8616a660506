using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Removes the folders of runs that nobody needs any more.</summary>
/// <param name="parts">Where they are.</param>
internal sealed class SnapshotFolders(IPartStore parts)
{
    /// <summary>Removes an export's old snapshots. Only snapshots with a manifest are complete and count; what is left of others goes with the old ones.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="keep">How many of the newest stay, at least 1.</param>
    /// <param name="isKept">Folders, with their final <c>/</c>, that stay whatever their age.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task PruneAsync(string export, int keep, Func<string, bool> isKept, CancellationToken cancellationToken)
    {
        var complete = new SortedSet<string>(StringComparer.Ordinal);
        var all = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var name in parts.ListAsync(PartNames.Snapshots(export), cancellationToken))
        {
            var folder = name[..(name.LastIndexOf('/') + 1)];
            all.Add(folder);
            if (name == PartNames.Manifest(folder))
            {
                complete.Add(folder);
            }
        }

        // Snapshot folders are named by times of sixteen digits: their order is that of time.
        var kept = complete.Reverse().Take(Math.Max(1, keep)).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in all.Where(folder => !kept.Contains(folder) && !isKept(folder)))
        {
            await DeleteAsync(folder, cancellationToken);
        }
    }

    /// <summary>Removes a run's folder. The manifest goes first: without it a folder is no run's result, however much of it is left.</summary>
    /// <param name="folder">The folder, with its final <c>/</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        await parts.DeleteAsync(PartNames.Manifest(folder), cancellationToken);
        var names = new List<string>();
        await foreach (var name in parts.ListAsync(folder, cancellationToken))
        {
            names.Add(name);
        }

        foreach (var name in names)
        {
            await parts.DeleteAsync(name, cancellationToken);
        }
    }
}

using System.Globalization;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>
/// Looks for parts that no manifest names: a reader who takes every file of a folder would read them too. Only a run under way may have some, and folders that
/// it is about to remove.
/// </summary>
internal sealed class StrayParts(IPartStore store, string export, ExportCursor? cursor, LatestPointer? latest, Tally tally)
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private string? _folder;
    private bool _hasManifest;

    /// <summary>Goes through all names; a folder's manifest stands before its parts, in the order of listings.</summary>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in store.ListAsync(PartNames.Export(export), cancellationToken))
        {
            var folder = name[..(name.LastIndexOf('/') + 1)];
            if (folder != _folder)
            {
                _folder = folder;
                _hasManifest = false;
                _named.Clear();
            }

            if (name == PartNames.Manifest(folder))
            {
                await ReadManifestAsync(name, folder, cancellationToken);
            }
            else if (PartNames.IsPart(name) && !_named.Contains(name) && !IsUnderWay(name))
            {
                tally.Add(FindingKind.StrayPart, name, "no manifest names it");
            }
        }
    }

    private async Task ReadManifestAsync(string name, string folder, CancellationToken cancellationToken)
    {
        _hasManifest = true;
        try
        {
            var manifest = ManifestJson.ReadManifest(await store.ReadDocumentAsync(name, cancellationToken) ?? [], name);
            _named.UnionWith(manifest.Parts.Select(part => folder + part.Name));
            if (latest is not null && manifest.Window.To > latest.Through && !IsUnderWay(name))
            {
                tally.Add(FindingKind.LatestWrong, PartNames.Latest(export), string.Create(CultureInfo.InvariantCulture,
                    $"it ends at {latest.Through} and does not name {name}, which ends at {manifest.Window.To}"));
            }
        }
        catch (ManifestInvalid e)
        {
            // Those that are linked to were found to be invalid already; parts of any other are stray without it.
            tally.Note(e.Message);
        }
    }

    /// <summary>The run's own folder, those it replaces, and, once it cleans up, old snapshots that have lost their manifest.</summary>
    private bool IsUnderWay(string name) =>
        cursor?.Run is { } run
        && (name.StartsWith(run.Prefix, StringComparison.Ordinal)
            || name.StartsWith(run.Main().Prefix, StringComparison.Ordinal)
            || run.Main().Replaces.Any(replaced => name.StartsWith(replaced, StringComparison.Ordinal))
            || (run.Position.Phase == RunPhase.Finishing && !_hasManifest && name.StartsWith(PartNames.Snapshots(export), StringComparison.Ordinal)));
}

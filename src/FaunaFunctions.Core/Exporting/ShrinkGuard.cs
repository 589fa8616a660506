using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Holds a snapshot back that is much smaller than the one before: a key that has lost a privilege sees a smaller collection, or an empty one, and
/// nothing in Fauna's answers need tell it from one whose documents were deleted.
/// </summary>
internal sealed class ShrinkGuard(IPartStore store)
{
    /// <summary>Returns when a full export may take the place of the last one.</summary>
    /// <param name="settings">The export.</param>
    /// <param name="rows">Rows of the new one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SnapshotHeld">It may not, unless somebody says so.</exception>
    public async Task CheckAsync(ExportSettings settings, long rows, CancellationToken cancellationToken)
    {
        var name = PartNames.Latest(settings.Name);
        var last = await store.ReadDocumentAsync(name, cancellationToken) is { } pointer ? ManifestJson.ReadLatest(pointer, name) : null;

        // A manifest that somebody has removed tells nothing to compare with.
        if (last is not null && await store.ReadDocumentAsync(last.Snapshot.Name, cancellationToken) is { } json)
        {
            var before = ManifestJson.ReadManifest(json, last.Snapshot.Name).Rows;
            if (IsHeld(rows, before, settings.ShrinkGuard))
            {
                throw new SnapshotHeld(settings.Name, rows, before, settings.ShrinkGuard);
            }
        }
    }

    private static bool IsHeld(long rows, long before, int percent) =>
        before > 0 && (rows == 0 || (before - rows) * (Int128)100 > before * (Int128)percent);
}

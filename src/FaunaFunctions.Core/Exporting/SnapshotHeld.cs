using System.Globalization;

namespace FaunaFunctions.Core.Exporting;

/// <summary>A full export was read to its end and is held back, since it has far fewer rows than the last one. What was published before stays as it is.</summary>
public sealed class SnapshotHeld(string export, long rows, long before, int percent) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The new snapshot of '{export}' has {(rows == 0 ? "no document" : $"{rows} documents")}, and the last one has {before}: {(rows == 0 ? "an empty one is" : $"more than {percent} % are gone (shrinkGuard), so it is")} held back, and latest.json still shows the last one. If the key has lost a privilege, grant it again: the next run takes a new snapshot. If the documents are really gone, accept it once: 'faunafunctions export --export {export} --accept-shrink', or POST sync/{export}?acceptShrink=true."))
{
    /// <summary>Rows of the snapshot that is held back.</summary>
    public long Rows { get; } = rows;

    /// <summary>Rows of the one before.</summary>
    public long Before { get; } = before;
}

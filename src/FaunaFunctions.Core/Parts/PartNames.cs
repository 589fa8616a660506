using System.Globalization;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// Where an export's files stand in the store. The folders are <c>key=value</c>, which query engines prune partitions by,
/// and only committed parts end in <c>.ndjson.gz</c> or <c>.ndjson</c>.
/// </summary>
public static class PartNames
{
    /// <summary>Ends the name of every plain part.</summary>
    public const string PlainExtension = ".ndjson";

    /// <summary>Ends the name of every compressed part.</summary>
    public const string GzipExtension = ".ndjson.gz";

    /// <summary>Folder of cursors beside the exports of a local store; no export may have this name.</summary>
    internal const string StateFolder = "_state";

    /// <summary>Folder of what belongs to an export of a whole database itself: no collection's export has this name, and readers of data skip it.</summary>
    internal const string DatabaseFolder = "_database";

    /// <summary>Everything of one export: <c>orders/</c>; <c>shop/orders/</c> for a collection of the export <c>shop</c> of a whole database.</summary>
    /// <exception cref="ArgumentException">The export's name cannot be a folder's.</exception>
    public static string Export(string export)
    {
        ArgumentNullException.ThrowIfNull(export);
        var slash = export.IndexOf('/', StringComparison.Ordinal);
        var isFolder = IsFolder(slash < 0 ? export : export[..slash]) && (slash < 0 || IsFolder(export[(slash + 1)..]));
        return isFolder
            ? export + "/"
            : throw new ArgumentException(
                $"'{export}' cannot be the name of an export: it must name a folder, or one in another, not start with '.', and not be '{StateFolder}' or '{DatabaseFolder}'.", nameof(export));
    }

    /// <summary>Folder of the full snapshots: <c>orders/full/</c>.</summary>
    public static string Snapshots(string export) => Export(export) + "full/";

    /// <summary>Folder of one full snapshot: <c>orders/full/snapshot=1785000000000000/</c>.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="at">Snapshot time in µs.</param>
    public static string Snapshot(string export, long at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Snapshots(export)}snapshot={at}/");

    /// <summary>Folder of all incremental runs: <c>orders/changes/</c>.</summary>
    public static string Changes(string export) => Export(export) + "changes/";

    /// <summary>Folder of one incremental run: <c>orders/changes/date=2026-07-25/run=…/</c>.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="started">When the run started, µs; its UTC day is the date.</param>
    /// <param name="run">The run's id.</param>
    public static string Run(string export, long started, string run) =>
        string.Create(CultureInfo.InvariantCulture, $"{Changes(export)}date={DateTimeOffset.UnixEpoch.AddMicroseconds(started):yyyy-MM-dd}/run={run}/");

    /// <summary>A part: <c>part-00000001.ndjson.gz</c> in the run's folder.</summary>
    /// <param name="prefix">The run's folder, with its final <c>/</c>.</param>
    /// <param name="number">From 1.</param>
    /// <param name="compression">Decides the extension.</param>
    public static string Part(string prefix, int number, Compression compression) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}part-{number:D8}{(compression == Compression.Gzip ? GzipExtension : PlainExtension)}");

    /// <summary>The run's manifest.</summary>
    /// <param name="prefix">The run's folder, with its final <c>/</c>.</param>
    public static string Manifest(string prefix) => prefix + "manifest.json";

    /// <summary>The export's pointer to the newest complete snapshot and the runs since.</summary>
    public static string Latest(string export) => Export(export) + "latest.json";

    /// <summary>Folder of the runs of an export of a whole database: <c>shop/_database/</c>.</summary>
    public static string DatabaseRuns(string export) => Export(export) + DatabaseFolder + "/";

    /// <summary>Folder of one run of an export of a whole database: <c>shop/_database/run=…/</c>.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="run">The run's id.</param>
    public static string DatabaseRun(string export, string run) => $"{DatabaseRuns(export)}run={run}/";

    /// <summary>Whether a name is that of a part.</summary>
    public static bool IsPart(string name) =>
        name.EndsWith(GzipExtension, StringComparison.Ordinal) || name.EndsWith(PlainExtension, StringComparison.Ordinal);

    private static bool IsFolder(string name) =>
        name.Length > 0 && name[0] != '.' && name is not (StateFolder or DatabaseFolder) && name.AsSpan().IndexOfAny("/\\") < 0;
}

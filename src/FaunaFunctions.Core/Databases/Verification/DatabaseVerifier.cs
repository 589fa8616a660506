using System.Globalization;
using System.Security.Cryptography;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Databases.Verification;

/// <summary>
/// Reads what belongs to a database's export itself, its manifest and the schema's files, and says what is not as promised. Its collections are exports of
/// their own, verified as such.
/// </summary>
/// <param name="store">Where the export is.</param>
public sealed class DatabaseVerifier(IPartStore store)
{
    /// <summary>The exports of a database's collections, those that are gone included.</summary>
    /// <param name="cursor">The database's cursor; null when it has none.</param>
    public static IReadOnlyList<DatabaseChild> ChildrenOf(ExportCursor? cursor) =>
        [.. (cursor?.Database?.Children ?? []).OrderBy(child => child.Collection, StringComparer.Ordinal)];

    /// <summary>Verifies it.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="cursor">Its cursor; null when it has none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageUnavailable">The store refuses: then nothing is known.</exception>
    public async Task<VerificationReport> VerifyAsync(string export, ExportCursor? cursor, CancellationToken cancellationToken)
    {
        var tally = new Tally(export, null);
        if (await LatestAsync(export, cursor, tally, cancellationToken) is { } latest
            && await ManifestAsync(latest.Database, PartNames.Latest(export), tally, cancellationToken) is { } manifest)
        {
            await CheckAsync(latest.Database.Name, manifest, tally, cancellationToken);
            if (manifest.Through != latest.Through || !manifest.Complete)
            {
                tally.Add(FindingKind.LatestWrong, PartNames.Latest(export), $"it does not say what {latest.Database.Name} says, which it names");
            }
        }

        await CheckNewestAsync(cursor, tally, cancellationToken);
        await FindStraysAsync(export, cursor, tally, cancellationToken);
        return tally.Report();
    }

    private async Task<DatabaseLatest?> LatestAsync(string export, ExportCursor? cursor, Tally tally, CancellationToken cancellationToken)
    {
        var name = PartNames.Latest(export);
        if (await store.ReadDocumentAsync(name, cancellationToken) is not { } json)
        {
            if (cursor?.Through is not null)
            {
                tally.Add(FindingKind.LatestWrong, name, "it is missing, and the cursor says that a run over all collections has been complete");
            }
            else
            {
                tally.Note($"{name} is not there: no run over all collections has been complete.");
            }

            return null;
        }

        try
        {
            var latest = ManifestJson.ReadDatabaseLatest(json, name);
            if (latest.Database.Name.StartsWith(PartNames.DatabaseRuns(export), StringComparison.Ordinal) && ManifestSums.IsPlain(latest.Database.Name))
            {
                return latest;
            }

            tally.Add(FindingKind.LatestWrong, name, $"it names '{latest.Database.Name}', which is no manifest of this export");
        }
        catch (ManifestInvalid e)
        {
            tally.Add(FindingKind.LatestWrong, name, e.Sentence);
        }

        return null;
    }

    private async Task<DatabaseManifest?> ManifestAsync(ManifestLink link, string linkedFrom, Tally tally, CancellationToken cancellationToken)
    {
        if (await DocumentAsync(link, linkedFrom, tally, cancellationToken) is not { } json)
        {
            return null;
        }

        try
        {
            var manifest = ManifestJson.ReadDatabaseManifest(json, link.Name);
            tally.AddManifest();
            return manifest;
        }
        catch (ManifestInvalid e)
        {
            tally.Add(FindingKind.ManifestInvalid, link.Name, e.Sentence);
            return null;
        }
    }

    private async Task<byte[]?> DocumentAsync(ManifestLink link, string linkedFrom, Tally tally, CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(link.Name, cancellationToken) is not { } json)
        {
            tally.Add(FindingKind.ManifestMissing, link.Name, $"it is not there, and {linkedFrom} names it");
            return null;
        }

        var sha256 = ManifestJson.LinkTo(link.Name, json).Sha256;
        if (sha256 != link.Sha256)
        {
            tally.Add(FindingKind.ManifestAltered, link.Name, $"its SHA-256 is {sha256}, and {linkedFrom} says {link.Sha256}");
        }

        return json;
    }

    private async Task CheckAsync(string name, DatabaseManifest manifest, Tally tally, CancellationToken cancellationToken)
    {
        tally.HasCollections(manifest.Collections.Count);
        foreach (var entry in manifest.Collections)
        {
            if (entry.Manifest is not { } link)
            {
                tally.Add(FindingKind.ManifestInvalid, name, $"collection '{entry.Collection}' has no manifest in it");
            }
            else if (await DocumentAsync(link, name, tally, cancellationToken) is { } json)
            {
                await CompareRowsAsync(name, entry, json, tally, cancellationToken);
            }
        }

        foreach (var file in manifest.Schema?.Files ?? [])
        {
            var content = await store.ReadDocumentAsync(file.Name, cancellationToken);
            if (content is null)
            {
                tally.Add(FindingKind.SchemaAltered, file.Name, $"it is not there, and {name} names it");
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(content)) != file.Sha256)
            {
                tally.Add(FindingKind.SchemaAltered, file.Name, $"its SHA-256 is not {file.Sha256}, which {name} says");
            }
        }

        foreach (var omission in manifest.Schema?.NotExported ?? [])
        {
            tally.Note($"The schema is without {omission.Kind}: {omission.Reason}");
        }
    }

    private async Task CompareRowsAsync(string name, DatabaseEntry entry, byte[] json, Tally tally, CancellationToken cancellationToken)
    {
        Manifest own;
        long rows;
        try
        {
            own = ManifestJson.ReadManifest(json, entry.Manifest!.Name);
            rows = own.Rows;
            // An entry counts the snapshot, and the deletions that were inferred behind it.
            if (own is { Inferred: true, Previous: { } link } && await DocumentAsync(link, entry.Manifest.Name, tally, cancellationToken) is { } snapshot)
            {
                rows += ManifestJson.ReadManifest(snapshot, link.Name).Rows;
            }
        }
        catch (ManifestInvalid e)
        {
            tally.Add(FindingKind.ManifestInvalid, e.Name, e.Sentence);
            return;
        }

        if (own.Collection != entry.Collection || own.Export != entry.Export || (entry.Status == DatabaseEntryStatus.Exported && rows != entry.Rows))
        {
            tally.Add(FindingKind.ManifestInvalid, name, string.Create(CultureInfo.InvariantCulture,
                $"it says that collection '{entry.Collection}' was exported as {entry.Export} with {entry.Rows} rows, and {entry.Manifest.Name} says {own.Export} with {rows}"));
        }
    }

    // latest.json names the newest that is whole. What the last run could not export is in no manifest that a reader sees.
    private async Task CheckNewestAsync(ExportCursor? cursor, Tally tally, CancellationToken cancellationToken)
    {
        if (cursor is { LastManifest: { } name, LastManifestSha256: { } sha256, Database.Run: null }
            && await ManifestAsync(new ManifestLink(name, sha256), "the cursor", tally, cancellationToken) is { Complete: false } newest)
        {
            foreach (var entry in newest.Collections.Where(entry => entry.Status == DatabaseEntryStatus.Failed))
            {
                tally.Add(FindingKind.CollectionMissing, entry.Export, $"collection '{entry.Collection}' could not be exported by the last run: {entry.Error?.TrimEnd('.')}");
            }
        }
    }

    private async Task FindStraysAsync(string export, ExportCursor? cursor, Tally tally, CancellationToken cancellationToken)
    {
        if (cursor?.Database is not { } database)
        {
            return;
        }

        var known = database.Children.Select(child => PartNames.Export(child.Export)).ToHashSet(StringComparer.Ordinal);
        var top = PartNames.Export(export).Length;
        await foreach (var name in store.ListAsync(PartNames.Export(export), cancellationToken))
        {
            var end = name.IndexOf('/', top);
            if (PartNames.IsPart(name) && (end < 0 || !known.Contains(name[..(end + 1)])))
            {
                tally.Add(FindingKind.StrayPart, name, "it is of no collection of this export");
            }
        }
    }
}

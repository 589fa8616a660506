using System.Globalization;
using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>The manifests that <c>latest.json</c> names, oldest first, each checked against the link to it and against the one before.</summary>
internal sealed class ManifestChain(IPartStore store, string export, ExportCursor? cursor, Tally tally)
{
    private readonly string _latestName = PartNames.Latest(export);

    /// <summary>What <c>latest.json</c> says, once it was read.</summary>
    public LatestPointer? Latest { get; private set; }

    /// <returns>Null when there is nothing to start from.</returns>
    public async Task<LatestPointer?> ReadLatestAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(_latestName, cancellationToken) is not { } json)
        {
            if (cursor?.LastManifest is { } expected)
            {
                tally.Add(FindingKind.LatestWrong, _latestName, $"it is missing, and the cursor says that {expected} was written");
            }
            else
            {
                tally.Note($"{_latestName} is not there: no full export has finished, and nothing was verified.");
            }

            return null;
        }

        try
        {
            Latest = ManifestJson.ReadLatest(json, _latestName);
        }
        catch (ManifestInvalid e)
        {
            tally.Add(FindingKind.LatestWrong, _latestName, e.Sentence);
            return null;
        }

        CompareWithCursor(Latest);
        return Latest;
    }

    public async IAsyncEnumerable<(string Name, Manifest Manifest)> ReadAsync(LatestPointer latest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Manifest? before = null;
        ManifestLink? linkBefore = null;
        foreach (var link in latest.Runs.Prepend(latest.Snapshot))
        {
            var manifest = await ReadManifestAsync(link, cancellationToken);
            if (manifest is not null)
            {
                if (linkBefore is null)
                {
                    await CheckSnapshotAsync(link, manifest, cancellationToken);
                }
                else
                {
                    CheckFollows(link, manifest, linkBefore, before);
                }

                if (ManifestSums.Check(manifest) is { } wrong)
                {
                    tally.Add(FindingKind.ManifestInvalid, link.Name, wrong);
                }
                else
                {
                    yield return (link.Name, manifest);
                }
            }

            before = manifest;
            linkBefore = link;
        }

        if (before is not null && before.Window.To != latest.Through)
        {
            tally.Add(FindingKind.LatestWrong, _latestName, string.Create(CultureInfo.InvariantCulture,
                $"it says that everything up to {latest.Through} is there, and {linkBefore!.Name} ends at {before.Window.To}"));
        }
    }

    private async Task<Manifest?> ReadManifestAsync(ManifestLink link, CancellationToken cancellationToken)
    {
        if (!link.Name.StartsWith(PartNames.Export(export), StringComparison.Ordinal) || !ManifestSums.IsPlain(link.Name))
        {
            tally.Add(FindingKind.LatestWrong, _latestName, $"it names '{link.Name}', which is no manifest of this export");
            return null;
        }

        if (await store.ReadDocumentAsync(link.Name, cancellationToken) is not { } json)
        {
            tally.Add(FindingKind.ManifestMissing, link.Name, "it is not there, so its parts could not be verified");
            return null;
        }

        CheckHash(link, json, _latestName);
        try
        {
            var manifest = ManifestJson.ReadManifest(json, link.Name);
            tally.AddManifest();
            return manifest;
        }
        catch (ManifestInvalid e)
        {
            tally.Add(FindingKind.ManifestInvalid, link.Name, e.Sentence);
            return null;
        }
    }

    private async Task CheckSnapshotAsync(ManifestLink link, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Mode != RunMode.Full || manifest.Window.From is not null)
        {
            tally.Add(FindingKind.ChainBroken, link.Name, "it stands first, and is no full export");
        }

        // Older manifests go when their snapshots do; one that is still there must be the one.
        if (manifest.Previous is { } previous && ManifestSums.IsPlain(previous.Name) && await store.ReadDocumentAsync(previous.Name, cancellationToken) is { } json)
        {
            CheckHash(previous, json, link.Name);
        }
    }

    private void CheckFollows(ManifestLink link, Manifest manifest, ManifestLink linkBefore, Manifest? before)
    {
        if (manifest.Mode != RunMode.Incremental || manifest.Window.From is null)
        {
            tally.Add(FindingKind.ChainBroken, link.Name, "it stands behind a snapshot, and is no incremental run");
        }

        if (manifest.Previous != linkBefore)
        {
            tally.Add(FindingKind.ChainBroken, link.Name, manifest.Previous?.Name == linkBefore.Name
                ? $"it follows {linkBefore.Name} with SHA-256 {manifest.Previous.Sha256}, and {_latestName} says {linkBefore.Sha256}"
                : $"it follows {manifest.Previous?.Name ?? "nothing"}, and {_latestName} names {linkBefore.Name} before it");
        }

        if (manifest.Inferred)
        {
            CheckInferred(link, manifest, before);
        }
        else if (before is not null && manifest.Window.From is { } from && from != before.Window.To)
        {
            tally.Add(FindingKind.WindowsDoNotJoin, link.Name, string.Create(CultureInfo.InvariantCulture,
                $"its window starts at {from}, and {linkBefore.Name} ends at {before.Window.To}: {(from > before.Window.To ? "what happened between is nowhere" : "what happened between is there twice")}"));
        }
    }

    private void CheckInferred(ManifestLink link, Manifest manifest, Manifest? before)
    {
        if (before is not null && (before.Mode != RunMode.Full || manifest.Window.To != before.Window.To))
        {
            tally.Add(FindingKind.ChainBroken, link.Name, string.Create(CultureInfo.InvariantCulture,
                $"it says what is not in a snapshot of {manifest.Window.To}, and does not stand behind one"));
        }
    }

    private void CompareWithCursor(LatestPointer latest)
    {
        var last = latest.Runs.Count > 0 ? latest.Runs[^1] : latest.Snapshot;
        var finishing = cursor?.Run is { } run && (PartNames.Manifest(run.Prefix) == last.Name || PartNames.Manifest(run.Main().Prefix) == last.Name);
        if (cursor?.LastManifest is { } expected && !finishing && (last.Name != expected || (cursor.LastManifestSha256 is { } sha256 && last.Sha256 != sha256)))
        {
            tally.Add(FindingKind.LatestWrong, _latestName, last.Name == expected
                ? $"it gives {expected} another SHA-256 than the cursor does"
                : $"it ends with {last.Name}, and the cursor says that {expected} was written last");
        }
    }

    private void CheckHash(ManifestLink link, byte[] json, string linkedFrom)
    {
        var found = ManifestJson.LinkTo(link.Name, json).Sha256;
        if (found != link.Sha256)
        {
            tally.Add(FindingKind.ManifestAltered, link.Name, $"its SHA-256 is {found}, and {linkedFrom} says {link.Sha256}");
        }
    }
}

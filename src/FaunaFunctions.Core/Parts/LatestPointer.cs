namespace FaunaFunctions.Core.Parts;

/// <summary><c>latest.json</c>: where a reader of an export starts.</summary>
public sealed record LatestPointer
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Rises when a reader of an older format would misread a newer one.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>Manifest of the newest complete full export.</summary>
    public required ManifestLink Snapshot { get; init; }

    /// <summary>Manifests of the incremental runs since, oldest first. Runs without changes have none.</summary>
    public IReadOnlyList<ManifestLink> Runs { get; init => field = value ?? []; } = [];

    /// <summary>Everything that happened up to and including this time (µs) is in the snapshot and the runs: the end of the last manifest's window.</summary>
    public required long Through { get; init; }

    /// <summary>The pointer after a run has finished: a full one starts anew, an incremental one is added.</summary>
    /// <param name="before">The pointer so far; null before the first full export.</param>
    /// <param name="manifest">The run's manifest.</param>
    /// <param name="link">Its name and hash.</param>
    /// <exception cref="ManifestInvalid">An incremental run without a pointer to add it to.</exception>
    public static LatestPointer After(LatestPointer? before, Manifest manifest, ManifestLink link)
    {
        if (manifest.Window.From is null)
        {
            return new LatestPointer { Export = manifest.Export, Snapshot = link, Through = manifest.Window.To };
        }

        if (before is null)
        {
            throw new ManifestInvalid(PartNames.Latest(manifest.Export), $"it is missing, so run {manifest.Run} has no snapshot to follow");
        }

        // A run that was killed behind this step takes it again, and may have come further: another process at it may have read on.
        var earlier = before.Runs.Count > 0 && before.Runs[^1].Name == link.Name ? before.Runs.SkipLast(1) : before.Runs;
        return before with { Runs = [.. earlier, link], Through = manifest.Window.To };
    }
}

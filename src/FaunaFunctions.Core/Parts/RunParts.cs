using System.Globalization;

namespace FaunaFunctions.Core.Parts;

/// <summary>All parts of a run, as their own metadata tells: what a manifest is made of, at the run's end or any time later.</summary>
public sealed record RunParts
{
    /// <summary>By number, from 1, without a hole; each starts where the one before ends.</summary>
    public required IReadOnlyList<PartInfo> Parts { get; init; }

    /// <summary>Lines, deletion records included.</summary>
    public long Rows => Parts.Sum(part => part.Rows);

    /// <summary>Deletion records.</summary>
    public long Deletions => Parts.Sum(part => part.Deletions);

    /// <summary>Documents whose ttl passed while the parts were read.</summary>
    public long Expired => Parts.Sum(part => part.Expired);

    /// <summary>Bytes as stored.</summary>
    public long Bytes => Parts.Sum(part => part.Bytes);

    /// <summary>Bytes of NDJSON.</summary>
    public long UncompressedBytes => Parts.Sum(part => part.UncompressedBytes);

    /// <summary>The parts as a manifest in their folder describes them.</summary>
    public IReadOnlyList<ManifestPart> Described =>
        [.. Parts.Select(part => new ManifestPart
        {
            Name = part.Name[(part.Name.LastIndexOf('/') + 1)..],
            Rows = part.Rows,
            Deletions = part.Deletions,
            Bytes = part.Bytes,
            UncompressedBytes = part.UncompressedBytes,
            Sha256 = part.Sha256,
            FirstRef = part.FirstRef,
            LastRef = part.LastRef,
            LowestTs = part.LowestTs,
            HighestTs = part.HighestTs,
        })];

    /// <summary>Reads the metadata of every part in a run's folder.</summary>
    /// <param name="store">Where.</param>
    /// <param name="prefix">The run's folder, with its final <c>/</c>.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PartsInconsistent">A part is missing, of another run, or does not start where the one before ends.</exception>
    /// <exception cref="StorageUnavailable">The store refuses, or a part has lost its metadata.</exception>
    public static async Task<RunParts> ReadAsync(IPartStore store, string prefix, string run, CancellationToken cancellationToken)
    {
        var parts = new List<PartInfo>();
        await foreach (var name in store.ListAsync(prefix, cancellationToken))
        {
            if (PartNames.IsPart(name))
            {
                parts.Add(await store.FindAsync(name, cancellationToken) ?? throw new PartsInconsistent(name, "disappeared while it was read"));
            }
        }

        parts.Sort((one, other) => one.Number.CompareTo(other.Number));
        for (var i = 0; i < parts.Count; i++)
        {
            Check(parts[i], i == 0 ? null : parts[i - 1], run);
        }

        return new RunParts { Parts = parts };
    }

    private static void Check(PartInfo part, PartInfo? before, string run)
    {
        if (part.Run != run)
        {
            throw new PartsInconsistent(part.Name, $"belongs to run {part.Run} and not to {run}");
        }

        var number = (before?.Number ?? 0) + 1;
        if (part.Number != number)
        {
            throw new PartsInconsistent(part.Name, string.Create(CultureInfo.InvariantCulture, $"is number {part.Number} of its run where {number} was expected"));
        }

        if (before is not null && part.Starts != before.Ends)
        {
            throw new PartsInconsistent(part.Name, $"starts at '{part.Starts}', but {before.Name} ends at '{before.Ends}'");
        }
    }
}

/// <summary>The parts of a run do not fit together: one was removed, put there, or left by a lost race.</summary>
public sealed class PartsInconsistent(string name, string what)
    : Exception($"{name} {what}. Nothing more is written; restore the run's folder from a backup, or reset the export: its next run is a full one.")
{
    /// <summary>The part's name.</summary>
    public string Name { get; } = name;
}

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// What a part holds. Stored as the part's metadata at its commit, so that a run can adopt a part that was
/// committed before a crash, and manifests can be rebuilt from parts alone.
/// </summary>
public sealed record PartInfo
{
    /// <summary>The part's name, relative to the store.</summary>
    public required string Name { get; init; }

    /// <summary>The run that wrote it.</summary>
    public required string Run { get; init; }

    /// <summary>1, 2, 3 … within the run.</summary>
    public required int Number { get; init; }

    /// <summary>The run's position before this part, as the cursor writes it: opaque here, compared for equality.</summary>
    public required string Starts { get; init; }

    /// <summary>The run's position behind this part.</summary>
    public required string Ends { get; init; }

    /// <summary>Lines, deletion records included.</summary>
    public required long Rows { get; init; }

    /// <summary>Deletion records.</summary>
    public required long Deletions { get; init; }

    /// <summary>Documents between <see cref="Starts"/> and <see cref="Ends"/> whose ttl passed while the run read them; no rows of the part.</summary>
    public long Expired { get; init; }

    /// <summary>Bytes as stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of NDJSON.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>SHA-256 over the stored bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Id of the first record; null in a part without rows.</summary>
    public string? FirstRef { get; init; }

    /// <summary>Id of the last record.</summary>
    public string? LastRef { get; init; }

    /// <summary>Lowest <c>ts</c>, µs.</summary>
    public long? LowestTs { get; init; }

    /// <summary>Highest <c>ts</c>, µs.</summary>
    public long? HighestTs { get; init; }
}

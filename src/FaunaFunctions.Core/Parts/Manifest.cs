using System.Text.Json.Serialization;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// What a finished run left behind: <c>manifest.json</c> in the run's folder. Its fields are described in docs/layout.md; readers skip those they do not know.
/// </summary>
public sealed record Manifest
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Rises when a reader of an older format would misread a newer one.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>The collection that was read.</summary>
    public required string Collection { get; init; }

    /// <summary><c>v4</c> or <c>v10</c>.</summary>
    public required string Api { get; init; }

    /// <summary>Full or incremental.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>What the rows of a full export are together; an incremental run says <see cref="Consistency.Snapshot"/>.</summary>
    public required Consistency Consistency { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The time that the run covers.</summary>
    public required ManifestWindow Window { get; init; }

    /// <summary>The latest snapshot time (µs) that anything was read at; later than the window's end only after a catch-up or drift.</summary>
    public required long ReadAt { get; init; }

    /// <summary>When the run started, by the exporter's clock.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When its last part had been committed, by the exporter's clock.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Name of the column that marks deletion records; null when deletions are not exported.</summary>
    public string? DeletedColumn { get; init; }

    /// <summary>
    /// Whether the records were not read but inferred: deletions of documents that were alive before the snapshot that this manifest stands behind, and are
    /// not in it. Its window ends where the snapshot's does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Inferred { get; init; }

    /// <summary>Lines of all parts, deletion records included.</summary>
    public required long Rows { get; init; }

    /// <summary>Deletion records of all parts.</summary>
    public required long Deletions { get; init; }

    /// <summary>Documents whose ttl passed while the run read them; they are in no part.</summary>
    public required long Expired { get; init; }

    /// <summary>
    /// Documents that the database itself counted at the window's end when a full export was complete; null when it was not asked, as for rows of
    /// different times. Fewer than <see cref="Rows"/> where documents have expired between reading and counting.
    /// </summary>
    public long? CountedAtSource { get; init; }

    /// <summary>Bytes of all parts as stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of NDJSON of all parts.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>In the order they were written: read so, they hold the run's rows in order.</summary>
    public required IReadOnlyList<ManifestPart> Parts { get; init; }

    /// <summary>What the run had to say beside its rows.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>The export's manifest before this one; null in the first.</summary>
    public ManifestLink? Previous { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public string ProgramVersion { get; init => field = value ?? ""; } = Core.Parts.ProgramVersion.Current;
}

/// <summary>What the rows of a full export are together.</summary>
public enum Consistency
{
    /// <summary>The collection as it stood at the window's end.</summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    /// <summary>The time to read at had to move on during the run; the run that follows starts at the first one, and makes the state whole.</summary>
    [JsonStringEnumMemberName("catch-up")]
    CatchUp,

    /// <summary>The same without a run that follows: documents are as they stood at different times.</summary>
    [JsonStringEnumMemberName("drift")]
    Drift,
}

/// <summary>A stretch of time. The windows of successive manifests join without gap or overlap.</summary>
/// <param name="From">Exclusive, µs; null for a full export, which starts from nothing.</param>
/// <param name="To">Inclusive, µs.</param>
public sealed record ManifestWindow([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? From, long To);

/// <summary>Another manifest, and what it must be.</summary>
/// <param name="Name">Relative to the store.</param>
/// <param name="Sha256">Over its bytes, lower-case hex.</param>
public sealed record ManifestLink(string Name, string Sha256);

/// <summary>A part as a manifest describes it.</summary>
public sealed record ManifestPart
{
    /// <summary>Relative to the manifest's folder.</summary>
    public required string Name { get; init; }

    /// <summary>Lines, deletion records included.</summary>
    public required long Rows { get; init; }

    /// <summary>Deletion records.</summary>
    public required long Deletions { get; init; }

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

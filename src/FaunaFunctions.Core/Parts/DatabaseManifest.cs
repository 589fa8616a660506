using System.Text.Json.Serialization;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// What a run over all collections of a database left behind: <c>manifest.json</c> in the run's folder. Its fields are described in docs/whole-database.md;
/// readers skip those they do not know.
/// </summary>
public sealed record DatabaseManifest
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Rises when a reader of an older format would misread a newer one.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary><c>v4</c> or <c>v10</c>.</summary>
    public required string Api { get; init; }

    /// <summary>Full or incremental: what was asked for.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The time (µs) that the run began with: the one at which its snapshots were taken.</summary>
    public required long At { get; init; }

    /// <summary>Whether every collection that is not excluded has been exported.</summary>
    public required bool Complete { get; init; }

    /// <summary>What the collections are together.</summary>
    public required DatabaseConsistency Consistency { get; init; }

    /// <summary>Everything that happened up to and including this time (µs) is exported, of every collection; null when one has never been.</summary>
    public long? Through { get; init; }

    /// <summary>When the run started, by the exporter's clock.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When its last collection was done, by the exporter's clock.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Records that this run wrote, deletion records included.</summary>
    public required long Rows { get; init; }

    /// <summary>Deletion records that this run wrote.</summary>
    public required long Deletions { get; init; }

    /// <summary>Bytes that this run stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of NDJSON that this run wrote.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>The collections, by name.</summary>
    public required IReadOnlyList<DatabaseEntry> Collections { get; init; }

    /// <summary>Collections that the settings leave out.</summary>
    public required IReadOnlyList<string> Excluded { get; init; }

    /// <summary>Collections that were exported once and are no longer there, or excluded since: what was exported of them stays.</summary>
    public required IReadOnlyList<DatabaseChild> Dropped { get; init; }

    /// <summary>The schema; null when none of it was written.</summary>
    public DatabaseSchema? Schema { get; init; }

    /// <summary>What the run had to say beside its rows.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>The database manifest before this one; null for the first.</summary>
    public ManifestLink? Previous { get; init; }
}

/// <summary>One collection in a database's manifest.</summary>
public sealed record DatabaseEntry
{
    /// <summary>The collection's name.</summary>
    public required string Collection { get; init; }

    /// <summary>The export's name, which is its folder's: the collection's name with unsafe characters escaped.</summary>
    public required string Export { get; init; }

    /// <summary>What the run did with it.</summary>
    public required DatabaseEntryStatus Status { get; init; }

    /// <summary>Why it could not be exported; null when it was.</summary>
    public string? Error { get; init; }

    /// <summary>Everything that happened up to and including this time (µs) is exported; null before its first complete run.</summary>
    public long? Through { get; init; }

    /// <summary>Time (µs) of its newest complete snapshot; null when there is none.</summary>
    public long? Snapshot { get; init; }

    /// <summary>What the rows of the last run's manifest are together; null when there is none.</summary>
    public Consistency? Consistency { get; init; }

    /// <summary>The last run's manifest, from which <c>previous</c> leads back to the snapshot's; null when there is none.</summary>
    public ManifestLink? Manifest { get; init; }

    /// <summary>Records that this run wrote, deletion records included.</summary>
    public long Rows { get; init; }

    /// <summary>Deletion records that this run wrote.</summary>
    public long Deletions { get; init; }

    /// <summary>Bytes that this run stored.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of NDJSON that this run wrote.</summary>
    public long UncompressedBytes { get; init; }
}

/// <summary>What a run over a database did with a collection.</summary>
public enum DatabaseEntryStatus
{
    /// <summary>Rows were written, or a snapshot without any.</summary>
    [JsonStringEnumMemberName("exported")]
    Exported,

    /// <summary>Nothing had changed.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>It could not be exported.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What the collections of a database's manifest are together.</summary>
public enum DatabaseConsistency
{
    /// <summary>The database as it stood at one time.</summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    /// <summary>Each collection as it stood at a time of its own, which its entry tells.</summary>
    [JsonStringEnumMemberName("apart")]
    Apart,
}

/// <summary><c>latest.json</c> of a whole database: where a reader starts.</summary>
public sealed record DatabaseLatest
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Rises when a reader of an older format would misread a newer one.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>The newest complete database manifest.</summary>
    public required ManifestLink Database { get; init; }

    /// <summary>Everything that happened up to and including this time (µs) is in it.</summary>
    public required long Through { get; init; }
}

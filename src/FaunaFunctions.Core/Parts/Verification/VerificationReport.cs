using System.Text.Json.Serialization;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>What reading an export again has shown.</summary>
public sealed record VerificationReport
{
    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>Everything that is not as it must be; empty when all is well. Of one part's lines, the first ten are named.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What a reader of the report should know, though nothing is wrong.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Collections whose manifests fit the database's; null for the export of one collection.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Collections { get; init; }

    /// <summary>Manifests that were read: the newest snapshot's and those of the runs since.</summary>
    public required int Manifests { get; init; }

    /// <summary>Parts that were read to their end.</summary>
    public required int Parts { get; init; }

    /// <summary>Rows that were counted in them, deletion records included.</summary>
    public required long Rows { get; init; }

    /// <summary>Deletion records that were counted in them.</summary>
    public required long Deletions { get; init; }

    /// <summary>Bytes that were read, as stored.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of NDJSON that were read.</summary>
    public required long UncompressedBytes { get; init; }

    /// <summary>Whether nothing was found.</summary>
    public bool Passed => Findings.Count == 0;
}

/// <summary>Something that is not as it must be.</summary>
/// <param name="Kind">What, for machines.</param>
/// <param name="Name">The part's or document's name in the store.</param>
/// <param name="Message">What is wrong, for people: the name, a colon, a sentence.</param>
public sealed record Finding(FindingKind Kind, string Name, string Message);

/// <summary>What can be wrong with an export.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary><c>latest.json</c> is missing, or does not name what the cursor says it must.</summary>
    LatestWrong,

    /// <summary>A manifest is missing.</summary>
    ManifestMissing,

    /// <summary>A manifest is not the one that was linked to.</summary>
    ManifestAltered,

    /// <summary>A manifest cannot be read, or contradicts itself.</summary>
    ManifestInvalid,

    /// <summary>A manifest does not follow the one before it.</summary>
    ChainBroken,

    /// <summary>The windows of two successive manifests leave a gap or overlap.</summary>
    WindowsDoNotJoin,

    /// <summary>A part is missing.</summary>
    PartMissing,

    /// <summary>A part's stored bytes are not those that the manifest describes.</summary>
    PartAltered,

    /// <summary>A part cannot be decompressed, or holds more than the manifest says.</summary>
    PartUnreadable,

    /// <summary>A part's rows are not what the manifest says.</summary>
    CountsDiffer,

    /// <summary>A line is no record.</summary>
    RecordInvalid,

    /// <summary>A record does not come behind the one before it: it is there twice, or out of order.</summary>
    RowTwice,

    /// <summary>A record's time lies outside of its manifest's window.</summary>
    TimeOutsideWindow,

    /// <summary>A deletion was inferred of a document that the snapshot holds.</summary>
    InferredWrong,

    /// <summary>A part that no manifest names.</summary>
    StrayPart,

    /// <summary>The database counts more documents than the snapshot has rows.</summary>
    SourceCountsMore,

    /// <summary>A file of a database's schema is missing, or is not the one that was written.</summary>
    SchemaAltered,

    /// <summary>A collection of a database could not be exported by the last run.</summary>
    CollectionMissing,
}

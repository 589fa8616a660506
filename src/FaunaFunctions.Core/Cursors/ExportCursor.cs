using System.Text.Json.Serialization;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Cursors;

/// <summary>Where an export stands. One per export; moved only after the part that it points behind was committed.</summary>
public sealed record ExportCursor
{
    /// <summary>The export's name.</summary>
    public required string Export { get; init; }

    /// <summary>What is read: <c>v4 https://host:443 collection</c>. A cursor of another source is refused, never continued.</summary>
    public required string Source { get; init; }

    /// <summary>Everything that happened up to and including this time (µs) has been exported; null before the first finished run.</summary>
    public long? Through { get; init; }

    /// <summary>Whether the collection showed a document at <see cref="Through"/>: then a later look at that time must show one too.</summary>
    public bool HadDocuments { get; init; }

    /// <summary>Where the feed goes on behind <see cref="Through"/>; null when changes are not read from a feed, or not yet.</summary>
    public string? FeedCursor { get; init; }

    /// <summary>End of the window of the last manifest, µs: the next manifest's window starts here. Idle runs move <see cref="Through"/> alone.</summary>
    public long? ManifestThrough { get; init; }

    /// <summary>Name of the last manifest, or null.</summary>
    public string? LastManifest { get; init; }

    /// <summary>SHA-256 of the last manifest's bytes, lower-case hex, or null.</summary>
    public string? LastManifestSha256 { get; init; }

    /// <summary>Snapshot time (µs) of the newest complete full export, or null.</summary>
    public long? Snapshot { get; init; }

    /// <summary>Whether something since the last full export was exported without its deletions, because they were not wanted then.</summary>
    public bool WithoutDeletions { get; init; }

    /// <summary>The run under way, or null between runs.</summary>
    public RunState? Run { get; init; }

    /// <summary>What an export of a whole database remembers; null for one of a collection.</summary>
    public DatabaseCursor? Database { get; init; }

    /// <summary>Id of the run under way, as those know it who asked for it; null between runs.</summary>
    [JsonIgnore]
    public string? RunUnderWay => Run?.Main().Id ?? Database?.Run?.Id;
}

/// <summary>What a run needs to know to go on after any stop.</summary>
public sealed record RunState
{
    /// <summary>Names the run in part names and history.</summary>
    public required string Id { get; init; }

    /// <summary>Full or incremental.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>Folder of the run's parts, with its final <c>/</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>When the run started, µs by our clock.</summary>
    public required long Started { get; init; }

    /// <summary>
    /// When everything was read, µs by our clock; null before. Kept here, so that the manifest follows from the row and the parts alone: whoever finishes
    /// the run, and however often, writes the same bytes.
    /// </summary>
    public long? Finished { get; init; }

    /// <summary>Start of the window (µs, exclusive); null for a full export.</summary>
    public long? From { get; init; }

    /// <summary>The snapshot time the run began with, µs. An incremental run after a full one starts here.</summary>
    public required long FirstAt { get; init; }

    /// <summary>How the run's parts are compressed: kept when the setting changes under a run.</summary>
    public required Compression Compression { get; init; }

    /// <summary>The record columns the run began with, as a hash.</summary>
    public required string Columns { get; init; }

    /// <summary>The column that deletion records have, which the run began with; null when it writes none.</summary>
    public string? DeletedColumn { get; init; }

    /// <summary>What is being read, and how far it has been committed.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>
    /// The position that the committed parts reach, and the next one starts at. <see cref="Position"/> may be further: what lies in between has no rows.
    /// </summary>
    public required RunPosition PartsEnd { get; init; }

    /// <summary>Number of the next part, from 1.</summary>
    public int NextPart { get; init; } = 1;

    /// <summary>Committed records, deletions included.</summary>
    public long Rows { get; init; }

    /// <summary>Committed deletion records.</summary>
    public long Deletions { get; init; }

    /// <summary>Committed bytes of NDJSON.</summary>
    public long Bytes { get; init; }

    /// <summary>Documents whose ttl passed between outline and page.</summary>
    public long Expired { get; init; }

    /// <summary>Whether the collection showed a document at <see cref="FirstAt"/>, of a run that is incremental.</summary>
    public bool HadDocuments { get; init; }

    /// <summary>
    /// Whether the run reads in the way that needs less: along the server's own cursor, for a key that may not look back (full); or changes without
    /// computed fields, one of which fails (incremental).
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Whether a full run is published however much smaller it is than the one before.</summary>
    public bool AcceptShrink { get; init; }

    /// <summary>Whether it was complete, and lacked documents that the database counts: then it is read anew, whatever a later count says.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether a full run has been read to its end and may be published.</summary>
    public bool Approved { get; init; }

    /// <summary>Documents that the database itself counted at the run's time; null when it was not asked.</summary>
    public long? CountedAtSource { get; init; }

    /// <summary>
    /// The full run, read to its end and approved, that this one stands behind: it writes deletion records for what vanished, and both are published
    /// together. Null for every other run.
    /// </summary>
    public RunState? Snapshot { get; init; }

    /// <summary>The run as those know it who asked for it: the full one, also while what vanished is looked for.</summary>
    public RunState Main() => Snapshot ?? this;

    /// <summary>The name of the part that is written next, in the store.</summary>
    public string NextPartName() => PartNames.Part(Prefix, NextPart, Compression);

    /// <summary>Folders of runs that this one replaces, removed once it is complete.</summary>
    public IReadOnlyList<string> Replaces { get; init => field = value ?? []; } = [];

    /// <summary>What the run has to say beside its rows.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}

/// <summary>Full or incremental.</summary>
public enum RunMode
{
    /// <summary>Every document, at one time.</summary>
    [JsonStringEnumMemberName("full")]
    Full,

    /// <summary>What changed since the last run.</summary>
    [JsonStringEnumMemberName("incremental")]
    Incremental,
}

/// <summary>The stages of a run, in order.</summary>
public enum RunPhase
{
    /// <summary>Remove events since the window's start (incremental with deletions only).</summary>
    Removals,

    /// <summary>Documents: all of them, or those changed in the window.</summary>
    Documents,

    /// <summary>Changes since the window's start, deletions among them, in the order in which they happened (incremental from a feed only).</summary>
    Changes,

    /// <summary>Documents that were alive before a new snapshot and are not in it, by their ids (behind a full run with deletions only).</summary>
    Inferring,

    /// <summary>Every part is committed; manifest, latest and clean-up may still be owed.</summary>
    Finishing,
}

/// <summary>How far a run has come. Two positions are equal when their text is.</summary>
/// <param name="Phase">The stage.</param>
/// <param name="At">Snapshot time in µs that is read at from here on.</param>
/// <param name="RemovalsSince">Removals, or all changes, up to and including this time (µs) are committed; null when the run reads none.</param>
/// <param name="EventCursor">The server's cursor of the next request for removals or changes, or for documents where they are read along one; null at the stage's start.</param>
/// <param name="LastDocument">Last committed document of the documents or changes stage, or the last one that was looked at while inferring; null at its start.</param>
public sealed record RunPosition(
    RunPhase Phase,
    long At,
    long? RemovalsSince,
    string? EventCursor,
    DocumentKey? LastDocument);

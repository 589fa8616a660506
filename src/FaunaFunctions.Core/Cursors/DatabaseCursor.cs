using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Cursors;

/// <summary>What the cursor of an export of a whole database holds beside its own position. Each collection has a cursor of its own.</summary>
public sealed record DatabaseCursor
{
    /// <summary>Every collection that was ever to be exported; those that are no longer there stay.</summary>
    public IReadOnlyList<DatabaseChild> Children { get; init => field = value ?? []; } = [];

    /// <summary>Manifests of the newest complete full runs, oldest first: as many as the settings keep.</summary>
    public IReadOnlyList<string> Snapshots { get; init => field = value ?? []; } = [];

    /// <summary>The schema's files as they were written last; null before the first.</summary>
    public DatabaseSchema? Schema { get; init; }

    /// <summary>Names of the exports that were to begin anew in the last run, and did not: what was exported of them is still of another collection.</summary>
    public IReadOnlyList<string> Anew { get; init => field = value ?? []; } = [];

    /// <summary>The run under way, or null between runs.</summary>
    public DatabaseRun? Run { get; init; }
}

/// <summary>One collection of a database, and the export that is its own.</summary>
/// <param name="Collection">The collection's name.</param>
/// <param name="Export">The export's name, <c>DATABASE/NAME</c>: never another collection's, whatever the case.</param>
/// <param name="Gone">The time (µs) at which it was first missing from the database's collections, or excluded; null while it is exported.</param>
public sealed record DatabaseChild(string Collection, string Export, long? Gone = null);

/// <summary>A run over all collections, which goes on after any stop with what is missing.</summary>
public sealed record DatabaseRun
{
    /// <summary>Names the run in history and folders.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked for. A collection without a snapshot gets one either way.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>The time (µs) that all collections are exported at.</summary>
    public required long At { get; init; }

    /// <summary>When the run started, µs by our clock.</summary>
    public required long Started { get; init; }

    /// <summary>When nothing was left to export, µs by our clock; null before. It stands in the manifest, which is so the same however often it is written.</summary>
    public long? Finished { get; init; }

    /// <summary>Whether full exports are published however much smaller they are than the ones before: once accepted, for the whole run.</summary>
    public bool AcceptShrink { get; init; }

    /// <summary>Names of the exports that it has still to run.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>Names of the exports whose collection was gone for a while: what was exported of them is of another collection, so they begin with a snapshot.</summary>
    public IReadOnlyList<string> Anew { get; init => field = value ?? []; } = [];

    /// <summary>Those that failed when they were last tried.</summary>
    public IReadOnlyList<DatabaseFailure> Failed { get; init => field = value ?? []; } = [];

    /// <summary>Collections that the settings leave out.</summary>
    public IReadOnlyList<string> Excluded { get; init => field = value ?? []; } = [];

    /// <summary>Whether the schema has been read in this run.</summary>
    public bool SchemaRead { get; init; }

    /// <summary>Invocations that have tried every collection and left some failed.</summary>
    public int Rounds { get; init; }

    /// <summary>Records of the exports that are done, deletions included.</summary>
    public long Rows { get; init; }

    /// <summary>Deletion records of the exports that are done.</summary>
    public long Deletions { get; init; }

    /// <summary>Bytes of NDJSON of the exports that are done.</summary>
    public long Bytes { get; init; }

    /// <summary>Parts of the exports that are done.</summary>
    public int Parts { get; init; }

    /// <summary>What the run has to say beside its rows.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}

/// <summary>A collection that could not be exported.</summary>
/// <param name="Export">Its export's name.</param>
/// <param name="Message">Why, and what to do.</param>
/// <param name="Final">Whether trying again cannot help.</param>
public sealed record DatabaseFailure(string Export, string Message, bool Final);

/// <summary>The files that a schema was written to.</summary>
/// <param name="At">The time (µs) at which its first definitions were read.</param>
/// <param name="Sha256">Over what it says, lower-case hex: two that are alike need not be written twice.</param>
/// <param name="Files">The files.</param>
/// <param name="NotExported">What could not be read.</param>
public sealed record DatabaseSchema(long At, string Sha256, IReadOnlyList<SchemaDocument> Files, IReadOnlyList<SchemaOmission> NotExported);

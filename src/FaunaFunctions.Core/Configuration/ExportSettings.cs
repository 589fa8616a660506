using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Configuration;

/// <summary>One export, validated, with its secrets resolved.</summary>
public sealed record ExportSettings
{
    /// <summary>Stands for every collection of the database.</summary>
    public const string EveryCollection = "*";

    /// <summary>Stands for the collection's name in the index of an export of every collection.</summary>
    public const string CollectionInIndex = "{collection}";

    /// <summary>Function name, blob prefix and table key. <c>NAME/CHILD</c> for one collection of an export of every collection.</summary>
    public required string Name { get; init; }

    /// <summary>The database.</summary>
    public required FaunaConnection Connection { get; init; }

    /// <summary>The collection's name; <see cref="EveryCollection"/> for all.</summary>
    public required string Collection { get; init; }

    /// <summary>Patterns of collections to leave out when all are exported; <c>*</c> stands for any characters.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether every collection of the database is exported, each under a name of its own.</summary>
    public bool IsDatabase => Collection == EveryCollection;

    /// <summary>What a run does unless it is told otherwise.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>v4: the incremental sync index (values <c>ts</c>, <c>ref</c>; no terms); null when there is none. A full export may have one, for incremental runs by hand. v10 uses none.</summary>
    public string? Index { get; init; }

    /// <summary>Whether it can be told what has changed: through v4 with an index; through v10 unless the collection has the name of something of v10's own.</summary>
    public bool CanBeIncremental => Connection.Api == FaunaApi.V10 ? NoFeed is null : Index is not null;

    /// <summary>v10: why changes of the collection cannot be read, and what to do instead, as the rest of a sentence; null when they can.</summary>
    public string? NoFeed => Connection.Api == FaunaApi.V10 && V10Names.IsOwn(Collection) ? V10Names.NoFeed(Collection) : null;

    /// <summary>Whether records have a <c>data</c> column.</summary>
    public bool DataColumn { get; init; } = true;

    /// <summary>Columns after <c>data</c>, in order.</summary>
    public IReadOnlyList<AdditionalColumn> AdditionalColumns { get; init; } = [];

    /// <summary>The most documents per page, 1 … 100,000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Name of the deleted-at column; null when deletions are ignored.</summary>
    public string? DeletedColumn { get; init; }

    /// <summary>Six-field NCRONTAB expression or <c>%APP_SETTING%</c>; null when the export only runs by hand.</summary>
    public string? Schedule { get; init; }

    /// <summary>The same for taking a new snapshot; null for none.</summary>
    public string? FullSchedule { get; init; }

    /// <summary>The most pages asked for at once, 1 … 64; 1 reads plain pages one after the other.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>How parts are compressed.</summary>
    public Compression Compression { get; init; } = Compression.Gzip;

    /// <summary>Bytes of NDJSON after which a part is closed, at the next record's end.</summary>
    public long PartSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Full snapshots kept, at least 1.</summary>
    public int KeepSnapshots { get; init; } = 2;

    /// <summary>
    /// Percent of the last snapshot's rows that a new one may lack and still take its place, 0 … 100. One without any row never does by itself.
    /// </summary>
    public int ShrinkGuard { get; init; } = 50;

    /// <summary>The columns of a record.</summary>
    public RecordLayout Layout => new(DataColumn, AdditionalColumns, DeletedColumn);
}

/// <summary>How parts are compressed.</summary>
public enum Compression
{
    /// <summary>Plain NDJSON.</summary>
    None,

    /// <summary>gzip, one member per part.</summary>
    Gzip,
}

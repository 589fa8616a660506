namespace FaunaFunctions.Core.Exporting;

/// <summary>Bounds of a run that users rarely change.</summary>
public sealed record ExportTuning
{
    /// <summary>The defaults.</summary>
    public static ExportTuning Default { get; } = new();

    /// <summary>Bytes of answers asked for and not yet written, over all pages in flight.</summary>
    public long InFlightBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Keys per outline request.</summary>
    public int OutlineSize { get; init; } = 20_000;

    /// <summary>Documents of the first page, whose bytes cannot be estimated yet.</summary>
    public int FirstPageSize { get; init; } = 16;

    /// <summary>Events per request for removals.</summary>
    public int RemovalPageSize { get; init; } = 1000;

    /// <summary>Records that are sorted in memory, 16 bytes each, where vanished documents are looked for; more of them go to temporary files.</summary>
    public int SortedInMemory { get; init; } = 1_000_000;
}

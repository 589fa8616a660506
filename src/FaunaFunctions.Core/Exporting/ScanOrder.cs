using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>The order of a scan: documents by id, updates by time and id.</summary>
internal static class ScanOrder
{
    /// <summary>The key as the scan orders it: a scan by id leaves the time out.</summary>
    public static DocumentKey KeyIn(Scan scan, DocumentKey key) => scan is DocumentScan ? key with { Ts = 0 } : key;

    /// <summary>The least key behind another; null when there can be none.</summary>
    public static DocumentKey? Behind(Scan scan, DocumentKey last) => (scan, last) switch
    {
        (DocumentScan, { Id: long.MaxValue }) => null,
        (DocumentScan, _) => new DocumentKey(0, last.Id + 1),
        (_, { Id: long.MaxValue }) => last.Ts < scan.At ? new DocumentKey(last.Ts + 1, long.MinValue) : null,
        _ => last with { Id = last.Id + 1 },
    };
}

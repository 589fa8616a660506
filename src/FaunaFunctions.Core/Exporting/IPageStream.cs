using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>The pages of a scan in its order, however they are fetched.</summary>
internal interface IPageStream
{
    /// <summary>Reads the scan from a key to its end. The caller disposes every page. The end is believed only when it is proven.</summary>
    /// <param name="scan">What to read, and at which time.</param>
    /// <param name="from">First key wanted, inclusive; null for the start.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<ScannedPage> ReadAsync(Scan scan, DocumentKey? from, CancellationToken cancellationToken);
}

using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>A page of a scan, in its place in the order, with what the outline says it must hold.</summary>
/// <param name="page">The answer.</param>
/// <param name="expected">The keys it must hold, in order; null where there is no outline.</param>
/// <param name="room">Its share of the bytes in flight.</param>
internal sealed class ScannedPage(FaunaPage page, ReadOnlyMemory<DocumentKey>? expected, ByteBudget.Reservation room) : IDisposable
{
    /// <summary>The answer.</summary>
    public FaunaPage Page { get; } = page;

    /// <summary>The keys it must hold, in order; null where there is no outline.</summary>
    public ReadOnlyMemory<DocumentKey>? Expected { get; } = expected;

    /// <inheritdoc/>
    public void Dispose()
    {
        Page.Dispose();
        room.Dispose();
    }
}

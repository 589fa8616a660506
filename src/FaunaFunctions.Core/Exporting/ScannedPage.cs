using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>A page of a scan, in its place in the order, with what the outline says it must hold.</summary>
/// <param name="page">The answer.</param>
/// <param name="expected">The range of the outline that it must hold; null where there is no outline.</param>
/// <param name="room">Its share of the bytes in flight.</param>
internal sealed class ScannedPage(FaunaPage page, OutlineRange? expected, ByteBudget.Reservation room) : IDisposable
{
    /// <summary>The answer.</summary>
    public FaunaPage Page { get; } = page;

    /// <summary>The range of the outline that it must hold; null where there is no outline.</summary>
    public OutlineRange? Expected { get; } = expected;

    /// <inheritdoc/>
    public void Dispose()
    {
        Page.Dispose();
        room.Dispose();
    }
}

namespace FaunaFunctions.Emulator.Storage;

/// <summary>A transaction wrote a document.</summary>
/// <param name="Ts">When, µs.</param>
/// <param name="Id">The document.</param>
internal readonly record struct Change(long Ts, long Id)
{
    /// <summary>By time, then by document.</summary>
    public static readonly IComparer<Change> Order = Comparer<Change>.Create((a, b) => a.Ts != b.Ts ? a.Ts.CompareTo(b.Ts) : a.Id.CompareTo(b.Id));
}

namespace FaunaFunctions.Emulator.Storage;

/// <summary>A document's arrival in, or departure from, its collection.</summary>
/// <param name="Ts">When, µs.</param>
/// <param name="IsAdd">Arrival or departure.</param>
/// <param name="Id">The document.</param>
internal readonly record struct SetEvent(long Ts, bool IsAdd, long Id)
{
    /// <summary>By time, removals first, then by id.</summary>
    public static readonly IComparer<SetEvent> Order = Comparer<SetEvent>.Create((a, b) =>
        a.Ts != b.Ts ? a.Ts.CompareTo(b.Ts) : a.IsAdd != b.IsAdd ? a.IsAdd.CompareTo(b.IsAdd) : a.Id.CompareTo(b.Id));

    /// <summary>The events that a version brings about, after the one before it.</summary>
    public static IEnumerable<SetEvent> Of(long id, DocumentVersion? before, DocumentVersion version)
    {
        var was = before is not null && before.IsLive(version.Ts);
        if (was && (version.IsDeleted || (before!.Ttl != version.Ttl && !version.Recreated)))
        {
            yield return new SetEvent(version.Ts, false, id);
        }

        if (!version.IsDeleted && (!was || version.Recreated || before!.Ttl != version.Ttl))
        {
            yield return new SetEvent(version.Ts, true, id);
        }
    }
}

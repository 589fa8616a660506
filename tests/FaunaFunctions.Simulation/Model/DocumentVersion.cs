namespace FaunaFunctions.Simulation.Model;

/// <summary>What a transaction made of a document.</summary>
/// <param name="Id">The document.</param>
/// <param name="Ts">Time of the transaction, µs.</param>
/// <param name="Value">What its data holds; null when it was deleted.</param>
/// <param name="Ttl">When it expires, µs; <see cref="long.MaxValue"/> for never.</param>
/// <param name="Before">What it replaced; null when the document was not there, or had expired.</param>
internal sealed record DocumentVersion(long Id, long Ts, int? Value, long Ttl, DocumentVersion? Before)
{
    /// <summary>Whether it is a deletion.</summary>
    public bool Deletes => Value is null;

    /// <summary>Whether it changed nothing of the document's membership but its ttl: the events then show a remove and an add of one time.</summary>
    public bool ChangesTtl => !Deletes && Before is { } before && before.Ttl != Ttl;
}

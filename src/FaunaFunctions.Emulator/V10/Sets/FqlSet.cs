using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>A set: described, not yet read.</summary>
internal abstract class FqlSet : Value
{
    public const int DefaultPageSize = 16;
    public const int MaxPageSize = 16_000;

    public override string TypeName => "Set<Any>";

    /// <summary>Elements on a page when a query does not say.</summary>
    public virtual int PageSize => DefaultPageSize;

    /// <summary>Why the set has no event source; null when it has one.</summary>
    public abstract string? NotStreamable { get; }

    /// <summary>The elements in order.</summary>
    /// <param name="frame">The query and the time to read at.</param>
    /// <param name="from">The place of the first element wanted, as one of these items told it; null for the beginning.</param>
    public abstract IEnumerable<SetItem> Items(Frame frame, Value? from);

    /// <summary>The same elements the other way round; null when they have to be read first.</summary>
    public virtual FqlSet? Reversed() => null;

    /// <summary>The set as of a time (µs), unless it is pinned to one.</summary>
    public virtual FqlSet Pinned(long at) => this;
}

/// <summary>An element of a set and its place in it.</summary>
internal readonly record struct SetItem(Value Value, Value Place);

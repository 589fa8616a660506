using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>The elements of an array.</summary>
internal sealed class ArraySet(IReadOnlyList<Value> elements) : FqlSet
{
    public IReadOnlyList<Value> Elements { get; } = elements;

    public override string NotStreamable => "streaming is not supported on array sets.";

    public override FqlSet Reversed() => new ArraySet([.. Elements.Reverse()]);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        for (var i = (int)((from as LongValue)?.Value ?? 0); i < Elements.Count; i++)
        {
            yield return new SetItem(Elements[i], new LongValue(i));
        }
    }
}

/// <summary>One element.</summary>
internal sealed class SingleSet(Value element) : FqlSet
{
    public Value Element { get; } = element;

    public override string? NotStreamable => null;

    public override FqlSet Reversed() => this;

    public override IEnumerable<SetItem> Items(Frame frame, Value? from) => from is null or LongValue { Value: 0 } ? [new SetItem(Element, new LongValue(0))] : [];
}

/// <summary>The integers from one up to another, the latter left out.</summary>
internal sealed class SequenceSet(long from, long until) : FqlSet
{
    public long From { get; } = from;

    public long Until { get; } = until;

    public override string NotStreamable => "streaming is not supported on sets returned from `.sequence()`.";

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        for (var i = (from as LongValue)?.Value ?? From; i < Until; i++)
        {
            yield return new SetItem(new LongValue(i), new LongValue(i));
        }
    }
}

using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>The elements for which a function is true.</summary>
internal sealed class WhereSet(FqlSet source, FunctionValue predicate) : FqlSet
{
    public FqlSet Source { get; } = source;

    public FunctionValue Predicate { get; } = predicate;

    public override int PageSize => Source.PageSize;

    public override string? NotStreamable => Source.NotStreamable;

    public override FqlSet? Reversed() => Source.Reversed() is { } reversed ? new WhereSet(reversed, Predicate) : null;

    public override FqlSet Pinned(long at) => new WhereSet(Source.Pinned(at), Predicate);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from) =>
        Source.Items(frame, from).Where(i => Functions.Holds(frame, Predicate, i.Value));
}

/// <summary>What a function makes of the elements.</summary>
internal sealed class MapSet(FqlSet source, FunctionValue function) : FqlSet
{
    public FqlSet Source { get; } = source;

    public FunctionValue Function { get; } = function;

    public override int PageSize => Source.PageSize;

    public override string? NotStreamable => Source.NotStreamable;

    public override FqlSet? Reversed() => Source.Reversed() is { } reversed ? new MapSet(reversed, Function) : null;

    public override FqlSet Pinned(long at) => new MapSet(Source.Pinned(at), Function);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from) =>
        Source.Items(frame, from).Select(i => new SetItem(Functions.Call(frame, Function, i.Value), i.Place));
}

/// <summary>The elements of what a function makes of the elements.</summary>
internal sealed class FlatMapSet(FqlSet source, FunctionValue function) : FqlSet
{
    public FqlSet Source { get; } = source;

    public FunctionValue Function { get; } = function;

    public override int PageSize => Source.PageSize;

    public override string NotStreamable => "streaming is not supported on sets returned from `.flatMap()`.";

    public override FqlSet Pinned(long at) => new FlatMapSet(Source.Pinned(at), Function);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        var (outer, inner) = from is ArrayValue { Items: [var o, var i] } ? (o, (Value?)i) : (null, null);
        foreach (var item in Source.Items(frame, outer))
        {
            foreach (var element in SetValues.Of(Functions.Call(frame, Function, item.Value)).Items(frame, inner))
            {
                yield return new SetItem(element.Value, new ArrayValue([item.Place, element.Place]));
            }

            inner = null;
        }
    }
}

/// <summary>The first elements, or all but them.</summary>
internal sealed class SliceSet(FqlSet source, long count, bool drops) : FqlSet
{
    public FqlSet Source { get; } = source;

    public long Count { get; } = count;

    /// <summary>Whether the elements are left out rather than kept.</summary>
    public bool Drops { get; } = drops;

    public override int PageSize => Source.PageSize;

    public override string NotStreamable => $"streaming is not supported on sets returned from `.{(Drops ? "drop" : "take")}()`.";

    public override FqlSet Pinned(long at) => new SliceSet(Source.Pinned(at), Count, Drops);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        if (Drops)
        {
            return from is null ? Source.Items(frame, null).Skip((int)Count) : Source.Items(frame, from);
        }

        var (taken, place) = from is ArrayValue { Items: [LongValue n, var p] } ? (n.Value, p) : (0, null);
        return Source.Items(frame, place).Take((int)Math.Max(0, Count - taken)).Select((item, i) => new SetItem(item.Value, new ArrayValue([new LongValue(taken + i), item.Place])));
    }
}

/// <summary>One set after another.</summary>
internal sealed class ConcatSet(FqlSet first, FqlSet second) : FqlSet
{
    public FqlSet First { get; } = first;

    public FqlSet Second { get; } = second;

    public override int PageSize => First.PageSize;

    public override string NotStreamable => "streaming is not supported on sets returned from `.concat()`.";

    public override FqlSet Pinned(long at) => new ConcatSet(First.Pinned(at), Second.Pinned(at));

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        var (which, place) = from is ArrayValue { Items: [LongValue w, var p] } ? (w.Value, (Value?)p) : (0, null);
        var first = which == 0 ? First.Items(frame, place).Select(i => At(0, i)) : [];
        return first.Concat(Second.Items(frame, which == 1 ? place : null).Select(i => At(1, i)));
    }

    private static SetItem At(long which, SetItem item) => new(item.Value, new ArrayValue([new LongValue(which), item.Place]));
}

/// <summary>Elements that all have to be read before the first is known: sorted, reversed or without repetitions.</summary>
internal sealed class ReadSet(FqlSet source, ReadSetKind kind, IReadOnlyList<Value> orderings) : FqlSet
{
    public FqlSet Source { get; } = source;

    public ReadSetKind Kind { get; } = kind;

    /// <summary>What to sort by: functions, or objects <c>{asc}</c>, <c>{desc}</c> with one.</summary>
    public IReadOnlyList<Value> Orderings { get; } = orderings;

    public override int PageSize => Source.PageSize;

    public override string NotStreamable => Kind switch
    {
        ReadSetKind.Reverse => "streaming is not supported on sets that have been reversed.",
        ReadSetKind.Distinct => "streaming is not supported on sets returned from `.distinct()`.",
        _ => "streaming is not supported on sets returned from `.order()`.",
    };

    public override FqlSet Pinned(long at) => new ReadSet(Source.Pinned(at), Kind, Orderings);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from)
    {
        var elements = Source.Items(frame, null).Select(i => i.Value);
        var read = Kind switch
        {
            ReadSetKind.Reverse => elements.Reverse().ToList(),
            ReadSetKind.Distinct => Lists.Distinct(elements),
            _ => Lists.Order(frame, elements, Orderings),
        };
        return new ArraySet(read).Items(frame, from);
    }
}

internal enum ReadSetKind
{
    Reverse,
    Distinct,
    Order,
}

/// <summary>A set with another page size.</summary>
internal sealed class SizedSet(FqlSet source, int size) : FqlSet
{
    public FqlSet Source { get; } = source;

    public override int PageSize { get; } = size;

    public override string? NotStreamable => Source.NotStreamable;

    public override FqlSet? Reversed() => Source.Reversed() is { } reversed ? new SizedSet(reversed, PageSize) : null;

    public override FqlSet Pinned(long at) => new SizedSet(Source.Pinned(at), PageSize);

    public override IEnumerable<SetItem> Items(Frame frame, Value? from) => Source.Items(frame, from);
}

namespace FaunaFunctions.Emulator.Values;

/// <summary>A set: described, not yet read.</summary>
internal abstract class SetValue : Value
{
    public override string TypeName => "Set";
}

/// <summary>A set that cannot be told: where the elements of plain documents come from.</summary>
internal sealed class UntoldSet : SetValue
{
    public static readonly UntoldSet Instance = new();
}

internal sealed class DocumentsSet(RefValue collection) : SetValue
{
    /// <summary>A user's collection or a native one.</summary>
    public RefValue Collection { get; } = collection;
}

internal sealed class MatchSet(RefValue index, IReadOnlyList<Value> terms) : SetValue
{
    public RefValue Index { get; } = index;

    public IReadOnlyList<Value> Terms { get; } = terms;
}

internal sealed class RangeSet(SetValue source, IReadOnlyList<Value> from, IReadOnlyList<Value> to) : SetValue
{
    public SetValue Source { get; } = source;

    /// <summary>Inclusive prefix of the lowest row; empty when open.</summary>
    public IReadOnlyList<Value> From { get; } = from;

    /// <summary>Inclusive prefix of the highest row; empty when open.</summary>
    public IReadOnlyList<Value> To { get; } = to;
}

internal enum SetOperation
{
    Union,
    Intersection,
    Difference,
}

internal sealed class CombinedSet(SetOperation operation, IReadOnlyList<SetValue> sources) : SetValue
{
    public SetOperation Operation { get; } = operation;

    public IReadOnlyList<SetValue> Sources { get; } = sources;
}

internal sealed class DistinctSet(SetValue source) : SetValue
{
    public SetValue Source { get; } = source;
}

internal sealed class ReverseSet(SetValue source) : SetValue
{
    public SetValue Source { get; } = source;
}

internal sealed class JoinSet(SetValue source, Value with) : SetValue
{
    public SetValue Source { get; } = source;

    /// <summary>A lambda, or the index to match with the source's values.</summary>
    public Value With { get; } = with;
}

internal sealed class FilterSet(SetValue source, LambdaValue predicate) : SetValue
{
    public SetValue Source { get; } = source;

    public LambdaValue Predicate { get; } = predicate;
}

internal sealed class SingletonSet(RefValue document) : SetValue
{
    public RefValue Document { get; } = document;
}

internal sealed class EventsSet(Value source) : SetValue
{
    /// <summary>A document or a set.</summary>
    public Value Source { get; } = source;
}

using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>A step of a chain such as <c>a?.b.c(d)[0]!</c>. A <c>?.</c> on null ends the whole chain.</summary>
internal abstract class ChainNode(Span span, Node target) : Node(span)
{
    public Node Target { get; } = target;

    public sealed override Value Evaluate(Frame frame) => EvaluateChain(frame) ?? NullValue.Instance;

    protected Value? TargetOf(Frame frame) => Target.EvaluateChain(frame)?.Plain();
}

/// <summary><c>target.name</c> or <c>target?.name</c>.</summary>
internal sealed class MemberNode(Span span, Node target, string name, Span nameSpan, bool optional) : ChainNode(span, target)
{
    public string Name { get; } = name;

    public Span NameSpan { get; } = nameSpan;

    public bool IsOptional { get; } = optional;

    public override Value? EvaluateChain(Frame frame) =>
        TargetOf(frame) is not { } target || (IsOptional && Nulls.IsNull(frame, target)) ? null : Members.Get(frame, target, Name, NameSpan);
}

/// <summary><c>target[index]</c>.</summary>
internal sealed class IndexNode(Span span, Node target, Node index, Span indexSpan, bool optional) : ChainNode(span, target)
{
    public Node Index { get; } = index;

    public override Value? EvaluateChain(Frame frame)
    {
        if (TargetOf(frame) is not { } target || (optional && Nulls.IsNull(frame, target)))
        {
            return null;
        }

        var at = Index.Evaluate(frame).Plain();
        switch (target, at)
        {
            case (ArrayValue array, LongValue i):
                return i.Value >= 0 && i.Value < array.Items.Count
                    ? array.Items[(int)i.Value]
                    : throw new QueryFailure("index_out_of_bounds", $"index {i.Value} out of bounds for length {array.Items.Count}", indexSpan);
            case (_, StringValue name):
                return Members.Get(frame, target, name.Value, indexSpan);
            case (ArrayValue, _):
                throw QueryFailure.Argument("index", "Number", at, indexSpan);
            default:
                throw QueryFailure.Argument("index", "String", at, indexSpan);
        }
    }
}

/// <summary><c>target!</c>.</summary>
internal sealed class BangNode(Span span, Node target) : ChainNode(span, target)
{
    public override Value? EvaluateChain(Frame frame) =>
        TargetOf(frame) is not { } target ? null : Nulls.Missing(frame, target) is { } missing ? throw Nulls.Failure(frame, missing, Span) : target;
}

/// <summary><c>target(arguments)</c>.</summary>
internal sealed class CallNode(Span span, Node target, IReadOnlyList<Node> arguments, Span argumentsSpan, bool optional) : ChainNode(span, target)
{
    public IReadOnlyList<Node> Arguments { get; } = arguments;

    public Span ArgumentsSpan { get; } = argumentsSpan;

    public override Value? EvaluateChain(Frame frame)
    {
        if (Target is MemberNode member)
        {
            if (member.Target.EvaluateChain(frame)?.Plain() is not { } self || (member.IsOptional && Nulls.IsNull(frame, self)))
            {
                return null;
            }

            return Members.Invoke(frame, self, member.Name, new Arguments(member.Name, Values(frame), ArgumentsSpan), member.NameSpan);
        }

        if (TargetOf(frame) is not { } target || (optional && Nulls.IsNull(frame, target)))
        {
            return null;
        }

        return Functions.Call(frame, target, new Arguments((Target as NameNode)?.Name ?? "<lambda>", Values(frame), ArgumentsSpan));
    }

    private Value[] Values(Frame frame) => [.. Arguments.Select(a => a.Evaluate(frame).Plain())];
}

using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>A statement: an expression whose value may get a name.</summary>
/// <param name="Name">The name; null for an expression alone.</param>
/// <param name="Value">The expression.</param>
internal sealed record Statement(string? Name, Node Value);

/// <summary>Statements; the value is that of the last one.</summary>
internal sealed class BlockNode(Span span, IReadOnlyList<Statement> statements) : Node(span)
{
    public IReadOnlyList<Statement> Statements { get; } = statements;

    public override Value Evaluate(Frame frame)
    {
        Value value = NullValue.Instance;
        foreach (var statement in Statements)
        {
            value = statement.Value.Evaluate(frame);
            if (statement.Name is { } name)
            {
                frame = frame.Bind(name, value);
            }
        }

        return value;
    }
}

/// <summary>An expression in parentheses: a <c>?.</c> inside ends no chain outside.</summary>
internal sealed class GroupNode(Span span, Node inner) : Node(span)
{
    public Node Inner { get; } = inner;

    public override Value Evaluate(Frame frame) => Inner.Evaluate(frame);
}

internal sealed class IfNode(Span span, Node condition, Node then, Node? otherwise) : Node(span)
{
    public Node Condition { get; } = condition;

    public Node Then { get; } = then;

    public Node? Otherwise { get; } = otherwise;

    public override Value Evaluate(Frame frame) =>
        Condition.Evaluate(frame) switch
        {
            BoolValue { Value: true } => Then.Evaluate(frame),
            BoolValue or NullValue => Otherwise?.Evaluate(frame) ?? NullValue.Instance,
            var other => throw QueryFailure.Argument("condition", "Boolean", other, Condition.Span),
        };
}

/// <summary><c>at (time) body</c>: reads are done as of the time.</summary>
internal sealed class AtNode(Span span, Node time, Node body) : Node(span)
{
    public Node Time { get; } = time;

    public Node Body { get; } = body;

    public override Value Evaluate(Frame frame)
    {
        var given = Time.Evaluate(frame).Plain();
        var time = given as TimeValue ?? throw QueryFailure.Argument("at_time", "Time", given, Time.Span);
        var run = frame.Run;
        if (time.Micros > run.Snapshot && time.Micros != run.Transaction.CommitTs)
        {
            throw QueryFailure.InvalidArgument("at_time", "cannot evaluate `at` in the future", Time.Span);
        }

        return Body.Evaluate(time.Micros >= run.Snapshot ? frame : frame.ReadAt(time.Micros));
    }
}

/// <summary>How a lambda was written.</summary>
internal enum LambdaKind
{
    /// <summary>As <c>x =&gt; x.a</c>.</summary>
    Full,

    /// <summary>As <c>.a</c>.</summary>
    Short,

    /// <summary>As <c>{ a }</c> behind a set.</summary>
    Projection,
}

/// <summary>A lambda; it keeps the variables in reach where it stands.</summary>
internal sealed class LambdaNode(Span span, IReadOnlyList<string> parameters, Node body, LambdaKind kind) : Node(span)
{
    public IReadOnlyList<string> Parameters { get; } = parameters;

    public Node Body { get; } = body;

    public LambdaKind Kind { get; } = kind;

    public override Value Evaluate(Frame frame) => new LambdaFunction(this, frame.Variables);
}

/// <summary><c>target { a, b: .c, d { e } }</c>.</summary>
internal sealed class ProjectionNode(Span span, Node target, IReadOnlyList<ProjectedField> fields, Span fieldsSpan) : Node(span)
{
    public Node Target { get; } = target;

    public IReadOnlyList<ProjectedField> Fields { get; } = fields;

    public Span FieldsSpan { get; } = fieldsSpan;

    public override Value Evaluate(Frame frame) => Projection.Apply(frame, Target.Evaluate(frame).Plain(), this);
}

/// <summary>A field of a projection.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Value">Its value, with <see cref="NameNode.This"/> bound to what is projected.</param>
internal sealed record ProjectedField(string Name, Node Value);

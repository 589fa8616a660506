using System.Text;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>A parsed expression.</summary>
internal abstract class Node(Span span)
{
    public Span Span { get; } = span;

    public abstract Value Evaluate(Frame frame);

    /// <summary>As <see cref="Evaluate"/>, but null when a <c>?.</c> before it has ended the chain.</summary>
    public virtual Value? EvaluateChain(Frame frame) => Evaluate(frame);
}

internal sealed class LiteralNode(Span span, Value value) : Node(span)
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value;
}

/// <summary>A value of the request's template: a reference in it is a document.</summary>
internal sealed class TemplateValueNode(Span span, Value value) : Node(span)
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value is FailedValue failed ? throw QueryFailure.Invalid(failed.Message, Span) : Globals.Bind(frame.Run, Value, Span);
}

/// <summary>A string with expressions in it.</summary>
internal sealed class InterpolationNode(Span span, IReadOnlyList<Node> parts) : Node(span)
{
    public IReadOnlyList<Node> Parts { get; } = parts;

    public override Value Evaluate(Frame frame)
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(TextOf.Value(part.Evaluate(frame)));
        }

        return new StringValue(text.ToString());
    }
}

internal sealed class NameNode(Span span, string name) : Node(span)
{
    /// <summary>The name of what a short lambda is about.</summary>
    public const string This = "$this";

    public string Name { get; } = name;

    public override Value Evaluate(Frame frame) =>
        frame.Find(Name) ?? Globals.Find(frame.Run, Name) ?? throw QueryFailure.Unbound(Name, Span);
}

internal sealed class ArrayNode(Span span, IReadOnlyList<Node> items) : Node(span)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override Value Evaluate(Frame frame) => new ArrayValue([.. Items.Select(i => i.Evaluate(frame))]);
}

internal sealed class ObjectNode(Span span, IReadOnlyList<(string Name, Node Value)> fields) : Node(span)
{
    public IReadOnlyList<(string Name, Node Value)> Fields { get; } = fields;

    public override Value Evaluate(Frame frame)
    {
        var result = new List<KeyValuePair<string, Value>>(Fields.Count);
        foreach (var (name, value) in Fields)
        {
            var at = result.FindIndex(f => f.Key == name);
            var field = KeyValuePair.Create(name, value.Evaluate(frame));
            if (at < 0)
            {
                result.Add(field);
            }
            else
            {
                result[at] = field;
            }
        }

        return new ObjectValue(result);
    }
}

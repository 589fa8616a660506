using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

internal sealed class UnaryNode(Span span, string symbol, Node operand) : Node(span)
{
    public string Symbol { get; } = symbol;

    public Node Operand { get; } = operand;

    public override Value Evaluate(Frame frame)
    {
        var value = Operand.Evaluate(frame).Plain();
        return (Symbol, value) switch
        {
            ("!", BoolValue b) => BoolValue.Of(!b.Value),
            ("!", NullValue) => BoolValue.True,
            ("-", LongValue l) => new LongValue(-l.Value),
            ("-", DoubleValue d) => new DoubleValue(0 - d.Value),
            ("+", LongValue or DoubleValue) => value,
            ("~", LongValue l) => new LongValue(~l.Value),
            _ => throw QueryFailure.Argument("operand", Symbol == "!" ? "Boolean" : "Number", value, Span),
        };
    }
}

internal sealed class BinaryNode(Span span, string symbol, Node left, Node right) : Node(span)
{
    public string Symbol { get; } = symbol;

    public Node Left { get; } = left;

    public Node Right { get; } = right;

    public override Value Evaluate(Frame frame)
    {
        var left = Left.Evaluate(frame).Plain();
        switch (Symbol)
        {
            case "&&":
                return Bool(left, Left) ? BoolValue.Of(Bool(Right.Evaluate(frame), Right)) : BoolValue.False;
            case "||":
                return Bool(left, Left) ? BoolValue.True : BoolValue.Of(Bool(Right.Evaluate(frame), Right));
            case "??":
                return Nulls.IsNull(frame, left) ? Right.Evaluate(frame) : left;
            case "isa":
                return BoolValue.Of(TypeNames.Is(left, Right.Evaluate(frame)));
            default:
                return Operators.Apply(frame, Symbol, left, Right.Evaluate(frame).Plain(), Right.Span);
        }
    }

    private static bool Bool(Value value, Node node) => value switch
    {
        BoolValue b => b.Value,
        NullValue => false,
        _ => throw QueryFailure.Argument("operand", "Boolean", value, node.Span),
    };
}

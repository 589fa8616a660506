using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>A parsed expression.</summary>
internal abstract class Expression(Position position)
{
    public Position Position { get; } = position;

    public abstract Value Evaluate(Frame frame);
}

internal sealed class Literal(Position position, Value value) : Expression(position)
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value;
}

/// <summary>A value that needs the query to be known, such as a reference by name.</summary>
internal sealed class Deferred(Position position, Func<Frame, Value> evaluate) : Expression(position)
{
    public override Value Evaluate(Frame frame) => evaluate(frame);
}

internal sealed class VariableExpression(Position position, string name) : Expression(position)
{
    public override Value Evaluate(Frame frame)
    {
        for (var v = frame.Variables; v is not null; v = v.Outer)
        {
            if (string.Equals(v.Name, name, StringComparison.Ordinal))
            {
                return v.Value;
            }
        }

        throw QueryError.Expression(Position, $"Variable '{name}' is not defined.").Exception();
    }
}

internal sealed class ArrayExpression(Position position, Expression[] items) : Expression(position)
{
    public IReadOnlyList<Expression> Items { get; } = items;

    public override Value Evaluate(Frame frame) => new ArrayValue(EvaluateAll(items, frame));

    /// <summary>The values of all expressions, or the errors of all that fail.</summary>
    public static Value[] EvaluateAll(IReadOnlyList<Expression> expressions, Frame frame)
    {
        var values = new Value[expressions.Count];
        List<QueryError>? errors = null;
        for (var i = 0; i < values.Length; i++)
        {
            try
            {
                values[i] = expressions[i].Evaluate(frame);
            }
            catch (QueryException e)
            {
                (errors ??= []).AddRange(e.Errors);
            }
        }

        return errors is null ? values : throw new QueryException(errors);
    }
}

internal sealed class ObjectExpression(Position position, string[] names, Expression[] values) : Expression(position)
{
    public override Value Evaluate(Frame frame)
    {
        var evaluated = ArrayExpression.EvaluateAll(values, frame);
        return new ObjectValue(names.Zip(evaluated, KeyValuePair.Create));
    }
}

internal sealed class LetExpression(Position position, IReadOnlyList<(string Name, Expression Value)> bindings, Expression body) : Expression(position)
{
    public override Value Evaluate(Frame frame)
    {
        foreach (var (name, value) in bindings)
        {
            frame = frame.Bind(name, value.Evaluate(frame));
        }

        return body.Evaluate(frame);
    }
}

/// <summary>A lambda; it keeps the variables in reach where it stands.</summary>
internal sealed class LambdaExpression(Position position, string[] parameters, bool takesArray, Expression body, ObjectValue source, string apiVersion)
    : Expression(position)
{
    public override Value Evaluate(Frame frame) =>
        new LambdaValue(source, apiVersion, new CompiledLambda(Position, parameters, takesArray, body, frame.Variables));
}

/// <summary>A lambda that can be called.</summary>
internal sealed class CompiledLambda(Position position, string[] parameters, bool takesArray, Expression body, Variable? captured)
{
    public Value Call(Frame frame, Value argument)
    {
        var variables = captured;
        if (!takesArray)
        {
            variables = parameters[0] == "_" ? variables : new Variable(parameters[0], argument, variables);
        }
        else
        {
            var items = argument is ArrayValue a ? a.Items : [argument];
            if (items.Count != parameters.Length)
            {
                throw QueryError.Argument(
                    position,
                    $"Lambda expects an array with {parameters.Length} elements. Array contains {items.Count}.").Exception();
            }

            for (var i = 0; i < parameters.Length; i++)
            {
                variables = parameters[i] == "_" ? variables : new Variable(parameters[i], items[i], variables);
            }
        }

        return body.Evaluate(frame.With(variables));
    }
}

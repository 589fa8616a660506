using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Values;

/// <summary>An integer that came as <c>@long</c> and goes out as one, as long as nothing is done with it.</summary>
internal sealed class WideLong(long value) : Value
{
    public long Value { get; } = value;

    public override string TypeName => "Long";
}

/// <summary>A template's value that cannot be one; the query that uses it fails.</summary>
internal sealed class FailedValue(string message) : Value
{
    public string Message { get; } = message;

    public override string TypeName => "Never";
}

/// <summary>A module, by the name under which queries know it.</summary>
internal sealed class ModuleValue(string name) : Value
{
    public string Name { get; } = name;

    public override string TypeName => Name;
}

/// <summary>A user's collection as a module.</summary>
/// <param name="number">Its number.</param>
/// <param name="name">Its name.</param>
internal sealed class CollectionModule(int number, string name) : Value
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    public override string TypeName => Name;
}

/// <summary>The token of a set's changes.</summary>
internal sealed class EventSourceValue(string token) : Value
{
    public string Token { get; } = token;

    public override string TypeName => "EventSource<Any>";
}

/// <summary>Where a set goes on.</summary>
internal sealed class CursorValue(string cursor) : Value
{
    public string Cursor { get; } = cursor;

    public override string TypeName => "SetCursor";
}

/// <summary>Something to be called.</summary>
internal abstract class FunctionValue : Value
{
    public abstract string Name { get; }

    public override string TypeName => "Function";

    public abstract Value Call(Frame frame, Arguments arguments);
}

/// <summary>A function of the language, bound to what it is called on.</summary>
internal sealed class NativeFunction(string name, Func<Frame, Arguments, Value> call) : FunctionValue
{
    public override string Name { get; } = name;

    public override Value Call(Frame frame, Arguments arguments) => call(frame, arguments);
}

/// <summary>A lambda with the variables that it can reach.</summary>
internal sealed class LambdaFunction(LambdaNode node, Variable? captured) : FunctionValue
{
    public LambdaNode Node { get; } = node;

    public Variable? Captured { get; } = captured;

    public override string Name => "<lambda>";

    public override Value Call(Frame frame, Arguments arguments)
    {
        if (arguments.Count != Node.Parameters.Count)
        {
            throw arguments.WrongCount(Node.Parameters.Count, Node.Parameters.Count);
        }

        var variables = Captured;
        for (var i = 0; i < arguments.Count; i++)
        {
            variables = new Variable(Node.Parameters[i], arguments[i], variables);
        }

        return frame.Run.Deeper(() => Node.Body.Evaluate(frame.With(variables)));
    }
}

internal static class PlainValues
{
    /// <summary>A value to do something with.</summary>
    public static Value Plain(this Value value) => value is WideLong wide ? new LongValue(wide.Value) : value;
}

using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>A function of the language: the keys that an object must and may have, and what it does.</summary>
/// <param name="Required">Keys that must be there; the first one names the form.</param>
/// <param name="Optional">Keys that may be there.</param>
/// <param name="Body">Computes the value.</param>
/// <param name="Writes">Whether it may write.</param>
internal sealed record Form(string[] Required, string[] Optional, Func<FormCall, Value> Body, bool Writes = false)
{
    public bool Accepts(ObjectValue raw) =>
        raw.Count >= Required.Length
        && Required.All(k => raw.TryGet(k, out _))
        && raw.Fields.All(f => Required.Contains(f.Key) || Optional.Contains(f.Key));
}

internal sealed class FormExpression(Position position, Form form, Dictionary<string, Expression> arguments) : Expression(position)
{
    public Form Form { get; } = form;

    public Dictionary<string, Expression> Arguments { get; } = arguments;

    public override Value Evaluate(Frame frame) => Form.Body(new FormCall(this, frame));
}

/// <summary>A form with its arguments, in a frame. Arguments are evaluated when they are asked for.</summary>
internal readonly struct FormCall(FormExpression expression, Frame frame)
{
    public Frame Frame { get; } = frame;

    public Position Position => expression.Position;

    public QueryRun Run => Frame.Run;

    public bool Has(string name) => expression.Arguments.ContainsKey(name);

    public Expression Expression(string name) => expression.Arguments[name];

    public Position At(string name) => expression.Position.At(name);

    public Value Value(string name) => expression.Arguments[name].Evaluate(Frame);

    /// <summary>The value of an optional argument; null when it is left out.</summary>
    public Value? Optional(string name) => expression.Arguments.TryGetValue(name, out var e) ? e.Evaluate(Frame) : null;

    /// <summary>One or more values: those of an array, or the one that is given.</summary>
    public IReadOnlyList<Value> Many(string name) => Value(name) is var v && v is ArrayValue a ? a.Items : [v];

    /// <summary>Position of one of several values of an argument.</summary>
    public Position At(string name, int element) =>
        expression.Arguments[name] is ArrayExpression ? At(name).At(element) : At(name);

    public string String(string name) => Value(name) is var v && v is StringValue s ? s.Value : throw Expected(name, "String", v);

    public long Long(string name) => Value(name) is var v && v is LongValue l ? l.Value : throw Expected(name, "Integer", v);

    public bool Bool(string name) => Value(name) is var v && v is BoolValue b ? b.Value : throw Expected(name, "Boolean", v);

    public ObjectValue Object(string name) => Value(name) is var v && v is ObjectValue o ? o : throw Expected(name, "Object", v);

    public LambdaValue Lambda(string name) => Value(name) is var v && v is LambdaValue l ? l : throw Expected(name, "Lambda", v);

    /// <summary>A time in µs, from an integer or a time.</summary>
    public long Micros(string name) => Value(name) switch
    {
        LongValue l => l.Value,
        TimeValue t => t.Micros,
        DateValue d => d.Days * 86_400_000_000,
        var v => throw Expected(name, "Time", v),
    };

    public QueryException Expected(string name, string types, Value value) => Expected(At(name), types, value);

    public static QueryException Expected(Position position, string types, Value value) =>
        QueryError.Argument(position, $"{types} expected, {value.TypeName} provided.").Exception();

    /// <summary>Calls a lambda, compiled before or read back from the store.</summary>
    public Value Call(LambdaValue lambda, Value argument) => Run.Call(lambda, Frame, argument);
}

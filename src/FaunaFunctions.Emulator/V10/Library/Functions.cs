using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Calls of functions.</summary>
internal static class Functions
{
    public static Value Call(Frame frame, Value function, Arguments arguments) => function switch
    {
        FunctionValue f => f.Call(frame, arguments),
        ModuleValue m when ModuleMembers.Constructor(m.Name) is { } constructor => constructor(frame, m, arguments),
        DocValue { Reference.Collection: NativeCollection.Functions } d => Stored(frame, d, arguments),
        CollectionModule or ModuleValue => throw Members.NoFunction("apply", TypeNames.Of(function), arguments.Span),
        _ => throw new QueryFailure("type_mismatch", $"expected type: Function, received {TypeNames.Of(function)}", arguments.Span),
    };

    /// <summary>Calls a function that the set or the array calls, not the query's text.</summary>
    public static Value Call(Frame frame, FunctionValue function, params IReadOnlyList<Value> values) =>
        function.Call(frame, new Arguments(function.Name, values, SpanOf(function))).Plain();

    public static bool Holds(Frame frame, FunctionValue predicate, Value element) => Call(frame, predicate, element) switch
    {
        BoolValue b => b.Value,
        NullValue => false,
        var other => throw QueryFailure.Argument("predicate", "Boolean", other, SpanOf(predicate)),
    };

    private static Value Stored(Frame frame, DocValue function, Arguments arguments)
    {
        if (DocumentReader.Read(frame, function).Version?.Fields["body"] is not StringValue body)
        {
            throw new QueryFailure("invalid_function_invocation", "The function cannot be called from FQL v10.", arguments.Span);
        }

        var name = Names.NameOf(frame.Run, function.Reference);
        var node = Parser.Argument(SourceText.Of(body.Value, $"*udf:{name}*"));
        return frame.Run.Deeper(() => Call(frame.With(null), node.Evaluate(frame.With(null)), arguments.With(name, arguments.Values)));
    }

    private static Span SpanOf(FunctionValue function) =>
        function is LambdaFunction l ? l.Node.Span : new Span(SourceText.Of(function.Name), 0, function.Name.Length);
}

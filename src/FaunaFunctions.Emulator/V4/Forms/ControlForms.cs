using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>What decides which expressions are evaluated, and when.</summary>
internal static class ControlForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["if", "then", "else"], [], c => c.Bool("if") ? c.Value("then") : c.Value("else")),
        new(["do"], [], Do),
        new(["abort"], [], c => throw new QueryError(c.Position, "transaction aborted", c.String("abort")).Exception()),
        new(["at", "expr"], [], c => c.Expression("expr").Evaluate(c.Frame.ReadAt(c.Micros("at")))),
        new(["call"], ["arguments"], Call, Writes: true),
        new(["query"], [], c => c.Lambda("query")),
        new(["identity"], [], c => c.Run.Access.Identity ?? throw new QueryError(c.Position, "missing identity", "Request is lacking an authenticated identity.").Exception()),
        new(["current_identity"], [], c => c.Run.Access.Identity ?? throw new QueryError(c.Position, "missing identity", "Request is lacking an authenticated identity.").Exception()),
        new(["has_current_identity"], [], c => BoolValue.Of(c.Run.Access.Identity is not null)),
    ];

    private static Value Do(FormCall call)
    {
        if (call.Expression("do") is not ArrayExpression list)
        {
            return call.Value("do");
        }

        if (list.Items.Count == 0)
        {
            throw QueryError.Expression(call.At("do"), "Expression list cannot be empty.").Exception();
        }

        Value last = NullValue.Instance;
        foreach (var expression in list.Items)
        {
            last = expression.Evaluate(call.Frame);
        }

        return last;
    }

    private static Value Call(FormCall call)
    {
        var value = call.Value("call");
        if (value is UnresolvedRefValue unresolved)
        {
            throw SetValues.Undefined(unresolved, call.At("call")).Exception();
        }

        if (value is not RefValue { Collection: NativeCollection.Functions } function)
        {
            throw call.Expected("call", "Function Ref", value);
        }

        var arguments = call.Optional("arguments") ?? ArrayValue.Empty;
        if (!call.Run.Access.Can(call.Run, "call", function, arguments))
        {
            throw QueryError.Denied(call.Position).Exception();
        }

        var version = call.Run.Store.Collection(function)?.Live(function.Id, long.MaxValue, call.Run.Snapshot);
        if (version?.Fields["body"] is not LambdaValue body)
        {
            throw QueryError.NotFound(call.At("call"), "Function").Exception();
        }

        var run = version.Fields["role"] is StringValue { Value: "admin" or "server" } role
            ? new QueryRun(call.Run.Transaction, call.Run.Database, new Access(role.Value == "admin" ? BuiltInRole.Admin : BuiltInRole.Server, [], call.Run.Access.Identity), call.Run.Version)
            : call.Run;
        try
        {
            // One argument that is no array stands for itself; a lambda with one parameter takes the only element.
            var argument = body.Source["lambda"] is StringValue && arguments is ArrayValue { Items.Count: 1 } single ? single.Items[0] : arguments;
            return run.Call(body, new Frame(run, call.Frame.At, null), argument);
        }
        catch (QueryException e)
        {
            throw new QueryError(call.Position, "call error", "Calling the function resulted in an error.", Cause: e.Errors).Exception();
        }
    }
}

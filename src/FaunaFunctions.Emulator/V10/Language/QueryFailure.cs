using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>What is wrong with a document that a query writes.</summary>
/// <param name="Paths">The fields it is about.</param>
/// <param name="Message">For people.</param>
internal sealed record ConstraintFailure(IReadOnlyList<IReadOnlyList<string>> Paths, string Message)
{
    public static ConstraintFailure Of(string field, string message) => new([[field]], message);
}

/// <summary>The query fails: HTTP 400 with the code, whatever it is.</summary>
internal sealed class QueryFailure(string code, string message, Span? span, IReadOnlyList<ConstraintFailure>? failures = null, Value? abort = null) : Exception(message)
{
    public string Code { get; } = code;

    public Span? Span { get; } = span;

    public IReadOnlyList<ConstraintFailure>? Failures { get; } = failures;

    /// <summary>What <c>abort</c> was given; null for any other failure.</summary>
    public Value? AbortValue { get; } = abort;

    /// <summary>What only the summary tells; null for the message.</summary>
    public string? Detail { get; private init; }

    public string Summary
    {
        get
        {
            var text = "error: " + (Detail ?? Message);
            if (Failures is { Count: > 0 })
            {
                text += "\nconstraint failures:" + string.Concat(Failures.Select(f =>
                    f.Paths.Count == 0 ? $"\n  {f.Message}" : $"\n  {string.Join(", ", f.Paths.Select(p => string.Join('.', p)))}: {f.Message}"));
            }

            return Span is { } span ? text + "\n" + span.Describe() : text;
        }
    }

    /// <summary>The query is refused before it runs.</summary>
    public static QueryFailure Invalid(string detail, Span span) => new("invalid_query", "The query failed 1 validation check", span) { Detail = detail };

    public static QueryFailure Unbound(string name, Span span) => new("unbound_variable", $"Unbound variable `{name}`", span);

    public static QueryFailure Argument(string name, string expected, Value received, Span span) =>
        new("invalid_argument", $"expected value for `{name}` of type {expected}, received {Values.TypeNames.Of(received)}", span);

    public static QueryFailure InvalidArgument(string name, string what, Span span) => new("invalid_argument", $"invalid argument `{name}`: {what}", span);

    public static QueryFailure Denied(Span? span) => new("permission_denied", "Insufficient privileges to perform the action.", span);

    public static QueryFailure Constraint(string message, Span? span, params IReadOnlyList<ConstraintFailure> failures) =>
        new("constraint_failure", message, span, failures);
}

/// <summary>The request fails for reasons outside the query: its answer has neither summary nor statistics.</summary>
internal sealed class RequestFailure(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static RequestFailure Invalid(string message) => new(400, "invalid_request", message);
}

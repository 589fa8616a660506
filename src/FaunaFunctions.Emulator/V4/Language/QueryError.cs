namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>One error of a query, as the answer shows it.</summary>
/// <param name="Position">Where.</param>
/// <param name="Code">For example <c>invalid argument</c>.</param>
/// <param name="Description">For people.</param>
/// <param name="Failures">What is wrong with a document's fields.</param>
/// <param name="Cause">The errors inside a called function.</param>
/// <param name="Status">The HTTP status when this error decides it.</param>
internal sealed record QueryError(
    Position Position,
    string Code,
    string Description,
    IReadOnlyList<FieldFailure>? Failures = null,
    IReadOnlyList<QueryError>? Cause = null,
    int Status = 400)
{
    public static QueryError Expression(Position position, string description) => new(position, "invalid expression", description);

    public static QueryError Argument(Position position, string description) => new(position, "invalid argument", description);

    public static QueryError Denied(Position position) =>
        new(position, "permission denied", "Insufficient privileges to perform the action.", Status: 403);

    public static QueryError NotFound(Position position, string what) => new(position, "instance not found", $"{what} not found.", Status: 404);

    public static QueryError Invalid(Position position, params IReadOnlyList<FieldFailure> failures) =>
        new(position, "validation failed", "document data is not valid.", failures);

    public QueryException Exception() => new([this]);
}

/// <summary>What is wrong with one field of a document.</summary>
/// <param name="Field">Its path.</param>
/// <param name="Code">For example <c>value required</c>.</param>
/// <param name="Description">For people.</param>
internal sealed record FieldFailure(IReadOnlyList<string> Field, string Code, string Description);

/// <summary>The query cannot be answered, for reasons that lie in the query.</summary>
internal sealed class QueryException(IReadOnlyList<QueryError> errors) : Exception
{
    public IReadOnlyList<QueryError> Errors { get; } = errors;
}

/// <summary>The request cannot be answered, for reasons outside the query. Its answer is printed over several lines.</summary>
internal sealed class RequestException(int status, string code, string description) : Exception(description)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static RequestException Internal(string description) =>
        new(500, "internal server error", description + " Please create a ticket at https://support.fauna.com");

    public static RequestException TimedOut() => new(503, "time out", "Read timed out (Query eval has timed out.)");
}

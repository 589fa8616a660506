namespace FaunaFunctions.App.Http;

/// <summary>A problem as RFC 9457 has it (<c>application/problem+json</c>).</summary>
/// <param name="Type">URI of the kind.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What, where and what to do.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail)
{
    /// <summary>The export that it is about; null when it is about none.</summary>
    public string? Export { get; init; }

    /// <summary>With <see cref="ProblemType.NoSuchExport"/>: those that there are.</summary>
    public IReadOnlyList<string>? Exports { get; init; }

    /// <summary>With <see cref="ProblemType.SettingsInvalid"/>: all that is wrong.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>A problem of a kind.</summary>
    public static Problem Of(ProblemType type, string detail) => new(type.Uri, type.Title, type.Status, detail);

    /// <summary>A mistake of the caller's.</summary>
    public static ProblemFound BadRequest(string detail) => Of(ProblemType.BadRequest, detail).Thrown();

    /// <summary>The exception that carries it to where it is answered.</summary>
    /// <param name="cause">What it stands for; may be null.</param>
    public ProblemFound Thrown(Exception? cause = null) => new(this, cause);
}

/// <summary>The request ends with a problem.</summary>
internal sealed class ProblemFound(Problem problem, Exception? cause) : Exception(problem.Detail, cause)
{
    /// <summary>What is answered.</summary>
    public Problem Problem { get; } = problem;
}

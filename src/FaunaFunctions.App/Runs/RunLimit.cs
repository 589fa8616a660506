namespace FaunaFunctions.App.Runs;

/// <summary>How long a run may take.</summary>
/// <param name="Reading">After this it stops reading, commits what it has and is continued later; null for no limit.</param>
/// <param name="Work">After this it is ended wherever it is; null for no limit.</param>
internal sealed record RunLimit(TimeSpan? Reading, TimeSpan? Work)
{
    /// <summary>No limit.</summary>
    public static RunLimit None { get; } = new(null, null);
}

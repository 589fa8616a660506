using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Databases;

/// <summary>Some collections of a database could not be exported; the others were.</summary>
public sealed class DatabaseIncomplete : Exception
{
    private const int MostNamed = 10;

    /// <param name="export">The export's name.</param>
    /// <param name="failed">What failed.</param>
    /// <param name="goesOn">Whether the next run tries again at the same time.</param>
    internal DatabaseIncomplete(string export, IReadOnlyList<(DatabaseChild Child, DatabaseFailure Failure)> failed, bool goesOn)
        : base(Describe(export, failed, goesOn))
    {
        Collections = [.. failed.Select(f => f.Child.Collection)];
    }

    /// <summary>The collections.</summary>
    public IReadOnlyList<string> Collections { get; }

    private static string Describe(string export, IReadOnlyList<(DatabaseChild Child, DatabaseFailure Failure)> failed, bool goesOn)
    {
        var named = failed.Take(MostNamed).Select(f => $"'{f.Child.Collection}': {f.Failure.Message}");
        var more = failed.Count > MostNamed ? $" (and {failed.Count - MostNamed} more)" : "";
        var next = goesOn
            ? "The next run goes on with them at the same time."
            : "Mend what is wrong, or leave them out with \"exclude\".";
        return $"Export '{export}' is not complete: {(failed.Count == 1 ? "a collection" : $"{failed.Count} collections")} could not be exported, the others were. {next} {string.Join(" ", named)}{more}";
    }
}

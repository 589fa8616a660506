using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli.Setup;

/// <summary>What a key is wanted for.</summary>
/// <param name="Collections">The collections it may read, at least one.</param>
/// <param name="Incremental">Whether changes are exported too, which takes an index for each collection.</param>
/// <param name="HistoryDays">Days of history to keep at least, so that deletions are seen however late a run is; null when deletions are ignored.</param>
/// <param name="Index">The index's name; null for <c>COLLECTION_by_ts</c>.</param>
/// <param name="Role">The role's and the key's name; null for <c>export-COLLECTION</c>.</param>
internal sealed partial record SetupRequest(
    IReadOnlyList<string> Collections, bool Incremental, int? HistoryDays, string? Index = null, string? Role = null)
{
    /// <summary>The name of the role and of the key.</summary>
    public string RoleName => Role ?? (Collections.Count == 1 ? $"export-{Collections[0]}" : "export");

    /// <summary>The name of a collection's index.</summary>
    public string IndexOf(string collection) => Index ?? $"{collection}_by_ts";

    /// <summary>Refuses what the server would refuse, and what would be half a setup.</summary>
    /// <exception cref="UsageInvalid">The names or their combination cannot be used.</exception>
    public void Validate()
    {
        if (Collections.Distinct(StringComparer.Ordinal).Count() != Collections.Count)
        {
            throw new UsageInvalid("--collection names a collection twice. Name each once.");
        }

        if (Index is not null && Collections.Count > 1)
        {
            throw new UsageInvalid("--index names one index, but there are several collections and each needs its own. Leave --index out, or set up one collection at a time.");
        }

        if (!Incremental && (Index is not null || HistoryDays is not null))
        {
            throw new UsageInvalid($"--full needs neither an index nor history. Leave out {(Index is not null ? "--index" : "--deletions")}, or leave out --full.");
        }

        IEnumerable<(string Option, string? Name)> names =
            [.. Collections.Select(c => ("--collection", (string?)c)), ("--index", Index), ("--role", Role)];
        foreach (var (option, name) in names)
        {
            if (name is not null && !Allowed().IsMatch(name))
            {
                throw new UsageInvalid($"{option} '{name}' is no name that Fauna allows: letters, digits and ; @ + $ - _ . ! ~ % only.");
            }
        }
    }

    [GeneratedRegex(@"^[;@+$\-_.!~%\w]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

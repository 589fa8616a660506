using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>What a key is wanted for.</summary>
/// <param name="Collections">The collections it may read, at least one.</param>
/// <param name="Incremental">Whether changes are exported too, which through v4 takes an index for each collection.</param>
/// <param name="HistoryDays">Days of history to keep at least, so that what is read from it is seen however late a run is; null to leave it as it is.</param>
/// <param name="Index">v4: the index's name; null for <c>COLLECTION_by_ts</c>.</param>
/// <param name="Role">The role's and the key's name; null for <c>export-COLLECTION</c>, through v10 <c>export_COLLECTION</c>.</param>
/// <param name="Api">The query language of the commands, and of the export.</param>
internal sealed partial record SetupRequest(
    IReadOnlyList<string> Collections, bool Incremental, int? HistoryDays, string? Index = null, string? Role = null, FaunaApi Api = FaunaApi.V4)
{
    /// <summary>Whether deletions are exported. Through v4 history serves nothing else.</summary>
    public bool Deletions { get; init; } = HistoryDays is not null;

    /// <summary>Whether every collection of the database is meant, and its schema.</summary>
    public bool IsDatabase => Collections is [ExportSettings.EveryCollection];

    /// <summary>The name of the role and of the key; for a whole database Fauna's own role, which reads what is in it.</summary>
    public string RoleName => Role ?? (Api, Collections) switch
    {
        _ when IsDatabase => "server-readonly",
        (FaunaApi.V10, [var only]) => $"export_{NotIdentifier().Replace(only, "_")}",
        (_, [var only]) => $"export-{only}",
        _ => "export",
    };

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

        if (Collections.Contains(ExportSettings.EveryCollection) && (!IsDatabase || Index is not null || Role is not null))
        {
            throw new UsageInvalid("--collection '*' is the whole database, with a key of Fauna's own role server-readonly: it stands alone, without --index and --role.");
        }

        if (IsDatabase && Api == FaunaApi.V4 && HistoryDays is not null)
        {
            throw new UsageInvalid("--deletions through v4 needs an index for each collection: set the collections up by their names, or take --api v10.");
        }

        if (IsDatabase)
        {
            return;
        }

        if (Index is not null && Collections.Count > 1)
        {
            throw new UsageInvalid("--index names one index, but there are several collections and each needs its own. Leave --index out, or set up one collection at a time.");
        }

        if (Api == FaunaApi.V10 && Index is not null)
        {
            throw new UsageInvalid("--index is for v4: through v10 changes are read from the collection's event feed. Leave it out.");
        }

        if (Api == FaunaApi.V10 && Role is not null && NotIdentifier().IsMatch(Role))
        {
            throw new UsageInvalid($"--role '{Role}' is no name that FQL v10 allows: letters, digits and _ only.");
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

    [GeneratedRegex("[^A-Za-z0-9_]", RegexOptions.CultureInvariant)]
    private static partial Regex NotIdentifier();

    [GeneratedRegex(@"^[;@+$\-_.!~%\w]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

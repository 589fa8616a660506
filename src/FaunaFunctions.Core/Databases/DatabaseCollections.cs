using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Databases;

/// <summary>Which collections a run over a database exports, and under which names.</summary>
/// <param name="Wanted">Those to export.</param>
/// <param name="Excluded">Those that the settings leave out, by name.</param>
/// <param name="Missing">Those that were exported before, and were not listed.</param>
public sealed record DatabaseCollections(
    IReadOnlyList<DatabaseChild> Wanted, IReadOnlyList<string> Excluded, IReadOnlyList<DatabaseChild> Missing)
{
    /// <summary>What a list without a collection may mean.</summary>
    internal const string NoneListed =
        "The key shows no collection: the database is empty, or the secret is that of another database, such as the one above it.";

    /// <summary>Sorts out the collections of a database.</summary>
    /// <param name="settings">The export.</param>
    /// <param name="listed">The collections that are there.</param>
    /// <param name="known">Those that were exported before, which keep their names.</param>
    public static DatabaseCollections Of(ExportSettings settings, IReadOnlyList<string> listed, IReadOnlyList<DatabaseChild> known)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var names = listed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var excluded = names.Where(name => IsExcluded(settings, name)).ToList();
        var prefix = settings.Name.Length + 1;
        var taken = known.Select(child => child.Export[prefix..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wanted = new List<DatabaseChild>();
        foreach (var name in names.Except(excluded, StringComparer.Ordinal))
        {
            var child = known.FirstOrDefault(child => child.Collection == name);
            if (child is null)
            {
                var folder = ChildName.Among(name, taken);
                taken.Add(folder);
                child = new DatabaseChild(name, $"{settings.Name}/{folder}");
            }

            wanted.Add(child);
        }

        return new DatabaseCollections(wanted, excluded, [.. known.Where(child => !wanted.Contains(child))]);
    }

    /// <summary>Whether the settings leave a collection out.</summary>
    public static bool IsExcluded(ExportSettings settings, string collection) =>
        settings.Exclude.Any(pattern => ExcludePattern.Matches(pattern, collection));

    /// <summary>The export of one collection of a database.</summary>
    /// <param name="settings">The export of the database.</param>
    /// <param name="child">The collection.</param>
    public static ExportSettings SettingsOf(ExportSettings settings, DatabaseChild child)
    {
        var own = settings with
        {
            Name = child.Export,
            Collection = child.Collection,
            Exclude = [],
            Index = settings.Index?.Replace(ExportSettings.CollectionInIndex, child.Collection, StringComparison.Ordinal),

            // Which snapshots may go is known when all collections are done: readers of the database's last manifest still want theirs.
            KeepSnapshots = int.MaxValue,
        };
        return own.CanBeIncremental ? own : own with { Mode = RunMode.Full };
    }
}

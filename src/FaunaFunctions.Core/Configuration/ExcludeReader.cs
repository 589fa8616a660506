namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads <c>exclude</c>: which collections an export of the whole database leaves out.</summary>
internal sealed class ExcludeReader(SettingsProblems problems)
{
    /// <summary>The patterns, without those that are wrong.</summary>
    /// <param name="fields">The export.</param>
    /// <param name="isDatabase">Whether it is one of every collection.</param>
    public IReadOnlyList<string> Read(SettingsObject fields, bool isDatabase)
    {
        if (fields.Find("exclude") is not { } node)
        {
            return [];
        }

        if (!isDatabase)
        {
            problems.Error(node, $"is for exports of every collection: set 'collection' to \"{ExportSettings.EveryCollection}\", or leave this out.");
            return [];
        }

        if (node.Kind != SettingsKind.Array)
        {
            problems.Error(node, $"must be a list of names, such as [ \"logs\", \"tmp_*\" ], not {node.DescribedKind}.");
            return [];
        }

        var patterns = new List<string>();
        foreach (var item in node.Items)
        {
            if (item.Kind != SettingsKind.Text || string.IsNullOrWhiteSpace(item.Text))
            {
                problems.Error(item, $"must be a collection's name, in which * stands for any characters, not {item.Described}.");
            }
            else if (item.Text.All(c => c == '*'))
            {
                problems.Error(item, "leaves out every collection: then there is nothing to export.");
            }
            else
            {
                patterns.Add(item.Text);
            }
        }

        return patterns;
    }
}

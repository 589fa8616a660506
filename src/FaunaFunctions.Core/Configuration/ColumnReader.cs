using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads <c>dataColumn</c>'s companions: <c>additionalColumns</c> and the deleted-at column, whose names must not meet.</summary>
internal sealed class ColumnReader(SettingsProblems problems)
{
    /// <summary>The fields of an additional column.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["name", "path", "type", "format", "airbyteType", "required"];

    /// <summary>The fields of <c>deletions</c> when it is an object.</summary>
    public static IReadOnlyList<string> DeletionFields { get; } = ["mode", "column"];

    /// <summary>What <c>type</c> may be.</summary>
    public static IReadOnlyList<string> Types { get; } = ["string", "number", "integer", "boolean", "object", "array"];

    private static readonly Dictionary<string, string> FormerNames = new() { ["deletion_mode"] = "mode" };

    private static readonly string[] Reserved = ["ref", "ts", "data", "deleted_inferred"];

    /// <summary>Names taken so far, with where.</summary>
    private readonly Dictionary<string, SettingsNode> _taken = new(StringComparer.Ordinal);

    /// <summary>The deleted-at column; null when deletions are ignored. Read it before the additional columns.</summary>
    public string? ReadDeletions(SettingsNode node)
    {
        const string choices = "must be \"ignore\" or { \"mode\": \"deleted_field\", \"column\": \"deleted_at\" }";
        if (node.Kind == SettingsKind.Text)
        {
            if (node.Text is not ("ignore" or "deleted_field"))
            {
                problems.Error(node, $"{choices}, not {node.Described}.");
            }

            return node.Text == "deleted_field" ? Take(node, "deleted_at") : null;
        }

        if (node.Kind != SettingsKind.Object)
        {
            problems.Error(node, $"{choices}, not {node.DescribedKind}.");
            return null;
        }

        var fields = SettingsObject.Open(node, DeletionFields, FormerNames, problems)!;
        if (fields.Require("mode", "It is \"ignore\" or \"deleted_field\".") is not { } mode
            || !fields.ChoiceOf(mode, mode.Text, false, ("ignore", false), ("deleted_field", true)))
        {
            return null;
        }

        if (fields.Find("column") is not { } column)
        {
            return Take(node, "deleted_at");
        }

        return fields.Text("column") is { } name ? Take(column, name) : null;
    }

    /// <summary>The additional columns, in order, without those that are wrong.</summary>
    public IReadOnlyList<AdditionalColumn> ReadAdditional(SettingsNode node)
    {
        if (node.Kind != SettingsKind.Array)
        {
            problems.Error(node, $"must be an array [ … ] of columns, not {node.DescribedKind}.");
            return [];
        }

        return [.. node.Items.Select(ReadColumn).OfType<AdditionalColumn>()];
    }

    private AdditionalColumn? ReadColumn(SettingsNode node)
    {
        if (SettingsObject.Open(node, Fields, formerNames: null, problems) is not { } fields)
        {
            return null;
        }

        var name = fields.RequireText("name", "Give the column's name in the records.");
        if (name is not null && fields.Find("name") is { } named)
        {
            name = Take(named, name);
        }

        var path = ReadPath(fields);
        var type = fields.Require("type", $"It is the value's JSON type: {string.Join(", ", Types)}.");
        if (type is not null && (type.Kind != SettingsKind.Text || !Types.Contains(type.Text)))
        {
            problems.Error(type, $"must be one of {string.Join(", ", Types.Select(t => $"\"{t}\""))}, not {type.Described}.");
            type = null;
        }

        var format = fields.Text("format");
        var airbyteType = fields.Text("airbyteType");
        var required = fields.Flag("required", absent: true);
        return name is null || path is null || type is null
            ? null
            : new AdditionalColumn(name, path, type.Text, format, airbyteType, required);
    }

    private List<string>? ReadPath(SettingsObject fields)
    {
        const string example = "such as [\"data\", \"address\", \"zip\"] or [\"ttl\"]";
        if (fields.Require("path", $"It is an array of field names from the top of the document, {example}.") is not { } node)
        {
            return null;
        }

        if (node.Kind != SettingsKind.Array || node.Items.Count == 0)
        {
            var found = node.Kind == SettingsKind.Array ? "an empty one" : node.DescribedKind;
            problems.Error(node, $"must be an array of field names from the top of the document, {example}, not {found}.");
            return null;
        }

        var path = new List<string>(node.Items.Count);
        foreach (var item in node.Items)
        {
            if (item.Kind == SettingsKind.Text && item.Text.Length > 0)
            {
                path.Add(item.Text);
                continue;
            }

            problems.Error(item, item.Kind == SettingsKind.Number
                ? "must be a field name: positions in arrays cannot be addressed. Export the array as a whole."
                : $"must be a field name, not {item.Described}.");
        }

        return path.Count == node.Items.Count ? path : null;
    }

    private string? Take(SettingsNode node, string name)
    {
        if (Reserved.Contains(name))
        {
            problems.Error(node, $"the column name '{name}' is reserved: every record has, or may one day have, a column of this name. Choose another one.");
            return null;
        }

        if (_taken.TryGetValue(name, out var first))
        {
            problems.Error(node, $"the column name '{name}' is taken by {first.Path}. Choose another one.");
            return null;
        }

        if (_taken.Keys.Concat(Reserved).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } similar)
        {
            problems.Warn(node, $"the column names '{name}' and '{similar}' differ only in case; DuckDB and most SQL databases take them for one.");
        }

        _taken.Add(name, node);
        return name;
    }
}

using System.Globalization;

namespace FaunaFunctions.Core.Configuration;

/// <summary>
/// Typed access to the fields of one object of the settings. Every getter reports what is wrong and answers the default,
/// so that reading goes on and finds the rest.
/// </summary>
internal sealed class SettingsObject
{
    private readonly SettingsNode _node;
    private readonly SettingsProblems _problems;
    private readonly IReadOnlyList<string> _known;

    private SettingsObject(SettingsNode node, IReadOnlyList<string> known, SettingsProblems problems)
    {
        _node = node;
        _known = known;
        _problems = problems;
    }

    public SettingsNode Node => _node;

    /// <summary>Opens an object and reports its unknown fields; null, and reported, when the node is something else.</summary>
    /// <param name="node">The value.</param>
    /// <param name="known">The fields it may have.</param>
    /// <param name="formerNames">Names of the Airbyte connector that no near miss leads to, with ours; null for none.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static SettingsObject? Open(
        SettingsNode node, IReadOnlyList<string> known, IReadOnlyDictionary<string, string>? formerNames, SettingsProblems problems)
    {
        if (node.Kind != SettingsKind.Object)
        {
            problems.Error(node, $"must be an object {{ … }}, not {node.DescribedKind}.");
            return null;
        }

        foreach (var field in node.Fields.Where(f => !known.Contains(f.Name)))
        {
            var meant = formerNames?.GetValueOrDefault(field.Name) ?? NearMiss.Of(field.Name, known);
            problems.Error(field.At, field.Path, meant is null
                ? $"is no setting here. There are: {string.Join(", ", known)}."
                : $"is no setting here; did you mean '{meant}'?");
        }

        return new SettingsObject(node, known, problems);
    }

    /// <summary>The field's value; null when it is not there.</summary>
    public SettingsNode? Find(string name)
    {
        if (!_known.Contains(name))
        {
            throw new ArgumentException($"'{name}' is not among the fields that this object was opened with.", nameof(name));
        }

        return _node.Fields.Find(f => f.Name == name)?.Value;
    }

    /// <summary>The field's value; null, and reported, when it is not there.</summary>
    public SettingsNode? Require(string name, string hint)
    {
        var found = Find(name);
        if (found is null)
        {
            var path = _node.Path.Length == 0 ? name : $"{_node.Path}.{name}";
            _problems.Error(_node.At, path, $"is missing. {hint}");
        }

        return found;
    }

    /// <summary>A text that is not blank; null when absent, or reported.</summary>
    public string? Text(string name) => Find(name) is { } node ? TextOf(node) : null;

    /// <summary>A text that is not blank; null when reported.</summary>
    public string? RequireText(string name, string hint) => Require(name, hint) is { } node ? TextOf(node) : null;

    public bool Flag(string name, bool absent)
    {
        if (Find(name) is not { } node)
        {
            return absent;
        }

        if (node.Kind != SettingsKind.Boolean)
        {
            _problems.Error(node, $"must be true or false, not {node.Described}.");
            return absent;
        }

        return node.IsTrue;
    }

    public int Whole(string name, int absent, int least, int most)
    {
        if (Find(name) is not { } node)
        {
            return absent;
        }

        if (node.Kind == SettingsKind.Number
            && int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
        {
            return value;
        }

        _problems.Error(node, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}, not {node.Described}."));
        return absent;
    }

    public T Choice<T>(string name, T absent, params ReadOnlySpan<(string Text, T Value)> choices) =>
        Find(name) is { } node ? ChoiceOf(node, node.Text, absent, choices) : absent;

    /// <summary>The choice that <paramref name="text"/> names: the node's own text, or what replaced it.</summary>
    public T ChoiceOf<T>(SettingsNode node, string text, T otherwise, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        var names = new List<string>();
        foreach (var choice in choices)
        {
            if (node.Kind == SettingsKind.Text && choice.Text == text)
            {
                return choice.Value;
            }

            names.Add($"\"{choice.Text}\"");
        }

        _problems.Error(node, $"must be {string.Join(" or ", names)}, not {node.Described}.");
        return otherwise;
    }

    private string? TextOf(SettingsNode node)
    {
        if (node.Kind != SettingsKind.Text)
        {
            _problems.Error(node, $"must be a text, not {node.DescribedKind}.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(node.Text))
        {
            _problems.Error(node, "must not be empty; leave it out when it is not needed.");
            return null;
        }

        return node.Text;
    }
}

namespace FaunaFunctions.Core.Configuration;

/// <summary>Collects what is wrong with one settings file while it is read.</summary>
internal sealed class SettingsProblems(string file)
{
    private readonly List<SettingsProblem> _errors = [];
    private readonly List<SettingsProblem> _warnings = [];

    public string File => file;

    public IReadOnlyList<SettingsProblem> Warnings => InOrder(_warnings);

    public void Error(SettingsPosition at, string path, string message) =>
        _errors.Add(new SettingsProblem(file, at.Line, at.Column, path, message));

    public void Error(SettingsNode node, string message) => Error(node.At, node.Path, message);

    public void Warn(SettingsNode node, string message) =>
        _warnings.Add(new SettingsProblem(file, node.At.Line, node.At.Column, node.Path, message));

    /// <summary>Throws when there was an error.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new SettingsInvalid(InOrder(_errors));
        }
    }

    // OrderBy is stable: several problems of one place stay in the order in which they were found.
    private static List<SettingsProblem> InOrder(List<SettingsProblem> problems) =>
        [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];
}

namespace FaunaFunctions.Core.Configuration;

/// <summary>A settings file that cannot be used. Holds everything that is wrong with it, not only the first thing.</summary>
public sealed class SettingsInvalid : Exception
{
    /// <param name="problems">What is wrong, in the file's order; at least one.</param>
    public SettingsInvalid(IReadOnlyList<SettingsProblem> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count);
        Problems = problems;
    }

    /// <summary>What is wrong, in the file's order; at least one.</summary>
    public IReadOnlyList<SettingsProblem> Problems { get; }
}

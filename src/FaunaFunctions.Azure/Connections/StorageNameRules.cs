using System.Text.RegularExpressions;

namespace FaunaFunctions.Azure.Connections;

/// <summary>What Azure accepts as a name, so that a wrong one is refused at the start and not by the first run.</summary>
internal static partial class StorageNameRules
{
    /// <summary>The rule that a container's or a queue's name breaks, as the end of "must …"; null when it is fine.</summary>
    public static string? ContainerProblem(string name) => ContainerName().IsMatch(name) && !name.Contains("--", StringComparison.Ordinal)
        ? null
        : "have 3 to 63 lower-case letters, digits and single '-', with a letter or digit at both ends";

    /// <summary>The rule that a table's name breaks, as the end of "must …"; null when it is fine.</summary>
    public static string? TableProblem(string name) => TableName().IsMatch(name) && !name.Equals("tables", StringComparison.OrdinalIgnoreCase)
        ? null
        : "have 3 to 63 letters and digits, begin with a letter, and not be 'tables'";

    /// <summary>Whether a storage account can have this name.</summary>
    public static bool IsAccount(string name) => AccountName().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\z")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{2,62}\z")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z")]
    private static partial Regex AccountName();
}

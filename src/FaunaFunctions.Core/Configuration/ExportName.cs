namespace FaunaFunctions.Core.Configuration;

/// <summary>
/// Names of exports. One is part of a function's name, a folder and a table key, on systems that tell case apart and systems
/// that do not, so: letters and digits of ASCII, <c>-</c> and <c>_</c>; a letter or digit at both ends (readers of
/// key=value folders skip names that start with <c>_</c>); at most 63 characters; unique whatever the case.
/// </summary>
public static class ExportName
{
    /// <summary>Characters that a name may have.</summary>
    public const int Longest = 63;

    /// <summary>
    /// The name with every run of other characters replaced by one <c>-</c>, cut at both ends; null when nothing is left.
    /// A safe name comes back as it is.
    /// </summary>
    public static string? MakeSafe(string name)
    {
        var safe = new System.Text.StringBuilder(name.Length);
        var replaced = false;
        foreach (var c in name)
        {
            var isSafe = char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
            if (isSafe || !replaced)
            {
                safe.Append(isSafe ? c : '-');
            }

            replaced = !isSafe;
        }

        var trimmed = safe.ToString().Trim('-', '_');
        trimmed = trimmed.Length <= Longest ? trimmed : trimmed[..Longest].TrimEnd('-', '_');
        return trimmed.Length == 0 ? null : trimmed;
    }
}

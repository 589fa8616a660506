using System.Text.RegularExpressions;

namespace FaunaFunctions.App.Tests.Host.Definitions;

/// <summary>Texts with <c>%SETTING%</c> in them.</summary>
internal static partial class AppSettingText
{
    /// <summary>Replaces settings; those that are not set become empty, as in a handler's arguments.</summary>
    public static string ExpandOrEmpty(string text, IReadOnlyDictionary<string, string> settings) =>
        Reference().Replace(text, m => settings.GetValueOrDefault(m.Groups[1].Value) ?? Environment.GetEnvironmentVariable(m.Groups[1].Value) ?? "");

    /// <summary>Replaces settings, as in a function's bindings.</summary>
    /// <returns>False when one of them is not set; then <paramref name="expanded"/> is its name.</returns>
    public static bool TryExpand(string text, IReadOnlyDictionary<string, string> settings, out string expanded)
    {
        string? missing = null;
        var result = Reference().Replace(text, m =>
        {
            var value = settings.GetValueOrDefault(m.Groups[1].Value);
            missing ??= string.IsNullOrEmpty(value) ? m.Groups[1].Value : null;
            return value ?? "";
        });
        expanded = missing ?? result;
        return missing is null;
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}

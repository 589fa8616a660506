namespace FaunaFunctions.Core.Configuration;

/// <summary>Replaces <c>%APP_SETTING%</c>, when it is the whole of a text, by the app setting's value.</summary>
/// <param name="lookup">An app setting's value; null when there is none of that name.</param>
/// <param name="problems">Receives what is wrong.</param>
/// <param name="mayBeUnset">Whether an app setting that is missing is no problem: what it stands for is not looked at then.</param>
internal sealed class AppSettings(Func<string, string?> lookup, SettingsProblems problems, bool mayBeUnset = false)
{
    /// <summary>The name between the percent signs; null when the text is not a reference to an app setting.</summary>
    public static string? NameIn(string text)
    {
        var isReference = text.Length > 2 && text[0] == '%' && text[^1] == '%'
            && text[1..^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');
        return isReference ? text[1..^1] : null;
    }

    /// <summary>The app setting's value; null when there is none, or an empty one.</summary>
    public string? Find(string name) => lookup(name) is { Length: > 0 } value ? value : null;

    /// <summary>The text, or the value of the app setting that it names; null when that is missing, and reported unless it may be.</summary>
    public string? Resolve(SettingsNode node, string text)
    {
        if (NameIn(text) is not { } name)
        {
            return text;
        }

        if (Find(name) is { } value)
        {
            return value;
        }

        if (mayBeUnset)
        {
            return null;
        }

        problems.Error(node, $"app setting '{name}' is not set. Set it (in a local run: the environment variable {name}), or name another one.");
        return null;
    }
}

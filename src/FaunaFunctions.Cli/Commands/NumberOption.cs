using System.CommandLine;
using System.Globalization;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option with a default.</summary>
    public static Option<int> Create(string name, string description, int least, int most, int byDefault, string helpName = "N")
    {
        var option = new Option<int>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => byDefault };
        option.CustomParser = result => Parse(result.Tokens[0].Value, name, least, most, result.AddError) ?? byDefault;
        return option;
    }

    /// <summary>An option that may be left out.</summary>
    public static Option<int?> CreateOptional(string name, string description, int least, int most, string helpName)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = helpName };
        option.CustomParser = result => Parse(result.Tokens[0].Value, name, least, most, result.AddError);
        return option;
    }

    private static int? Parse(string text, string name, int least, int most, Action<string> refuse)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        refuse(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number between {least} and {most}."));
        return null;
    }
}

using System.CommandLine.Parsing;
using System.Globalization;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Durations on the command line: <c>500ms</c>, <c>90s</c>, <c>10m</c>, <c>2h</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Of)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>Reads an option's value.</summary>
    /// <param name="result">The value.</param>
    /// <param name="name">The option.</param>
    public static TimeSpan? Parse(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        foreach (var (unit, of) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and < 1_000_000)
            {
                return of * number;
            }
        }

        result.AddError($"{name} must be a time above zero, a number with its unit: 500ms, 90s, 10m or 2h.");
        return null;
    }
}

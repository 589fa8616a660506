using System.CommandLine;

namespace FaunaFunctions.Cli.Failures;

/// <summary>What is wrong with a command line. Names options, never values that were not asked for: one might be a secret behind a misspelt option.</summary>
internal static class UsageProblem
{
    /// <summary>The first problem, and where to read more.</summary>
    public static string Describe(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var isRoot = command == root;
        var help = isRoot ? "faunafunctions --help" : $"faunafunctions {command.Name} --help";
        return $"{Problem(parsed, isRoot).TrimEnd('.')}. See {help}.";
    }

    private static string Problem(ParseResult parsed, bool isRoot)
    {
        if (parsed.UnmatchedTokens is not [var first, ..])
        {
            return parsed.Errors[0].Message;
        }

        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } option)
        {
            return $"there is no option {option.Split('=', ':')[0]}";
        }

        return isRoot && !parsed.Tokens.Any(t => t.Value.StartsWith('-'))
            ? $"there is no command '{first}'"
            : "there is an argument too many, which belongs to no option";
    }
}

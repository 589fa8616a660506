using System.CommandLine;
using System.CommandLine.Parsing;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Paths on the command line. An empty one comes from a variable that is not set, as in <c>--out "$FOLDER"</c>.</summary>
internal static class PathText
{
    /// <summary>Has an empty value refused as a bad command line.</summary>
    /// <returns>The option itself.</returns>
    public static TOption NotEmpty<TOption>(this TOption option)
        where TOption : Option
    {
        option.Validators.Add(result => Refuse(result, option.Name));
        return option;
    }

    /// <summary>The same for an argument.</summary>
    public static Argument<T> NotEmpty<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => Refuse(result, argument.Name));
        return argument;
    }

    private static void Refuse(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{name} must not be empty.");
        }
    }
}

using System.CommandLine;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Options that mean the same in every command.</summary>
internal sealed class CommonOptions
{
    /// <summary><c>--json</c></summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as JSON, for machines. Errors too.",
        Recursive = true,
    };

    /// <summary><c>--verbose</c></summary>
    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Write a line for everything that happens, and stack traces of unexpected errors.",
        Recursive = true,
    };
}

using System.CommandLine;
using FaunaFunctions.Cli.Demo;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>demo</c>: everything once, with nothing but this program.</summary>
internal static class DemoCommand
{
    private const int Orders = 100_000;

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommandGuard guard)
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the database running afterwards, until Ctrl-C." };
        var output = new Option<string>("--out")
        {
            Description = "Where the files land; they stay there.",
            DefaultValueFactory = _ => Path.Combine("out", "demo"),
            HelpName = "FOLDER",
        }.NotEmpty();
        var orders = NumberOption.Create("--documents", "Documents of the largest collection.", 1000, 10_000_000, Orders);
        orders.Hidden = true;
        var command = new Command("demo", "Show everything once: make up a database, export it, change it, export the change, verify. Needs nothing else.")
        {
            keep, output, orders,
        };
        guard.Action(command, (parsed, cancellationToken) =>
            new DemoRun(host, DemoFolder.Open(parsed.GetRequiredValue(output)), parsed.GetValue(orders), parsed.GetValue(keep)).RunAsync(cancellationToken));
        return command;
    }
}

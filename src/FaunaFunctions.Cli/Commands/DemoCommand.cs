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
        };
        var orders = new Option<int>("--documents")
        {
            Description = "Documents of the largest collection.",
            DefaultValueFactory = _ => Orders,
            Hidden = true,
        };
        orders.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1000 or > 10_000_000)
            {
                result.AddError("--documents must be between 1000 and 10000000.");
            }
        });
        var command = new Command("demo", "Show everything once: make up a database, export it, change it, export the change, verify. Needs nothing else.")
        {
            keep, output, orders,
        };
        guard.Action(command, (parsed, cancellationToken) =>
            new DemoRun(host, DemoFolder.Open(parsed.GetRequiredValue(output)), parsed.GetValue(orders), parsed.GetValue(keep)).RunAsync(cancellationToken));
        return command;
    }
}

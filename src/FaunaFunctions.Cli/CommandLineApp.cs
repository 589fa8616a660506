using System.CommandLine;
using FaunaFunctions.Cli.Commands;
using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli;

/// <summary>The command line as a whole.</summary>
internal sealed class CommandLineApp(CommandHost host)
{
    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var common = new CommonOptions();
        var root = CreateRoot(host, common);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            var bad = new UsageInvalid(UsageProblem.Describe(parsed, root));
            return (int)FailureReport.Write(host.Terminal, bad, args.Contains(common.Json.Name), verbose: false);
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = host.Terminal.ResultWriter,
            Error = host.Terminal.MessageWriter,
            EnableDefaultExceptionHandler = false,
            // Signals are our own: see StopSignals.
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>All commands.</summary>
    public static RootCommand CreateRoot(CommandHost host, CommonOptions common)
    {
        var guard = new CommandGuard(host, common);
        return new RootCommand("Exports Fauna collections to NDJSON: fully, then what changed, every version exactly once.")
        {
            common.Json,
            common.Verbose,
            DemoCommand.Create(host, guard),
            ExportCommand.Create(host, common, guard),
            CheckCommand.Create(host, common, guard),
            DiscoverCommand.Create(host, common, guard),
            StatusCommand.Create(host, common, guard),
            VerifyCommand.Create(host, common, guard),
            EmulatorCommand.Create(host, common, guard),
            SetupCommand.Create(host, common, guard),
            FunctionsCommand.Create(host, common, guard),
            ImportAirbyteCommand.Create(host, common, guard),
        };
    }
}

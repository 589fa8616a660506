using System.CommandLine;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Functions;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Configuration;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>functions</c>: writes the function folders of an Azure Functions app.</summary>
internal static class FunctionsCommand
{
    private const string DefaultConfig = "exports.json";

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var config = new Option<string?>("--config")
        {
            Description = $"The settings file. Default: {DefaultConfig}; when there is none, as with --dispatch.",
            HelpName = "FILE",
        }.NotEmpty();
        var output = new Option<string>("--out") { Description = "The function app's root folder.", HelpName = "FOLDER", Required = true }.NotEmpty();
        var dispatch = new Option<bool>("--dispatch")
        {
            Description = "For a package without settings of its own: one timer that runs what is due, instead of one for each schedule.",
        };
        var queue = new Option<string>("--queue")
        {
            Description = $"The queue of runs to go on with: its name, or %APP_SETTING%. The app must have the same in {FunctionNames.QueueSetting}.",
            DefaultValueFactory = _ => FunctionNames.DefaultQueue,
            HelpName = "NAME",
        };
        var command = new Command("functions", "Write the function folders (function.json) of the Azure Functions app.") { config, output, dispatch, queue };
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            var queueName = QueueName.Validate(parsed.GetRequiredValue(queue));
            var file = parsed.GetValue(config);
            if (file is not null && parsed.GetValue(dispatch))
            {
                throw new UsageInvalid("--dispatch is for a package without settings: leave out --config, or --dispatch.");
            }

            var schedules = parsed.GetValue(dispatch) || (file is null && !File.Exists(DefaultConfig))
                ? null
                : await SettingsReader.ReadSchedulesAsync(file ?? DefaultConfig, host.AppSetting, cancellationToken);
            var functions = schedules is null ? FunctionSet.OfUnknownExports(queueName) : FunctionSet.Of(schedules.Exports, queueName);
            var root = Path.GetFullPath(parsed.GetRequiredValue(output));
            var removed = FunctionFolders.Write(root, functions);
            Tell(host.Terminal, new FunctionsOutput(root, [.. functions.Select(f => f.Name)], removed), schedules, parsed.GetValue(common.Json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(Terminal terminal, FunctionsOutput done, ScheduleFile? schedules, bool json)
    {
        if (json)
        {
            MachineOutput.Write(terminal, done);
            return;
        }

        foreach (var warning in schedules?.Warnings ?? [])
        {
            terminal.Messages.MarkupLineInterpolated($"[yellow]Warning:[/] {warning}");
        }

        var how = schedules is null ? "; no settings: one timer runs what is due" : "";
        terminal.Out.MarkupLineInterpolated($"✓ {done.Functions.Count} functions in {done.Folder}{how}");
        foreach (var name in done.Functions)
        {
            terminal.Out.MarkupLineInterpolated($"  {name}");
        }

        foreach (var name in done.Removed)
        {
            terminal.Out.MarkupLineInterpolated($"  removed {name}");
        }
    }
}

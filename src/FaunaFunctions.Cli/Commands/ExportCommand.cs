using System.CommandLine;
using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Cursors;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>export</c>: brings exports up to date.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var mode = new Option<string?>("--mode")
        {
            Description = "full or incremental, instead of what the settings say.",
            HelpName = "MODE",
        };
        mode.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not (null or "full" or "incremental"))
            {
                result.AddError("--mode must be full or incremental.");
            }
        });
        var budget = new Option<TimeSpan?>("--budget")
        {
            Description = "Stop after this time, such as 90s, 10m or 2h, with what was read committed (exit code 5). The next run goes on.",
            HelpName = "TIME",
            CustomParser = result => DurationText.Parse(result, "--budget"),
        };
        var acceptShrink = new Option<bool>("--accept-shrink")
        {
            Description = "Publish a new snapshot however much smaller it is than the last one (shrinkGuard).",
        };
        var command = new Command("export", "Bring exports up to date: fully the first time, then what changed.");
        selection.AddTo(command, storage: true);
        command.Add(mode);
        command.Add(budget);
        command.Add(acceptShrink);
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            using var set = await selection.OpenAsync(parsed, cancellationToken);
            var wanted = parsed.GetValue(mode) switch
            {
                "full" => RunMode.Full,
                "incremental" => RunMode.Incremental,
                _ => (RunMode?)null,
            };
            if (wanted == RunMode.Incremental && set.Chosen.FirstOrDefault(e => !e.CanBeIncremental) is { } without)
            {
                throw new UsageInvalid(without.NoFeed is { } noFeed
                    ? $"export '{without.Name}' cannot be incremental: {noFeed}"
                    : $"export '{without.Name}' names no index, so it cannot be incremental. Give it one (faunafunctions setup --collection {without.Collection} shows how), or leave out --mode.");
            }

            await set.Storage.EnsureCreatedAsync(cancellationToken);
            var json = parsed.GetValue(common.Json);
            if (!json)
            {
                host.Stops.Stopping += () => host.Terminal.Messages.MarkupLine(
                    "[yellow]Stopping at the next page; what was read is committed. Ctrl-C again ends at once.[/]");
            }

            return await new ExportRunner(set, host, json, parsed.GetValue(common.Verbose)).RunAllAsync(
                wanted, parsed.GetValue(budget), parsed.GetValue(acceptShrink));
        });
        return command;
    }
}

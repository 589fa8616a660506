using System.CommandLine;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Status;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>status</c>: where exports stand. Asks the storage alone, never Fauna.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var runs = NumberOption.Create("--runs", "How many of the last runs to show.", 0, 10_000, 5);
        var command = new Command("status", "Show where exports stand: position, lag, the run under way, the last runs.");
        selection.AddTo(command, storage: true);
        command.Add(runs);
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            using var set = await selection.OpenAsync(parsed, withoutSecrets: true, cancellationToken);
            foreach (var export in set.Chosen)
            {
                var status = await ExportStatus.ReadAsync(export, set.Cursors, parsed.GetValue(runs), host.Time, cancellationToken);
                if (parsed.GetValue(common.Json))
                {
                    MachineOutput.Write(host.Terminal, status);
                }
                else
                {
                    StatusText.Write(host.Terminal, status);
                }
            }

            return ExitCode.Done;
        });
        return command;
    }
}

using System.CommandLine;
using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Stands around every command's action, so that errors are told and turned into exit codes in one place.</summary>
internal sealed class CommandGuard(CommandHost host, CommonOptions common)
{
    /// <summary>Sets a command's action. Its token is cancelled by the first Ctrl-C.</summary>
    public void Action(Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> action) =>
        command.SetAction(async parsed =>
        {
            try
            {
                return (int)await action(parsed, host.Stops.Stop);
            }
            catch (Exception e) when (!IsFatal(e))
            {
                return (int)FailureReport.Write(host.Terminal, e, parsed.GetValue(common.Json), parsed.GetValue(common.Verbose));
            }
        });

    private static bool IsFatal(Exception e) => e is OutOfMemoryException or AccessViolationException;
}

using System.CommandLine;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Verification;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>verify</c>: reads again what was exported.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var offline = new Option<bool>("--offline") { Description = "Do not compare the number of documents with Fauna." };
        var command = new Command("verify", "Read exported parts again: checksums, rows, no version twice, runs that join; and Fauna's own count, if it can be reached.");
        selection.AddTo(command, storage: true);
        command.Add(offline);
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            using var set = await selection.OpenAsync(parsed, cancellationToken);
            var code = ExitCode.Done;
            foreach (var export in set.Chosen)
            {
                await foreach (var verification in ExportVerification.RunAllAsync(set, export, !parsed.GetValue(offline), cancellationToken))
                {
                    if (parsed.GetValue(common.Json))
                    {
                        MachineOutput.Write(host.Terminal, verification);
                    }
                    else
                    {
                        VerificationText.Write(host.Terminal, verification);
                    }

                    code = verification.Report.Passed ? code : ExitCode.Wrong;
                }
            }

            return code;
        });
        return command;
    }
}

using System.CommandLine;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Verification;
using FaunaFunctions.Core.Databases.Verification;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>verify</c>: reads again what was exported.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var offline = new Option<bool>("--offline") { Description = "Do not compare the number of documents with Fauna." };
        var source = new Option<bool>("--source") { Description = "Compare the number of documents with Fauna, and fail where that is not possible." };
        var command = new Command("verify", "Read exported parts again: checksums, rows, no version twice, runs that join; and Fauna's own count, if it can be reached.");
        selection.AddTo(command, storage: true);
        command.Add(offline);
        command.Add(source);
        command.Validators.Add(result =>
        {
            if (result.GetValue(offline) && result.GetValue(source))
            {
                result.AddError("--offline and --source contradict each other: give one of them.");
            }
        });
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            using var set = await selection.OpenAsync(parsed, withoutSecrets: !parsed.GetValue(source), cancellationToken);
            var verifier = new ExportVerifier(set.Parts, set.Cursors, set.SourceOf);
            var question = parsed.GetValue(offline) ? SourceQuestion.None : parsed.GetValue(source) ? SourceQuestion.Required : SourceQuestion.IfPossible;
            var code = ExitCode.Done;
            foreach (var export in set.Chosen)
            {
                await foreach (var verification in verifier.VerifyAsync(export, question, cancellationToken))
                {
                    if (parsed.GetValue(common.Json))
                    {
                        MachineOutput.Write(host.Terminal, verification);
                    }
                    else
                    {
                        VerificationText.Write(host.Terminal, verification);
                    }

                    code = verification.Passed ? code : ExitCode.Wrong;
                }
            }

            return code;
        });
        return command;
    }
}

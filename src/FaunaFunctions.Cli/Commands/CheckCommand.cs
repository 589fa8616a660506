using System.CommandLine;
using System.Text.Json.Nodes;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>check</c>: whether exports can run as they are configured.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var command = new Command("check", "Look whether exports can run as they are configured: server, collection, index, privileges. Changes nothing.");
        selection.AddTo(command, storage: false);
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            var json = parsed.GetValue(common.Json);
            try
            {
                using var set = await selection.OpenAsync(parsed, cancellationToken);
                var code = ExitCode.Done;
                foreach (var export in set.Chosen)
                {
                    var result = await set.Of(export, host.AppSetting).CheckAsync(cancellationToken);
                    Write(host.Terminal, export.Name, result, json);
                    code = result.Status == CheckStatus.Failed ? ExitCode.FaunaRefused : code;
                }

                return code;
            }
            catch (SettingsInvalid invalid) when (json)
            {
                Write(host.Terminal, null, CheckResult.Of(invalid), json);
                return ExitCode.BadSettings;
            }
        });
        return command;
    }

    private static void Write(Terminal terminal, string? export, CheckResult result, bool json)
    {
        if (json)
        {
            var line = JsonNode.Parse(result.ToJson())!.AsObject();
            if (export is not null)
            {
                line.Insert(0, "export", export);
            }

            MachineOutput.Write(terminal, line);
            return;
        }

        terminal.Out.MarkupLineInterpolated($"{Mark(result.Status)} [bold]{export}[/]  {result.Message}");
        foreach (var item in result.Checks)
        {
            terminal.Out.MarkupLineInterpolated($"  {Mark(item.Status)} {item.Name,-11} {item.Message}");
        }
    }

    private static string Mark(CheckStatus status) => status switch
    {
        CheckStatus.Succeeded => "✓",
        CheckStatus.Failed => "✗",
        CheckStatus.Warning => "!",
        _ => "–",
    };
}

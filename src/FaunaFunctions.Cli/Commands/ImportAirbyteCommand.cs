using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FaunaFunctions.Cli.Airbyte;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Configuration;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>import-airbyte</c>: settings from the configuration of Airbyte's source-fauna connector.</summary>
internal static class ImportAirbyteCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var configs = new Argument<string[]>("CONFIG")
        {
            Description = "The connector's config.json. One connector reads one collection: several files become one settings file.",
            Arity = ArgumentArity.OneOrMore,
        }.NotEmpty();
        var catalog = new Option<string?>("--catalog")
        {
            Description = "The connection's configured_catalog.json, which says how each stream is synchronized. Default: incremental where there is an index.",
            HelpName = "FILE",
        }.NotEmpty();
        var output = new Option<string?>("--out") { Description = "The settings file to write. It must not be there yet. Default: standard output.", HelpName = "FILE" }.NotEmpty();
        var command = new Command("import-airbyte", "Write settings from the configuration of Airbyte's source-fauna connector. Secrets stay where they are.")
        {
            configs, catalog, output,
        };
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            var problems = new List<SettingsProblem>();
            var read = new List<ConnectorConfig>();
            foreach (var file in parsed.GetRequiredValue(configs))
            {
                read.Add(await ConnectorReader.ReadAsync(file, problems, cancellationToken));
            }

            var streams = parsed.GetValue(catalog) is { } name ? await ConfiguredCatalog.ReadAsync(name, problems, cancellationToken) : null;
            var import = Import.Of(read, streams, problems);
            var text = import.Settings.ToJsonString(Indented) + "\n";
            if (parsed.GetValue(output) is { } target)
            {
                await WriteNewAsync(target, text, cancellationToken);
            }

            Tell(host.Terminal, import, text, parsed.GetValue(output), parsed.GetValue(common.Json));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteNewAsync(string file, string text, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageInvalid(File.Exists(file)
                ? $"--out: {file} is there already, and is not overwritten. Name another file."
                : $"--out: {file} cannot be written: {e.Message}");
        }
    }

    private static void Tell(Terminal terminal, Import import, string text, string? file, bool json)
    {
        if (json)
        {
            MachineOutput.Write(terminal, new ImportOutput(import.Settings, import.Notes, file));
            return;
        }

        if (file is null)
        {
            terminal.ResultWriter.Write(text);
        }
        else
        {
            terminal.Messages.MarkupLineInterpolated($"Wrote [bold]{file}[/].");
        }

        foreach (var note in import.Notes)
        {
            terminal.Messages.MarkupLineInterpolated($"- {note}");
        }
    }
}

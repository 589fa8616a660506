using System.CommandLine;
using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Configuration;
using Spectre.Console;

namespace FaunaFunctions.Cli.Commands;

/// <summary>Which settings file, which exports of it, and where they are stored.</summary>
internal sealed class SelectionOptions(CommandHost host, CommonOptions common)
{
    private readonly Option<string> _config = new Option<string>("--config")
    {
        Description = "The settings file.",
        DefaultValueFactory = _ => "exports.json",
        HelpName = "FILE",
    }.NotEmpty();

    private readonly Option<string[]> _export = new("--export", "-e")
    {
        Description = "Only this export; may be given several times. Default: all of the file.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _out = new Option<string?>("--out")
    {
        Description = "Storage folder, instead of the one that the settings name.",
        HelpName = "FOLDER",
    }.NotEmpty();

    private readonly Option<string?> _storage = StorageOption();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command, bool storage)
    {
        command.Add(_config);
        command.Add(_export);
        if (storage)
        {
            command.Add(_storage);
            command.Add(_out);
        }
    }

    /// <summary>Reads the settings and chooses from them.</summary>
    /// <exception cref="SettingsInvalid">The settings cannot be used.</exception>
    /// <exception cref="Failures.UsageInvalid">There is no such export.</exception>
    public Task<ExportSet> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => OpenAsync(parsed, withoutSecrets: false, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="withoutSecrets">Whether secrets need not be set: for a command that can do without Fauna.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">The settings cannot be used.</exception>
    /// <exception cref="Failures.UsageInvalid">There is no such export.</exception>
    public async Task<ExportSet> OpenAsync(ParseResult parsed, bool withoutSecrets, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_config);
        var settings = withoutSecrets
            ? await SettingsReader.ReadWithoutSecretsAsync(file, host.AppSetting, cancellationToken)
            : await SettingsReader.ReadAsync(file, host.AppSetting, cancellationToken);
        var logs = new MessageLog(parsed.GetValue(common.Verbose) ? host.Terminal.MessageWriter : null, host.Time);
        var set = new ExportSet(file, settings, parsed.GetValue(_export) ?? [], OpenStorage, host.Time, logs);
        if (!parsed.GetValue(common.Json))
        {
            foreach (var warning in set.Warnings)
            {
                host.Terminal.Messages.MarkupLineInterpolated($"[yellow]Warning:[/] {warning}");
            }
        }

        return set;

        ExportStorage OpenStorage()
        {
            var choice = StorageChoice.Of(file, settings.Storage, parsed.GetValue(_storage), parsed.GetValue(_out));
            return ExportStorage.Open(choice, host.AppSetting ?? Environment.GetEnvironmentVariable, host.Time, logs);
        }
    }

    private static Option<string?> StorageOption()
    {
        var option = new Option<string?>("--storage")
        {
            Description = "azure or folder, instead of what the settings say.",
            HelpName = "WHERE",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not (null or StorageChoice.AzureKind or StorageChoice.FolderKind))
            {
                result.AddError("--storage must be azure or folder.");
            }
        });
        return option;
    }
}

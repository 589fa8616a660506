using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads and validates settings files (<c>exports.json</c>): JSON, with comments and trailing commas.</summary>
public sealed class SettingsReader
{
    private readonly SettingsProblems _problems;
    private readonly AppSettings _appSettings;

    private readonly bool _withoutSecrets;

    private SettingsReader(string file, Func<string, string?>? appSetting, bool mayBeUnset, bool withoutSecrets = false)
    {
        _withoutSecrets = withoutSecrets;
        _problems = new SettingsProblems(file);
        _appSettings = new AppSettings(appSetting ?? Environment.GetEnvironmentVariable, _problems, mayBeUnset);
    }

    /// <summary>The fields at the top of the file.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["$schema", "connections", "exports", "storage"];

    /// <summary>Reads a settings file.</summary>
    /// <param name="file">Its path, as messages name it.</param>
    /// <param name="appSetting">An app setting's value for <c>%NAME%</c>, null when there is none; null for the environment's variables.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">The file is not there, cannot be read, or is wrong: with everything that is.</exception>
    public static async Task<SettingsFile> ReadAsync(string file, Func<string, string?>? appSetting, CancellationToken cancellationToken) =>
        Read(await LoadAsync(file, cancellationToken), file, appSetting);

    /// <summary>
    /// The same where the app settings that hold secrets need not be set, for what can do without Fauna: <see cref="FaunaConnection.UnsetSecret"/> names those that are not.
    /// </summary>
    /// <param name="file">Its path, as messages name it.</param>
    /// <param name="appSetting">An app setting's value for <c>%NAME%</c>, null when there is none; null for the environment's variables.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">The file is not there, cannot be read, or is wrong: with everything that is.</exception>
    public static async Task<SettingsFile> ReadWithoutSecretsAsync(string file, Func<string, string?>? appSetting, CancellationToken cancellationToken) =>
        Read(await LoadAsync(file, cancellationToken), file, appSetting, withoutSecrets: true);

    /// <summary>Reads a settings file's content.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="file">The file's path: messages name it, and a relative storage folder is relative to its folder.</param>
    /// <param name="appSetting">An app setting's value for <c>%NAME%</c>, null when there is none; null for the environment's variables.</param>
    /// <param name="withoutSecrets">Whether app settings that should hold secrets may be missing.</param>
    /// <exception cref="SettingsInvalid">The content is wrong: with everything that is.</exception>
    public static SettingsFile Read(ReadOnlySpan<byte> json, string file, Func<string, string?>? appSetting, bool withoutSecrets = false)
    {
        var reader = new SettingsReader(file, appSetting, mayBeUnset: false, withoutSecrets);
        var (connections, exports, storage) = reader.ReadAll(json);
        return new SettingsFile
        {
            Connections = connections.Usable,
            Exports = [.. exports.Select(e => e.Settings).OfType<ExportSettings>()],
            Storage = storage,
            Warnings = reader._problems.Warnings,
        };
    }

    /// <summary>
    /// Reads what a settings file says about when exports run, where its app settings need not be set: where a package is made,
    /// nobody has the secrets. The rest of the file is validated as far as it can be.
    /// </summary>
    /// <param name="file">Its path, as messages name it.</param>
    /// <param name="appSetting">An app setting's value for <c>%NAME%</c>, null when there is none; null for the environment's variables.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">The file is not there, cannot be read, or is wrong: with everything that is.</exception>
    public static async Task<ScheduleFile> ReadSchedulesAsync(string file, Func<string, string?>? appSetting, CancellationToken cancellationToken)
    {
        var reader = new SettingsReader(file, appSetting, mayBeUnset: true);
        var (_, exports, _) = reader.ReadAll(await LoadAsync(file, cancellationToken));
        return new ScheduleFile([.. exports.Select(e => e.Schedules).OfType<ExportSchedules>()], reader._problems.Warnings);
    }

    private static async Task<byte[]> LoadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(file, "does not exist. Start from exports.sample.json, or name another file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, Directory.Exists(file) ? "is a folder. Name a file." : $"cannot be read: {e.Message}");
        }
    }

    private (ConnectionList Connections, IReadOnlyList<ExportReading> Exports, StorageSettings Storage) ReadAll(ReadOnlySpan<byte> json)
    {
        var connections = new ConnectionList(_problems);
        IReadOnlyList<ExportReading> exports = [];
        var storage = new StorageSettings(null, null);
        if (SettingsParser.Parse(json, _problems) is { } root && SettingsObject.Open(root, Fields, formerNames: null, _problems) is { } fields)
        {
            _ = fields.Text("$schema");
            connections = ReadConnections(fields);
            exports = ReadExports(fields, connections);
            storage = new StorageReader(_problems, _appSettings).Read(fields.Find("storage"));
        }

        _problems.ThrowIfAny();
        return (connections, exports, storage);
    }

    private ConnectionList ReadConnections(SettingsObject fields)
    {
        var connections = new ConnectionList(_problems);
        const string example = "{ \"main\": { \"secret\": \"%FAUNA_SECRET%\" } }";
        if (fields.Require("connections", $"Name the database, such as {example}.") is not { } node)
        {
            return connections;
        }

        if (node.Kind != SettingsKind.Object || node.Fields.Count == 0)
        {
            var found = node.Kind == SettingsKind.Object ? "an empty one" : node.DescribedKind;
            _problems.Error(node, $"must be an object of named connections, such as {example}, not {found}.");
            return connections;
        }

        var reader = new ConnectionReader(_problems, _appSettings, _withoutSecrets);
        foreach (var field in node.Fields)
        {
            if (string.IsNullOrWhiteSpace(field.Name))
            {
                _problems.Error(field.At, field.Path, "a connection needs a name.");
            }

            connections.Add(field.Name, reader.Read(field.Name, field.Value));
        }

        return connections;
    }

    private List<ExportReading> ReadExports(SettingsObject fields, ConnectionList connections)
    {
        if (fields.Require("exports", "Say what to export, such as [ { \"collection\": \"orders\" } ].") is not { } node)
        {
            return [];
        }

        if (node.Kind != SettingsKind.Array || node.Items.Count == 0)
        {
            var found = node.Kind == SettingsKind.Array ? "an empty one" : node.DescribedKind;
            _problems.Error(node, $"must be an array of exports, such as [ {{ \"collection\": \"orders\" }} ], not {found}.");
            return [];
        }

        var schedules = new ScheduleReader(_problems, _appSettings);
        var reader = new ExportReader(_problems, schedules, connections);
        var exports = new List<ExportReading>();
        var names = new Dictionary<string, SettingsNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in node.Items)
        {
            var export = reader.Read(item);
            if (export.Schedules?.Name is { } name && !names.TryAdd(name, item))
            {
                _problems.Error(item, $"is named '{name}' like {names[name].Path} (case does not count, and characters other than letters, digits, '-' and '_' become '-'). Give it a 'name' of its own.");
            }

            exports.Add(export);
        }

        return exports;
    }

    private static SettingsInvalid Unreadable(string file, string message) =>
        new([new SettingsProblem(file, 0, 0, "", message)]);
}

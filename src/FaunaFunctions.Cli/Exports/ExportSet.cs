using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Cli.Exports;

/// <summary>The exports of a settings file that a command works on, with the ways to their databases and storage.</summary>
internal sealed class ExportSet : IDisposable
{
    private readonly Dictionary<string, FaunaTransport> _transports = [];
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private readonly Lazy<ExportStorage> _storage;

    /// <param name="file">The settings file, as the user named it.</param>
    /// <param name="settings">Its content.</param>
    /// <param name="names">Names of the exports to work on; empty for all.</param>
    /// <param name="storage">Opens the storage, at its first use.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logs">Hears what goes on.</param>
    /// <exception cref="UsageInvalid">A name is of no export.</exception>
    public ExportSet(string file, SettingsFile settings, IReadOnlyList<string> names, Func<ExportStorage> storage, TimeProvider time, ILoggerFactory logs)
    {
        _logs = logs;
        _time = time;
        _storage = new Lazy<ExportStorage>(storage);
        Warnings = settings.Warnings;
        Chosen = Choose(settings.Exports, names, file);
    }

    /// <summary>The exports, in the file's order.</summary>
    public IReadOnlyList<ExportSettings> Chosen { get; }

    /// <summary>What the settings reader found questionable.</summary>
    public IReadOnlyList<SettingsProblem> Warnings { get; }

    /// <summary>Where the exports are stored.</summary>
    /// <exception cref="UsageInvalid">Neither the settings nor the command line say where.</exception>
    /// <exception cref="SettingsInvalid">The app settings do not connect to a storage account.</exception>
    public ExportStorage Storage => _storage.Value;

    /// <summary>Where parts land.</summary>
    public IPartStore Parts => Storage.Parts;

    /// <summary>Where positions and history are kept.</summary>
    public ICursorStore Cursors => Storage.Cursors;

    /// <summary>Hear what goes on.</summary>
    public ILoggerFactory Logs => _logs;

    /// <summary>An export's collection.</summary>
    public IFaunaSource SourceOf(ExportSettings export) => DatabaseOf(export).Collection(export.Collection, export.Index);

    /// <summary>An export with what it takes to run it.</summary>
    /// <param name="export">The export.</param>
    /// <param name="appSetting">Looks up <c>%NAME%</c>; null for the environment's variables.</param>
    public ConfiguredExport Of(ExportSettings export, Func<string, string?>? appSetting) =>
        new(export, DatabaseOf(export), appSetting ?? Environment.GetEnvironmentVariable, _time);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var transport in _transports.Values)
        {
            transport.Dispose();
        }

        if (_storage.IsValueCreated)
        {
            _storage.Value.Dispose();
        }
    }

    private FaunaDatabase DatabaseOf(ExportSettings export) => new(TransportOf(export.Connection));

    private FaunaTransport TransportOf(FaunaConnection connection)
    {
        if (!_transports.TryGetValue(connection.Name, out var transport))
        {
            transport = new FaunaTransport(connection, time: _time, logger: _logs.CreateLogger<FaunaTransport>());
            _transports.Add(connection.Name, transport);
        }

        return transport;
    }

    private static IReadOnlyList<ExportSettings> Choose(IReadOnlyList<ExportSettings> all, IReadOnlyList<string> names, string file)
    {
        foreach (var name in names)
        {
            if (!all.Any(e => Is(e, name)))
            {
                throw new UsageInvalid($"{file} has no export '{name}'. It has: {string.Join(", ", all.Select(e => e.Name))}.");
            }
        }

        return names.Count == 0 ? all : [.. all.Where(e => names.Any(n => Is(e, n)))];
    }

    private static bool Is(ExportSettings export, string name) => export.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

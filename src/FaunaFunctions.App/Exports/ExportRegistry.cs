using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.App.Exports;

/// <summary>The exports by name, with the ways to their databases (one per connection) and their storage.</summary>
internal sealed class ExportRegistry : IDisposable
{
    private readonly Dictionary<string, ExportSettings> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FaunaTransport> _transports = [];
    private readonly Func<string, string?> _appSetting;
    private readonly TimeProvider _time;

    /// <param name="settings">The settings.</param>
    /// <param name="stores">Where everything is kept.</param>
    /// <param name="appSetting">An app setting's value; null when there is none.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logs">Hear what goes on.</param>
    public ExportRegistry(
        SettingsFile settings, ExportStores stores, Func<string, string?> appSetting, TimeProvider time, ILoggerFactory logs)
    {
        Settings = settings;
        Stores = stores;
        _appSetting = appSetting;
        _time = time;
        foreach (var export in settings.Exports)
        {
            _byName.Add(export.Name, export);
        }

        foreach (var connection in settings.Connections)
        {
            _transports.Add(connection.Name, new FaunaTransport(connection, time: time, logger: logs.CreateLogger<FaunaTransport>()));
        }
    }

    /// <summary>The settings they are of.</summary>
    public SettingsFile Settings { get; }

    /// <summary>All exports, in the settings' order.</summary>
    public IReadOnlyList<ExportSettings> All => Settings.Exports;

    /// <summary>Where everything is kept.</summary>
    public ExportStores Stores { get; }

    /// <summary>Parts and manifests.</summary>
    public IPartStore Parts => Stores.Parts;

    /// <summary>Positions and history.</summary>
    public ICursorStore Cursors => Stores.Cursors;

    /// <summary>The export of that name, whatever its case; null when there is none.</summary>
    public ExportSettings? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>An export's collection.</summary>
    public IFaunaSource SourceOf(ExportSettings export) => DatabaseOf(export).Collection(export.Collection, export.Index);

    /// <summary>What an export's database says about itself.</summary>
    public IFaunaSchema SchemaOf(ExportSettings export) => DatabaseOf(export).Schema;

    /// <summary>An export with what it takes to run it.</summary>
    public ConfiguredExport Of(ExportSettings export) => new(export, DatabaseOf(export), _appSetting, _time);

    /// <summary>Reads exports again and says what is not as promised.</summary>
    public Verifier Verifier() => new(Parts);

    /// <summary>The same of exports as they are configured, and beside their database.</summary>
    public ExportVerifier ExportVerifier() => new(Parts, Cursors, SourceOf);

    /// <summary>The schedule with <c>%APP_SETTING%</c> replaced; null when there is none, or the app setting is not set.</summary>
    /// <param name="expression">A schedule of an export's settings; may be null.</param>
    public string? ResolveSchedule(string? expression) =>
        expression is ['%', .. var name, '%'] && name.Length > 0 ? _appSetting(name) : expression;

    private FaunaDatabase DatabaseOf(ExportSettings export) => new(_transports[export.Connection.Name]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var transport in _transports.Values)
        {
            transport.Dispose();
        }

        Stores.Dispose();
    }
}

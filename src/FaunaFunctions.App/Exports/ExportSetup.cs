using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Settings;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Exports;

/// <summary>
/// Reads settings and opens storage once, at the first call. Wrong settings stay wrong until the process is started anew: every call meets the
/// same error, the log tells it problem by problem at the start, and nothing is written. Storage that cannot be reached is tried again by the next call.
/// </summary>
internal sealed partial class ExportSetup : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lazy<Task<ExportRegistry>> _registry;
    private Task? _created;

    /// <param name="environment">App settings.</param>
    /// <param name="open">Opens the storage.</param>
    /// <param name="logs">Hear what is wrong.</param>
    public ExportSetup(HandlerEnvironment environment, OpenStores open, ILoggerFactory logs) =>
        _registry = new Lazy<Task<ExportRegistry>>(() => OpenAsync(environment, open, logs));

    /// <summary>The exports, with their storage there.</summary>
    /// <exception cref="SettingsInvalid">The settings cannot be used.</exception>
    /// <exception cref="StorageUnavailable">Container, table or queue are not there and cannot be made.</exception>
    public async Task<ExportRegistry> GetAsync(CancellationToken cancellationToken)
    {
        var registry = await _registry.Value.WaitAsync(cancellationToken);
        await CreatedAsync(registry).WaitAsync(cancellationToken);
        return registry;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_registry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _registry.Value.Result.Dispose();
        }
    }

    private Task CreatedAsync(ExportRegistry registry)
    {
        lock (_lock)
        {
            if (_created is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _created = registry.Stores.EnsureCreatedAsync(CancellationToken.None);
            }

            return _created;
        }
    }

    private static async Task<ExportRegistry> OpenAsync(HandlerEnvironment environment, OpenStores open, ILoggerFactory logs)
    {
        var logger = logs.CreateLogger<ExportSetup>();
        try
        {
            var settings = await SettingsSource.ReadAsync(environment, CancellationToken.None);
            foreach (var warning in settings.Warnings)
            {
                Log.Questionable(logger, warning);
            }

            var stores = open(settings);
            if (settings.Storage.Folder is not null && !stores.IsFolder)
            {
                Log.FolderUnused(logger, stores.Where);
            }

            Log.Opened(logger, settings.Exports.Count, stores.Where);
            return new ExportRegistry(settings, stores, environment.Find, environment.Time, logs);
        }
        catch (SettingsInvalid invalid)
        {
            foreach (var problem in invalid.Problems)
            {
                Log.Wrong(logger, problem);
            }

            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Exports configured: {Count}; they land in {Where}.")]
        public static partial void Opened(ILogger logger, int count, string where);

        [LoggerMessage(2, LogLevel.Warning, "{Problem}")]
        public static partial void Questionable(ILogger logger, SettingsProblem problem);

        [LoggerMessage(3, LogLevel.Error, "Nothing can be exported: {Problem}")]
        public static partial void Wrong(ILogger logger, SettingsProblem problem);

        [LoggerMessage(4, LogLevel.Warning, "The settings' storage folder is not used here: exports land in {Where}.")]
        public static partial void FolderUnused(ILogger logger, string where);
    }
}

using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Settings;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Exports;

/// <summary>
/// Reads settings and opens storage once, at the first call. Wrong settings stay wrong until the process is started anew:
/// every call meets the same error, the log holds it once.
/// </summary>
internal sealed partial class ExportSetup : IDisposable
{
    private readonly Lazy<Task<ExportRegistry>> _registry;

    /// <param name="environment">App settings.</param>
    /// <param name="logs">Hear what is wrong.</param>
    public ExportSetup(HandlerEnvironment environment, ILoggerFactory logs) =>
        _registry = new Lazy<Task<ExportRegistry>>(() => OpenAsync(environment, logs));

    /// <summary>The exports.</summary>
    /// <exception cref="SettingsInvalid">The settings cannot be used.</exception>
    public Task<ExportRegistry> GetAsync(CancellationToken cancellationToken) => _registry.Value.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_registry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _registry.Value.Result.Dispose();
        }
    }

    private static async Task<ExportRegistry> OpenAsync(HandlerEnvironment environment, ILoggerFactory logs)
    {
        var logger = logs.CreateLogger<ExportSetup>();
        try
        {
            var settings = await SettingsSource.ReadAsync(environment, CancellationToken.None);
            foreach (var warning in settings.Warnings)
            {
                Log.Questionable(logger, warning);
            }

            var stores = ExportStores.Open(settings, environment);
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
        [LoggerMessage(1, LogLevel.Information, "{Count} exports are configured; they land in {Where}.")]
        public static partial void Opened(ILogger logger, int count, string where);

        [LoggerMessage(2, LogLevel.Warning, "{Problem}")]
        public static partial void Questionable(ILogger logger, SettingsProblem problem);

        [LoggerMessage(3, LogLevel.Error, "Nothing can be exported: {Problem}")]
        public static partial void Wrong(ILogger logger, SettingsProblem problem);
    }
}

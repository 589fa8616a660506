using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Hosting;

/// <summary>What happens at the process's start and end.</summary>
internal static partial class Lifetime
{
    private const int Orphaned = 3;

    /// <summary>How long runs may take to commit and stop when the process is told to end.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan OrphansPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Behind the start: settings and storage are looked at before the first invocation comes, so that the log tells at once what is wrong.
    /// Before the end: runs are asked to stop, while requests that wait for them still can be answered.
    /// </summary>
    public static void UseRunLifetime(this WebApplication app)
    {
        var setup = app.Services.GetRequiredService<ExportSetup>();
        app.Lifetime.ApplicationStarted.Register(() => _ = LookAsync(setup, app.Logger));
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<RunCoordinator>().Stop);
    }

    /// <summary>Ends the process once it has no host any more.</summary>
    public static ParentWatch WatchParent(IServiceProvider services) => new(
        ParentWatch.OfThisProcess,
        async () =>
        {
            Log.Orphaned(services.GetRequiredService<ILogger<ParentWatch>>());
            await services.GetRequiredService<RunCoordinator>().StopAsync(OrphansPatience);
            Environment.Exit(Orphaned);
        },
        services.GetRequiredService<TimeProvider>());

    // Whoever calls a function meets the same trouble, and tells it.
    private static async Task LookAsync(ExportSetup setup, ILogger logger)
    {
        try
        {
            await setup.GetAsync(CancellationToken.None);
        }
        catch (SettingsInvalid)
        {
            // Said by the setup itself.
        }
        catch (StorageUnavailable e)
        {
            Log.NoStorage(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The Functions host that started this process is gone: runs are stopped, then the process ends.")]
        public static partial void Orphaned(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The storage cannot be used yet; the next call tries again: {Reason}")]
        public static partial void NoStorage(ILogger logger, string reason);
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Invocations;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Scheduling;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Standalone;

/// <summary>The timers of a process without a Functions host. Like the host's, one that is still at work is not fired again.</summary>
internal sealed partial class StandaloneTimers(
    ExportSetup setup, TimerFunction timers, HandlerEnvironment environment, ILogger<StandaloneTimers> logger) : BackgroundWork
{
    // Clocks are set and machines sleep: no wait is longer than this.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task UntilStoppedAsync(CancellationToken stoppingToken)
    {
        if (await OpenAsync(stoppingToken) is not { } registry)
        {
            return;
        }

        var entries = Timetable.Of(registry);
        foreach (var entry in entries)
        {
            Log.Scheduled(logger, entry.Function, entry.Schedule.ToString());
        }

        await Task.WhenAll(entries.Select(entry => FireAsync(entry, stoppingToken)));
    }

    private async Task<ExportRegistry?> OpenAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return await setup.GetAsync(stoppingToken);
            }
            catch (SettingsInvalid)
            {
                return null;
            }
            catch (StorageUnavailable e)
            {
                Log.NoStorage(logger, e.Message);
            }

            await Task.Delay(Retry, environment.Time, stoppingToken);
        }
    }

    private async Task FireAsync(TimetableEntry entry, CancellationToken stoppingToken)
    {
        while (entry.Next(environment.Time.GetUtcNow()) is { } next)
        {
            while (next - environment.Time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait < LongestWait ? wait : LongestWait, environment.Time, stoppingToken);
            }

            try
            {
                var run = entry.Mode == RunMode.Full
                    ? timers.SnapshotAsync(entry.Export.Name, stoppingToken)
                    : timers.ExportAsync(entry.Export.Name, stoppingToken);
                foreach (var line in await run)
                {
                    Log.Ran(logger, entry.Function, line);
                }
            }
            catch (Exception e) when (stoppingToken.IsCancellationRequested && e is OperationCanceledException or AppStopping)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Log.Failed(logger, entry.Function, e.GetType().Name, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Timer {Function}: {Schedule} (UTC)")]
        public static partial void Scheduled(ILogger logger, string function, string schedule);

        [LoggerMessage(2, LogLevel.Information, "{Function}: {Line}")]
        public static partial void Ran(ILogger logger, string function, string line);

        [LoggerMessage(3, LogLevel.Error, "{Function} failed: {Kind}: {Message} It runs again at its next time.")]
        public static partial void Failed(ILogger logger, string function, string kind, string message);

        [LoggerMessage(4, LogLevel.Warning, "The timers wait for the storage: {Reason}")]
        public static partial void NoStorage(ILogger logger, string reason);
    }
}

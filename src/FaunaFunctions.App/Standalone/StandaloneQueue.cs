using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Invocations;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Standalone;

/// <summary>Polls the queue of continuations in a process without a Functions host. Without a queue, runs continue in the process by themselves.</summary>
internal sealed partial class StandaloneQueue(
    ExportSetup setup, ContinueFunction function, HandlerEnvironment environment, ILogger<StandaloneQueue> logger) : BackgroundWork
{
    /// <summary>A message comes again after this unless it was removed: then the process that took it is dead, or the run failed.</summary>
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(30);
    private const int MostTries = 5;

    /// <inheritdoc/>
    protected override async Task UntilStoppedAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = Pause;
            try
            {
                if ((await setup.GetAsync(stoppingToken)).Stores.Queue is not { } queue)
                {
                    return;
                }

                if (await queue.ReceiveAsync(Visibility, stoppingToken) is { } received)
                {
                    await WorkAsync(queue, received, stoppingToken);
                    continue;
                }
            }
            catch (SettingsInvalid)
            {
                return;
            }
            catch (StorageUnavailable e)
            {
                Log.NoQueue(logger, e.Message);
                pause = LongPause;
            }

            await Task.Delay(pause, environment.Time, stoppingToken);
        }
    }

    private async Task WorkAsync(IContinuationQueue queue, ReceivedContinuation received, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var line in await function.RunAsync(received.Text, stoppingToken))
            {
                Log.Ran(logger, line);
            }
        }
        catch (InvocationInvalid e)
        {
            Log.GivenUp(logger, e.Message);
        }
        catch (Exception e) when (stoppingToken.IsCancellationRequested && e is OperationCanceledException or AppStopping)
        {
            // The message comes again, to the next process.
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.Failed(logger, received.DequeueCount, e.GetType().Name, e.Message);
            if (received.DequeueCount < MostTries)
            {
                return;
            }

            Log.GivenUp(logger, e.Message);
        }

        await queue.DeleteAsync(received, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Line}")]
        public static partial void Ran(ILogger logger, string line);

        [LoggerMessage(2, LogLevel.Error, "A run could not be gone on with (try {Try}): {Kind}: {Message}")]
        public static partial void Failed(ILogger logger, long @try, string kind, string message);

        [LoggerMessage(3, LogLevel.Error, "A message was removed from the queue, since it cannot be worked off: {Message}")]
        public static partial void GivenUp(ILogger logger, string message);

        [LoggerMessage(4, LogLevel.Warning, "The queue cannot be read: {Reason}")]
        public static partial void NoQueue(ILogger logger, string reason);
    }
}

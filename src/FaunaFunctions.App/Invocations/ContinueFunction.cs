using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Invocations;

/// <summary><c>continue-export</c>: goes on with a run that stopped at its budget.</summary>
internal sealed partial class ContinueFunction(
    ExportSetup setup, RunCoordinator coordinator, FunctionTimeout timeout, HandlerEnvironment environment, ILogger<ContinueFunction> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Longer than the claim of a killed process lasts: who still holds the export then is alive, and asks for its own continuation.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Goes on with the run that a message names. A run that is finished, or not the export's present one, needs nothing.</summary>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">Ends the wait. A run that has started goes on.</param>
    /// <returns>Lines for the invocation's log.</returns>
    /// <exception cref="ClaimLost">The run lost its claim when there was no time left to try again: the message has to come again.</exception>
    /// <exception cref="InvocationInvalid">The text is no continuation message, or of an unknown export.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(string text, CancellationToken cancellationToken)
    {
        if (FunctionSwitch.Off(environment, FunctionNames.ContinueExport) is { } off)
        {
            return [off];
        }

        var limit = timeout.Begin();
        var message = ContinuationJson.Read(text) ?? throw new InvocationInvalid(
            "The message is no continuation: {\"export\":\"<name>\",\"run\":\"<run id>\"} is what this queue holds.");
        var registry = await setup.GetAsync(cancellationToken);
        var export = registry.Find(message.Export) ?? throw new InvocationInvalid(
            $"The message is about export '{message.Export}', which the settings do not have (any more).");
        var asked = environment.Time.GetTimestamp();
        while (true)
        {
            var cursor = (await registry.Cursors.ReadAsync(export.Name, cancellationToken))?.Cursor;
            if (message.Mode == RunMode.Full && cursor?.Snapshot > RunContinuation.TimeOf(message.Run))
            {
                // Queues deliver a message twice now and then: what it asks for was done, and would cost a whole snapshot more.
                return Nothing(export.Name, $"the snapshot behind run {message.Run} was taken.");
            }

            if (message.Mode is null && cursor?.RunUnderWay != message.Run)
            {
                return Nothing(export.Name, $"run {message.Run} is not under way any more.");
            }

            try
            {
                var mode = message.Mode ?? RunContinuation.ModeOf(export);
                return RunLines.Of(await coordinator.Start(registry, export, mode, limit, message.AcceptShrink == true).Ended);
            }
            catch (ClaimLost) when (!(limit.ReadingLeft <= Pause))
            {
                // Nobody else may have taken it. Who has is waited for anew, for this run may have been at work for long.
                Log.ClaimLost(logger, export.Name);
                asked = environment.Time.GetTimestamp();
            }
            catch (Exception e) when (e is ExportBusy or CursorMoved)
            {
                var isAlive = coordinator.Find(export.Name) is not null || environment.Time.GetElapsedTime(asked) >= Patience;
                if (message.Mode is null && isAlive)
                {
                    return Nothing(export.Name, e.Message);
                }

                if (limit.ReadingLeft <= Pause)
                {
                    throw;
                }
            }

            await Task.Delay(Pause, environment.Time, cancellationToken);
        }
    }

    private IReadOnlyList<string> Nothing(string export, string reason)
    {
        Log.Nothing(logger, export, reason);
        return [$"Export {export}: nothing to go on with: {reason}"];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Export {Export}: nothing to go on with: {Reason}")]
        public static partial void Nothing(ILogger logger, string export, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Export {Export}: its run lost its claim, and is gone on with")]
        public static partial void ClaimLost(ILogger logger, string export);
    }
}

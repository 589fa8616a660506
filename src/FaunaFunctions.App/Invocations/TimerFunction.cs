using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Invocations;

/// <summary><c>export-&lt;name&gt;</c> and <c>snapshot-&lt;name&gt;</c>: runs an export because it is time.</summary>
internal sealed partial class TimerFunction(
    ExportSetup setup, RunCoordinator coordinator, FunctionTimeout timeout, HandlerEnvironment environment, ILogger<TimerFunction> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Runs the export on its schedule. Another run at work makes this one unneeded: that is said, and no failure.</summary>
    /// <param name="name">The export's name.</param>
    /// <param name="cancellationToken">Ends the wait for the settings. A run that has started goes on.</param>
    /// <returns>Lines for the invocation's log.</returns>
    /// <exception cref="FunctionUnknown">There is no such export.</exception>
    /// <exception cref="ClaimLost">The run lost its claim under way: it is unfinished, and maybe in nobody's hands.</exception>
    public async Task<IReadOnlyList<string>> ExportAsync(string name, CancellationToken cancellationToken)
    {
        if (FunctionSwitch.Off(environment, FunctionNames.ExportTimer(name)) is { } off)
        {
            return [off];
        }

        var limit = timeout.Begin();
        var (registry, export) = await FindAsync(name, cancellationToken);
        try
        {
            return RunLines.Of(await coordinator.Start(registry, export, mode: null, limit).Ended);
        }
        catch (Exception e) when (e is ExportBusy or CursorMoved)
        {
            Log.Skipped(logger, export.Name, e.Message);
            return [$"Export {export.Name}: {e.Message}"];
        }
    }

    /// <summary>
    /// Takes a new snapshot. It usually falls together with the export's own schedule, so a run at work is waited for: by itself, the
    /// snapshot would come again only a week later, to meet the same run.
    /// </summary>
    /// <param name="name">The export's name.</param>
    /// <param name="cancellationToken">Ends the wait. A run that has started goes on.</param>
    /// <returns>Lines for the invocation's log.</returns>
    /// <exception cref="FunctionUnknown">There is no such export.</exception>
    /// <exception cref="ExportBusy">The other run was at work until this invocation's time was up.</exception>
    public async Task<IReadOnlyList<string>> SnapshotAsync(string name, CancellationToken cancellationToken)
    {
        if (FunctionSwitch.Off(environment, FunctionNames.SnapshotTimer(name)) is { } off)
        {
            return [off];
        }

        var limit = timeout.Begin();
        var (registry, export) = await FindAsync(name, cancellationToken);
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return RunLines.Of(await coordinator.Start(registry, export, RunMode.Full, limit).Ended);
            }
            catch (Exception e) when (e is (ExportBusy or CursorMoved or ClaimLost) && !(limit.ReadingLeft <= Pause))
            {
                if (isFirst)
                {
                    Log.Waiting(logger, export.Name, e.Message);
                }
            }

            await Task.Delay(Pause, environment.Time, cancellationToken);
        }
    }

    private async Task<(ExportRegistry Registry, ExportSettings Export)> FindAsync(string name, CancellationToken cancellationToken)
    {
        var registry = await setup.GetAsync(cancellationToken);
        return (registry, registry.Find(name) ?? throw new FunctionUnknown(
            $"The settings have no export '{name}'. They have: {string.Join(", ", registry.All.Select(e => e.Name))}. Generate the function folders anew when exports are added, removed or renamed."));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The timer of export {Export} had nothing to do: {Reason}")]
        public static partial void Skipped(ILogger logger, string export, string reason);

        [LoggerMessage(2, LogLevel.Information, "The snapshot of export {Export} waits: {Reason}")]
        public static partial void Waiting(ILogger logger, string export, string reason);
    }
}

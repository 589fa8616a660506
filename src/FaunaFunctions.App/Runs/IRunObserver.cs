using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Runs;

/// <summary>Hears of runs: telemetry. Called in the run's own flow of execution, so that an activity started here is the parent of what the run does.</summary>
internal interface IRunObserver
{
    /// <summary>A run was asked for and starts; called before anything is read.</summary>
    /// <param name="export">The export.</param>
    /// <param name="mode">What was asked for; null for what the settings say.</param>
    /// <returns>Hears of this run's progress and end; null for no interest.</returns>
    IRunWatch? Started(ExportSettings export, RunMode? mode);
}

/// <summary>Follows one run.</summary>
internal interface IRunWatch : IProgress<RunProgress>
{
    /// <summary>The run has ended; the last call.</summary>
    /// <param name="result">How; null when it failed.</param>
    /// <param name="failure">Why it failed; null when it did not. <see cref="ExportBusy"/> when another run was at work.</param>
    /// <param name="elapsed">How long it took.</param>
    void Ended(RunResult? result, Exception? failure, TimeSpan elapsed);
}

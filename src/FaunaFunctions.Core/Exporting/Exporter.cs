using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Runs exports: full or incremental, from wherever the last run stopped, each row exactly once.</summary>
/// <param name="parts">Where parts land.</param>
/// <param name="cursors">Where positions and history are kept.</param>
/// <param name="time">Clock for budgets and for when a run started; snapshot times come from the server alone.</param>
/// <param name="random">Makes run ids distinct.</param>
/// <param name="logger">Hears what a run does.</param>
/// <param name="tuning">Bounds; null for the defaults.</param>
public sealed class Exporter(
    IPartStore parts, ICursorStore cursors, TimeProvider time, Random random, ILogger<Exporter> logger, ExportTuning? tuning = null)
{
    private readonly ExportEnvironment _environment = new(parts, cursors, time, random, logger, tuning ?? ExportTuning.Default);

    /// <summary>Brings an export up to date, or as far as the budget allows.</summary>
    /// <param name="settings">The export.</param>
    /// <param name="source">Its collection.</param>
    /// <param name="request">What this invocation is asked to do.</param>
    /// <param name="progress">Hears of every page; may be null.</param>
    /// <param name="cancellationToken">Ends the run at once; the next one goes on from the last committed part.</param>
    /// <exception cref="ExportBusy">Another run holds the export.</exception>
    /// <exception cref="ClaimLost">The claim on the export was lost under way.</exception>
    /// <exception cref="CursorMoved">Another run moved the cursor meanwhile; this one committed nothing twice.</exception>
    /// <exception cref="FaunaException">Fauna refused, or could not be reached for longer than the retries last.</exception>
    /// <exception cref="Records.RecordInvalid">A document cannot become a record.</exception>
    /// <exception cref="PageDisagrees">Fauna's answers contradict each other.</exception>
    /// <exception cref="SnapshotHeld">A full export has far fewer rows than the last one, and was not published.</exception>
    /// <exception cref="StorageUnavailable">The storage refused.</exception>
    public async Task<RunResult> RunAsync(
        ExportSettings settings, IFaunaSource source, RunRequest request, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        using var watch = new RunWatch(settings.Name, request.Mode ?? settings.Mode, time);
        try
        {
            var result = await RunClaimedAsync(settings, source, request, progress, watch, cancellationToken);
            watch.Ended(result);
            return result;
        }
        catch (Exception failure)
        {
            watch.Failed(failure);
            throw;
        }
    }

    private async Task<RunResult> RunClaimedAsync(
        ExportSettings settings, IFaunaSource source, RunRequest request, IProgress<RunProgress>? progress, RunWatch watch, CancellationToken cancellationToken)
    {
        await using var lease = await cursors.AcquireLeaseAsync(settings.Name, cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var started = MicroTime.From(time.GetUtcNow());
        var invocation = new Invocation(_environment, settings, source, request, progress);
        try
        {
            return await invocation.RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ClaimLost(settings.Name);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            RunLog.Failed(logger, settings.Name, failure.GetType().Name, failure.Message);
            if (failure is not CursorMoved)
            {
                await RecordAsync(invocation, settings, started, failure, both.Token);
            }

            throw;
        }
        finally
        {
            (watch.Mode, watch.Through) = (invocation.Mode, invocation.Through);
        }
    }

    // The history is for people: that it cannot be written must not hide why the run failed.
    private async Task RecordAsync(
        Invocation invocation, ExportSettings settings, long started, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await invocation.RecordAsync("failed", started, failure.Message, cancellationToken);
        }
        catch (Exception second) when (second is StorageUnavailable or CursorCorrupt or OperationCanceledException)
        {
            RunLog.Failed(logger, settings.Name, second.GetType().Name, second.Message);
        }
    }
}

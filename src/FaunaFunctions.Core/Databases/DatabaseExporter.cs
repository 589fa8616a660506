using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Exports every collection of a database at one time, each with an export of its own below the database's, and the schema beside them. A run that was
/// stopped, killed or failed in part goes on at the same time with what is missing.
/// </summary>
/// <param name="exporter">Runs the collections' exports, on the same stores.</param>
/// <param name="parts">Where parts, schema and manifests land.</param>
/// <param name="cursors">Where positions and history are kept.</param>
/// <param name="time">Clock for budgets and for when a run started; snapshot times come from the server alone.</param>
/// <param name="random">Makes run ids distinct.</param>
/// <param name="logger">Hears what a run does.</param>
public sealed class DatabaseExporter(
    Exporter exporter, IPartStore parts, ICursorStore cursors, TimeProvider time, Random random, ILogger<DatabaseExporter> logger)
{
    private readonly DatabaseEnvironment _environment = new(exporter, parts, cursors, time, random, logger);

    /// <summary>Brings all collections up to date, or as many as the budget allows.</summary>
    /// <param name="settings">The export, whose collection is <see cref="ExportSettings.EveryCollection"/>.</param>
    /// <param name="database">Its database.</param>
    /// <param name="check">Looks at a collection before its first run; null for no look. A check that fails keeps that collection from being exported.</param>
    /// <param name="request">What this invocation is asked to do.</param>
    /// <param name="progress">Hears of every page, counted over all collections; may be null.</param>
    /// <param name="cancellationToken">Ends the run at once; the next one goes on from the last committed part.</param>
    /// <exception cref="DatabaseIncomplete">Some collections could not be exported; the others were.</exception>
    /// <exception cref="ExportBusy">Another run holds the export, or one of its collections.</exception>
    /// <exception cref="ClaimLost">The claim on the export, or on one of its collections, was lost under way.</exception>
    /// <exception cref="CursorMoved">Another run moved a cursor meanwhile; this one committed nothing twice.</exception>
    /// <exception cref="FaunaException">Fauna refused to list the collections, or could not be reached for longer than the retries last.</exception>
    /// <exception cref="StorageUnavailable">The storage refused.</exception>
    public async Task<RunResult> RunAsync(
        ExportSettings settings,
        FaunaDatabase database,
        Func<ExportSettings, CancellationToken, Task<CheckResult>>? check,
        RunRequest request,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNotEqual(settings.IsDatabase, true, nameof(settings));
        using var watch = new RunWatch(settings.Name, request.Mode ?? settings.Mode, time);
        try
        {
            var result = await RunClaimedAsync(new DatabaseInvocation(_environment, settings, database, check, request, progress), settings, watch, cancellationToken);
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
        DatabaseInvocation invocation, ExportSettings settings, RunWatch watch, CancellationToken cancellationToken)
    {
        await using var lease = await cursors.AcquireLeaseAsync(settings.Name, cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        var started = MicroTime.From(time.GetUtcNow());
        try
        {
            return await invocation.RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ClaimLost(settings.Name);
        }
        catch (DatabaseGivenUp givenUp)
        {
            DatabaseLog.Failed(logger, settings.Name, nameof(DatabaseIncomplete), givenUp.Message);
            throw givenUp.Why;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            DatabaseLog.Failed(logger, settings.Name, failure.GetType().Name, failure.Message);
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
        DatabaseInvocation invocation, ExportSettings settings, long started, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await invocation.RecordAsync("failed", started, failure.Message, cancellationToken);
        }
        catch (Exception second) when (second is StorageUnavailable or CursorCorrupt or OperationCanceledException)
        {
            DatabaseLog.Failed(logger, settings.Name, second.GetType().Name, second.Message);
        }
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http;

/// <summary>
/// <c>POST reset/{export}</c>: forgets where an export stands, so that its next run begins with a full one. Nothing that was exported goes.
/// </summary>
internal static partial class ResetFunction
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        _ = new Query(context.Request);
        var services = context.RequestServices;
        var registry = await services.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        var export = NamedExport.InPath(context, registry);
        if (services.GetRequiredService<RunCoordinator>().Find(export.Name) is not null)
        {
            throw new ExportBusy(export.Name, "a run in the same process is at work");
        }

        await using var lease = await registry.Cursors.AcquireLeaseAsync(export.Name, context.RequestAborted);
        var before = await ForgetAsync(registry.Cursors, export.Name, lease.Lost);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ResetFunction));
        Log.Reset(logger, export.Name);
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, ResetAnswer.Of(export.Name, before), HttpJson.Written.ResetAnswer);
    }

    // From here on a caller that leaves changes nothing: half a reset is none.
    private static async Task<ExportCursor?> ForgetAsync(ICursorStore cursors, string export, CancellationToken lost)
    {
        try
        {
            var before = await ReadAsync(cursors, export, lost);
            await DatabaseReset.ForgetCollectionsAsync(before, cursors, lost);
            await cursors.DeleteAsync(export, lost);
            return before;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new ClaimLost(export);
        }
    }

    // A cursor that cannot be read is a reason to reset.
    private static async Task<ExportCursor?> ReadAsync(ICursorStore cursors, string export, CancellationToken cancellationToken)
    {
        try
        {
            return (await cursors.ReadAsync(export, cancellationToken))?.Cursor;
        }
        catch (CursorCorrupt)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Export {Export} was reset: its next run begins with a full export.")]
        public static partial void Reset(ILogger logger, string export);
    }
}

/// <param name="Export">The export's name.</param>
/// <param name="Through">Up to when it had been exported, µs; null when that was unknown.</param>
/// <param name="Abandoned">Id of the unfinished run that will not be continued; null when there was none.</param>
/// <param name="Message">What follows.</param>
internal sealed record ResetAnswer(string Export, long? Through, string? Abandoned, string Message)
{
    /// <summary>The answer after a reset.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="before">Its cursor before; null when there was none, or none that could be read.</param>
    public static ResetAnswer Of(string export, ExportCursor? before)
    {
        var was = before?.Through is { } through ? $"It had been exported up to {MicroTime.ToIso(through)}. " : "";
        var unfinished = before?.RunUnderWay is null ? "" : " The parts of the unfinished run are in no manifest and may be deleted.";
        return new ResetAnswer(
            export,
            before?.Through,
            before?.RunUnderWay,
            $"{was}The next run takes a new full export, whatever its mode; what was exported before stays until newer snapshots take its place (keepSnapshots).{unfinished} What changed in Fauna meanwhile is in the new snapshot; documents deleted meanwhile are not in it; with deletions on, they get inferred deletion records.");
    }
}

using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Http.Status;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http.Syncs;

/// <summary>
/// <c>POST sync/{export}?mode=&amp;wait=&amp;acceptShrink=</c>: runs an export now. Finished while the caller waits, the result is answered; else where to ask for it.
/// </summary>
internal static class SyncFunction
{
    private const int DefaultWait = 5;
    private static readonly int LongestWait = (int)HttpGuard.LongestAnswer.TotalSeconds;

    // The host does not know of a run whose request is answered, and may take its instance away. So it stops soon after, and an
    // invocation that the host knows of goes on with it, from the queue.
    private static readonly TimeSpan LeastReading = TimeSpan.FromSeconds(10);

    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var query = new Query(context.Request, "mode", "wait", "acceptShrink");
        var mode = query.Mode("mode");
        var acceptShrink = query.Flag("acceptShrink");
        var wait = TimeSpan.FromSeconds(query.Number("wait", 0, LongestWait, DefaultWait));
        var services = context.RequestServices;
        var registry = await services.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        var export = NamedExport.InPath(context, registry);
        if (mode == RunMode.Incremental && !export.CanBeIncremental)
        {
            throw Problem.BadRequest(export.NoFeed is { } noFeed
                ? $"The export has no incremental runs: {noFeed}"
                : "The export names no index, so it has no incremental runs. Ask with mode=full, or give it an index.");
        }

        TimeSpan? reading = registry.Stores.Queue is null ? null : wait > LeastReading ? wait : LeastReading;
        var limit = services.GetRequiredService<FunctionTimeout>().Begin(reading);
        var run = services.GetRequiredService<RunCoordinator>().Start(registry, export, mode, limit, acceptShrink);
        services.GetRequiredService<SyncLedger>().Add(run);
        var time = services.GetRequiredService<TimeProvider>();
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted))
        {
            await Task.WhenAny(run.Ended, Task.Delay(wait, time, waiting.Token));
            await waiting.CancelAsync();
        }

        context.RequestAborted.ThrowIfCancellationRequested();
        await AnswerAsync(context, run, time.GetUtcNow());
    }

    private static async Task AnswerAsync(HttpContext context, ActiveRun run, DateTimeOffset now)
    {
        if (run.Ended.IsFaulted || run.Ended.IsCanceled)
        {
            try
            {
                await run.Ended;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw (ProblemOf.Exception(e) with { Export = run.Export.Name }).Thrown(e);
            }
        }

        var result = run.Ended.IsCompleted ? await run.Ended : null;
        var where = $"/{FunctionNames.RoutePrefix}/{FunctionNames.Status}/{run.Export.Name}?run={SyncLedger.TicketOf(run)}";
        var answer = result is null
            ? new SyncAnswer(run.Export.Name, "running") { Status = where, Running = RunningNow.Of(run, now) }
            : SyncAnswer.Of(result, (now - run.Started).TotalSeconds);
        if (result is null or { Outcome: RunOutcome.Stopped })
        {
            context.Response.Headers.Location = where;
            context.Response.Headers.RetryAfter = "5";
            await HttpAnswer.WriteAsync(context, StatusCodes.Status202Accepted, answer with { Status = where }, HttpJson.Written.SyncAnswer);
            return;
        }

        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, HttpJson.Written.SyncAnswer);
    }
}

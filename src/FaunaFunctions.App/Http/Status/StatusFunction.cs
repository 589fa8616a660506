using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Http.Syncs;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Scheduling;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Http.Status;

/// <summary><c>GET status</c> and <c>GET status/{export}</c>: where exports stand. Asks the storage alone, never Fauna.</summary>
internal static class StatusFunction
{
    private const int DefaultRuns = 5;
    private const int MostRuns = 100;

    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var isOne = context.GetRouteValue("export") is not null;
        var query = isOne ? new Query(context.Request, "runs", "run") : new Query(context.Request, "runs");
        var runs = query.Number("runs", 0, MostRuns, DefaultRuns);
        var registry = await context.RequestServices.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        if (isOne)
        {
            var ticket = query.Text("run");
            if (ticket is not null && !SyncStates.IsTicket(ticket))
            {
                throw Problem.BadRequest("run must be what the Location of sync's answer has there: sixteen digits.");
            }

            var one = await DescribeAsync(context, registry, NamedExport.InPath(context, registry), runs, ticket);
            await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, one, HttpJson.Written.StatusAnswer);
            return;
        }

        var all = await Task.WhenAll(registry.All.Select(export => DescribeOrSayWhyAsync(context, registry, export, runs)));
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, new StatusAnswers(all), HttpJson.Written.StatusAnswers);
    }

    private static async Task<StatusAnswer> DescribeAsync(
        HttpContext context, ExportRegistry registry, ExportSettings export, int runs, string? ticket)
    {
        var services = context.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        var now = time.GetUtcNow();
        var begun = WithoutStorage(context, registry, export, now);
        // Before the storage is read: what ended in between has left its traces there.
        var asked = ticket is null ? null : services.GetRequiredService<SyncLedger>().Find(export.Name, ticket);
        var read = ticket is null ? runs : MostRuns;
        var status = await ExportStatus.ReadAsync(export, registry.Cursors, read, time, context.RequestAborted);
        ExportMetrics.RecordLag(export.Name, status.Through, now);
        return begun with
        {
            Through = status.Through,
            LagSeconds = status.LagSeconds,
            Snapshot = status.Snapshot,
            UnderWay = status.UnderWay,
            Collections = status.Collections,
            Sync = ticket is null ? null : await SyncStates.FindAsync(ticket, asked, status),
            Runs = [.. status.Runs.Take(runs)],
        };
    }

    // One cursor that cannot be read hides nothing of the others.
    private static async Task<StatusAnswer> DescribeOrSayWhyAsync(HttpContext context, ExportRegistry registry, ExportSettings export, int runs)
    {
        try
        {
            return await DescribeAsync(context, registry, export, runs, ticket: null);
        }
        catch (CursorCorrupt e)
        {
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            return WithoutStorage(context, registry, export, now) with { Error = e.Message };
        }
    }

    // What the process knows by itself.
    private static StatusAnswer WithoutStorage(HttpContext context, ExportRegistry registry, ExportSettings export, DateTimeOffset now)
    {
        var active = context.RequestServices.GetRequiredService<RunCoordinator>().Find(export.Name);
        return new StatusAnswer(export.Name, export.Collection)
        {
            NextRun = Micros(Timetable.Run(registry, export)?.Next(now)),
            NextSnapshot = Micros(Timetable.Snapshot(registry, export)?.Next(now)),
            Running = active is null ? null : RunningNow.Of(active, now),
        };
    }

    private static long? Micros(DateTimeOffset? time) => time is { } at ? MicroTime.From(at) : null;
}

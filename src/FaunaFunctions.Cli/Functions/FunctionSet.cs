using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Functions;

/// <summary>The functions of a package, as the Functions host indexes them.</summary>
internal static class FunctionSet
{
    // Every minute, at its start.
    private const string EveryMinute = "0 * * * * *";

    /// <summary>Functions for exports that are known: a timer for each schedule.</summary>
    /// <param name="exports">The exports.</param>
    /// <param name="queue">Queue of continuation messages, or <c>%APP_SETTING%</c>.</param>
    public static IReadOnlyList<FunctionFile> Of(IReadOnlyList<ExportSchedules> exports, string queue) =>
        [.. exports.SelectMany(Timers), .. Common(queue)];

    /// <summary>Functions for exports that only the running app knows: one timer that looks which are due.</summary>
    /// <param name="queue">Queue of continuation messages, or <c>%APP_SETTING%</c>.</param>
    public static IReadOnlyList<FunctionFile> OfUnknownExports(string queue) =>
        [Timer(FunctionNames.RunDue, EveryMinute), .. Common(queue)];

    private static IEnumerable<FunctionFile> Timers(ExportSchedules export)
    {
        if (export.Schedule is { } schedule)
        {
            yield return Timer(FunctionNames.ExportTimer(export.Name), schedule);
        }

        if (export.FullSchedule is { } fullSchedule)
        {
            yield return Timer(FunctionNames.SnapshotTimer(export.Name), fullSchedule);
        }
    }

    private static IEnumerable<FunctionFile> Common(string queue) =>
    [
        Queue(queue),
        Http(FunctionNames.Check, "get", "check"),
        Http(FunctionNames.Discover, "get", "discover"),
        Http(FunctionNames.Spec, "get", "spec"),
        Http(FunctionNames.Sync, "post", "sync/{export}"),
        Http(FunctionNames.Status, "get", "status/{export?}"),
        Http(FunctionNames.Verify, "post", "verify/{export}"),
        Http(FunctionNames.Reset, "post", "reset/{export}", "admin"),
    ];

    private static FunctionFile Timer(string name, string schedule) => new(name,
    [
        new JsonObject
        {
            ["type"] = "timerTrigger",
            ["direction"] = "in",
            ["name"] = FunctionNames.TimerBinding,
            ["schedule"] = schedule,
            // The last fire time is kept in the storage: one that was missed while no instance ran is made up for.
            ["useMonitor"] = true,
            ["runOnStartup"] = false,
        },
    ]);

    private static FunctionFile Queue(string queue) => new(FunctionNames.ContinueExport,
    [
        new JsonObject
        {
            ["type"] = "queueTrigger",
            ["direction"] = "in",
            ["name"] = FunctionNames.QueueBinding,
            ["queueName"] = queue,
            ["connection"] = FunctionNames.QueueConnection,
        },
    ]);

    // Exactly one trigger and one http out: only such a function gets requests as they came.
    private static FunctionFile Http(string name, string method, string route, string authLevel = "function") => new(name,
    [
        new JsonObject
        {
            ["type"] = "httpTrigger",
            ["direction"] = "in",
            ["name"] = FunctionNames.RequestBinding,
            ["methods"] = new JsonArray(method),
            ["route"] = route,
            ["authLevel"] = authLevel,
        },
        new JsonObject
        {
            ["type"] = "http",
            ["direction"] = "out",
            ["name"] = FunctionNames.ResponseBinding,
        },
    ]);
}

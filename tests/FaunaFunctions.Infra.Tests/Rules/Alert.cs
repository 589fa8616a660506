using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>An alert that must be there.</summary>
/// <param name="Name">End of its name.</param>
/// <param name="Metrics">Metrics that its query reads.</param>
/// <param name="Mentions">What else its query must say.</param>
internal sealed record Alert(string Name, string[] Metrics, string[] Mentions)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Alert> All { get; } =
    [
        new("run-failed", ["faunafunctions.runs"],
        [
            "AppRequests", "Success == false", $"\"{FunctionNames.ExportTimer("")}\"", $"\"{FunctionNames.SnapshotTimer("")}\"",
            $"\"{FunctionNames.ContinueExport}\"", $"\"{FunctionNames.RunDue}\"", $"\"{FunctionNames.Sync}\"", "== \"failed\"",
        ]),
        new("no-progress", ["faunafunctions.runs"], ["in (\"completed\", \"idle\")", "isnull(Last) or Last < ago(Minutes * 2m)"]),
        new("poison-message", [], ["StorageQueueLogs", "\"PutMessage\"", $"/{FunctionNames.DefaultQueue}-poison/"]),
        new("history-ends", ["faunafunctions.history.margin"], ["now() - TimeGenerated"]),
    ];
}

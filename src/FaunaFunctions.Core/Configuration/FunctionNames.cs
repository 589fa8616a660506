namespace FaunaFunctions.Core.Configuration;

/// <summary>
/// Names that the function folders of a package and the program that serves them must agree on.
/// The host posts to <c>/&lt;function&gt;</c>, in the folder's own case, and puts a trigger's data under its binding's name.
/// </summary>
public static class FunctionNames
{
    /// <summary>Queue function: goes on with a run that stopped at its budget.</summary>
    public const string ContinueExport = "continue-export";

    /// <summary>Timer of a package without settings of its own: runs whatever export is due by its schedule.</summary>
    public const string RunDue = "run-due";

    /// <summary>HTTP function: whether exports can run as they are configured.</summary>
    public const string Check = "check";

    /// <summary>HTTP function: the catalogue of exports.</summary>
    public const string Discover = "discover";

    /// <summary>HTTP function: JSON schema of the settings.</summary>
    public const string Spec = "spec";

    /// <summary>HTTP function: runs an export now.</summary>
    public const string Sync = "sync";

    /// <summary>HTTP function: where exports stand.</summary>
    public const string Status = "status";

    /// <summary>HTTP function: reads again what was exported.</summary>
    public const string Verify = "verify";

    /// <summary>HTTP function: forgets where an export stands.</summary>
    public const string Reset = "reset";

    /// <summary>Binding of timers: <c>Data.timer</c> of an invocation.</summary>
    public const string TimerBinding = "timer";

    /// <summary>Binding of the queue function: <c>Data.message</c> of an invocation.</summary>
    public const string QueueBinding = "message";

    /// <summary>Binding of an HTTP function's request, where it is not forwarded as it is.</summary>
    public const string RequestBinding = "request";

    /// <summary>Binding of an HTTP function's answer.</summary>
    public const string ResponseBinding = "response";

    /// <summary>The queue that is used unless <see cref="QueueSetting"/> names another.</summary>
    public const string DefaultQueue = "continue-export";

    /// <summary>App setting with the queue's name.</summary>
    public const string QueueSetting = "EXPORTS_QUEUE";

    /// <summary>Setting prefix of the queue's storage connection: the host's own.</summary>
    public const string QueueConnection = "AzureWebJobsStorage";

    /// <summary>Before every route of an HTTP function, as host.json says: <c>/api/status</c>.</summary>
    public const string RoutePrefix = "api";

    /// <summary>The most characters that the host takes.</summary>
    public const int Longest = 128;

    private const string ExportPrefix = "export-";
    private const string SnapshotPrefix = "snapshot-";

    /// <summary>Timer that runs an export on its <c>schedule</c>.</summary>
    /// <param name="export">The export's name.</param>
    public static string ExportTimer(string export) => ExportPrefix + export;

    /// <summary>Timer that takes a new snapshot on an export's <c>fullSchedule</c>.</summary>
    /// <param name="export">The export's name.</param>
    public static string SnapshotTimer(string export) => SnapshotPrefix + export;

    /// <summary>The export that a timer runs; null when it is no export's.</summary>
    /// <param name="function">A function's name.</param>
    public static string? ExportOf(string function) =>
        function.StartsWith(ExportPrefix, StringComparison.Ordinal) ? function[ExportPrefix.Length..] : null;

    /// <summary>The export that a timer takes snapshots of; null when it is no such timer.</summary>
    /// <param name="function">A function's name.</param>
    public static string? SnapshotOf(string function) =>
        function.StartsWith(SnapshotPrefix, StringComparison.Ordinal) ? function[SnapshotPrefix.Length..] : null;
}

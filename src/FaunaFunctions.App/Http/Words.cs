using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http;

/// <summary>The words of answers.</summary>
internal static class Words
{
    /// <summary><c>full</c> or <c>incremental</c>.</summary>
    public static string Of(RunMode mode) => mode == RunMode.Full ? "full" : "incremental";

    /// <summary><c>completed</c>, <c>idle</c> or <c>stopped</c>.</summary>
    public static string Of(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => "completed",
        RunOutcome.Idle => "idle",
        _ => "stopped",
    };

    /// <summary><c>removals</c>, <c>documents</c>, <c>changes</c>, <c>inferring</c> or <c>finishing</c>.</summary>
    public static string Of(RunPhase phase) => phase switch
    {
        RunPhase.Removals => "removals",
        RunPhase.Documents => "documents",
        RunPhase.Changes => "changes",
        RunPhase.Inferring => "inferring",
        _ => "finishing",
    };
}

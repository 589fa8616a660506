using System.Text.Json;

namespace FaunaFunctions.App.Tests.Host.Invocations;

/// <summary>How an invocation ended.</summary>
internal enum Outcome
{
    /// <summary>Well.</summary>
    Succeeded,

    /// <summary>The handler said so, answered wrongly, or died.</summary>
    Failed,

    /// <summary>The function's timeout came first.</summary>
    TimedOut,
}

/// <summary>An invocation that has ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Logs">Log lines of its answer.</param>
/// <param name="Outputs">Outputs of its answer; null when there are none.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Invocation(Guid Id, string Function, Outcome Outcome, string? Error, IReadOnlyList<string> Logs, JsonElement? Outputs, TimeSpan Elapsed);

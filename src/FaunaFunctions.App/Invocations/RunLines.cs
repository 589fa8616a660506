using System.Globalization;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Invocations;

/// <summary>A run's result as lines of the invocation's log.</summary>
internal static class RunLines
{
    /// <summary>The lines, warnings behind the result.</summary>
    public static IReadOnlyList<string> Of(RunResult result) =>
        [Summary(result), .. result.Warnings.Select(warning => $"warning: {warning}")];

    private static string Summary(RunResult result)
    {
        var mode = result.Mode == RunMode.Full ? "full" : "incremental";
        return result.Outcome switch
        {
            RunOutcome.Idle => $"Export {result.Export}: nothing changed up to {Time(result.Through)}.",
            RunOutcome.Stopped => string.Create(CultureInfo.InvariantCulture,
                $"Export {result.Export}: {mode} run {result.Run} stopped at its budget with {result.Rows} rows committed; it will be gone on with."),
            _ => string.Create(CultureInfo.InvariantCulture,
                $"Export {result.Export}: {mode} run {result.Run} is complete with {result.Rows} rows, {result.Deletions} of them deletions, in {result.Parts} parts; exported up to {Time(result.Through)}."),
        };
    }

    private static string Time(long? micros) => micros is { } at
        ? DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        : "an unknown time";
}

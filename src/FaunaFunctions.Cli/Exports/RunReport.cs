using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using Spectre.Console;

namespace FaunaFunctions.Cli.Exports;

/// <summary>Says how the run of an export ended.</summary>
internal static class RunReport
{
    private const int NameWidth = 14;

    // Bytes per second: below, the rate would be told as 0.0 MB/s.
    private const int LeastRate = 50_000;

    /// <summary>For people: a line, and one more for each warning.</summary>
    public static void Write(Terminal terminal, RunResult result, TimeSpan elapsed, long bytesHere)
    {
        var (mark, text) = result.Outcome switch
        {
            RunOutcome.Idle => ("[green]✓[/]", $"nothing changed up to {Quantity.Time(result.Through)}"),
            RunOutcome.Stopped => ("[yellow]‖[/]", $"{Rows(result)} committed so far; run again to go on"),
            _ => ("[green]✓[/]", Completed(result)),
        };
        // A small run's time is that of its requests: there is no rate to speak of.
        var rate = bytesHere > LeastRate * elapsed.TotalSeconds ? $" ({Quantity.Rate(bytesHere, elapsed)})" : "";
        terminal.Out.MarkupLine(
            $"{mark} [bold]{Markup.Escape(result.Export.PadRight(NameWidth))}[/] {Markup.Escape(text)} [grey]· {Quantity.Duration(elapsed)}{rate}[/]");
        foreach (var warning in result.Warnings)
        {
            terminal.Messages.MarkupLineInterpolated($"  [yellow]Warning:[/] {warning}");
        }
    }

    /// <summary>For machines.</summary>
    public static RunOutput Describe(RunResult result, TimeSpan elapsed) => new(
        result.Export,
        result.Outcome.ToString().ToLowerInvariant(),
        (int)(result.Outcome == RunOutcome.Stopped ? ExitCode.Stopped : ExitCode.Done))
    {
        Mode = result.Mode.ToString().ToLowerInvariant(),
        Run = result.Run,
        Rows = result.Rows,
        Deletions = result.Deletions,
        Bytes = result.Bytes,
        Parts = result.Parts,
        From = result.From,
        Through = result.Through,
        Manifest = result.Manifest,
        Warnings = result.Warnings,
        Seconds = Math.Round(elapsed.TotalSeconds, 3),
    };

    /// <summary>For machines: an export that failed.</summary>
    public static RunOutput Describe(string export, Failure failure, TimeSpan elapsed) =>
        new(export, "failed", (int)failure.Code) { Error = ErrorDetail.Of(failure), Seconds = Math.Round(elapsed.TotalSeconds, 3) };

    private static string Completed(RunResult result)
    {
        var size = $"{Quantity.Count(result.Parts, "part")}, {Quantity.Bytes(result.Bytes)} of NDJSON";
        return result.Mode == RunMode.Full
            ? $"{Rows(result)} as of {Quantity.Time(result.Through)}, {size}"
            : $"{Rows(result)} up to {Quantity.Time(result.Through)}, {size}";
    }

    private static string Rows(RunResult result) => (result.Mode, result.Deletions) switch
    {
        (RunMode.Full, _) => Quantity.Count(result.Rows, "document"),
        (_, 0) => Quantity.Count(result.Rows, "change"),
        _ => $"{Quantity.Count(result.Rows, "change")} ({Quantity.Count(result.Deletions, "deletion")})",
    };
}

/// <summary>An export's run for machines. Times are µs since 1970.</summary>
/// <param name="Export">The export's name.</param>
/// <param name="Outcome"><c>completed</c>, <c>idle</c>, <c>stopped</c> or <c>failed</c>.</param>
/// <param name="ExitCode">What this export alone would end with.</param>
internal sealed record RunOutput(string Export, string Outcome, int ExitCode)
{
    public string? Mode { get; init; }

    public string? Run { get; init; }

    public long? Rows { get; init; }

    public long? Deletions { get; init; }

    public long? Bytes { get; init; }

    public int? Parts { get; init; }

    public long? From { get; init; }

    public long? Through { get; init; }

    public string? Manifest { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }

    public double Seconds { get; init; }

    public ErrorDetail? Error { get; init; }
}

using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Cursors;
using Spectre.Console;

namespace FaunaFunctions.Cli.Status;

/// <summary>An export's status for people.</summary>
internal static class StatusText
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, ExportStatus status)
    {
        var output = terminal.Out;
        output.MarkupLineInterpolated($"[bold]{status.Export}[/] [grey]({(status.Collections is null ? $"collection {status.Collection}" : "every collection")})[/]");
        output.MarkupLineInterpolated($"  {Position(status)}");
        if (status.Snapshot is { } snapshot)
        {
            output.MarkupLineInterpolated($"  newest snapshot   {Quantity.Time(snapshot)}");
        }

        if (status.UnderWay is { } run)
        {
            output.MarkupLineInterpolated(
                $"  [yellow]unfinished[/]        {run.Mode} run at {Quantity.Time(run.At)}: {Quantity.Count(run.Rows, "record")} in {Quantity.Count(run.Parts, "part")} committed; the next export goes on");
        }

        foreach (var collection in status.Collections ?? [])
        {
            output.MarkupLineInterpolated($"  {Mark(collection)} {collection.Collection,-24} [grey]{collection.Export}[/]  {State(collection)}");
        }

        if (status.Runs.Count > 0)
        {
            output.Write(Runs(output, status.Runs));
        }

        foreach (var failed in status.Runs.Where(r => r.Error is not null).Take(1))
        {
            output.MarkupLineInterpolated($"  [red]last error[/]        {failed.Error}");
        }

        output.WriteLine();
    }

    private static string Position(ExportStatus status) => status.Through is { } through
        ? $"exported up to    {Quantity.Time(through)}, {Quantity.Duration(TimeSpan.FromSeconds(status.LagSeconds ?? 0))} ago"
        : status.UnderWay is null ? "never exported" : "no run has finished yet";

    private static string Mark(CollectionStatus collection) =>
        collection.Error is not null ? "✗" : collection.Gone is not null ? "–" : collection.UnderWay is not null ? "…" : collection.Through is null ? " " : "✓";

    private static string State(CollectionStatus collection) => collection switch
    {
        { Error: { } error } => error,
        { Gone: { } gone } => $"no longer exported since {Quantity.Time(gone)}",
        { UnderWay: { } run } => $"{Quantity.Count(run.Rows, "record")} committed, unfinished",
        { Through: { } through } => $"up to {Quantity.Time(through)}",
        _ => "not exported yet",
    };

    private static Table Runs(IAnsiConsole console, IReadOnlyList<PastRun> runs)
    {
        var table = Terminal.NewTable(console, "started", "mode", "outcome", "records", "deletions", "NDJSON", "took");
        foreach (var column in (ReadOnlySpan<int>)[3, 4, 5, 6])
        {
            table.Columns[column].RightAligned();
        }

        foreach (var run in runs)
        {
            table.AddRow(
                Markup.Escape(Quantity.Time(run.Started)[..19]),
                run.Mode,
                run.Outcome switch { "succeeded" => "[green]succeeded[/]", "failed" => "[red]failed[/]", _ => $"[yellow]{Markup.Escape(run.Outcome)}[/]" },
                Quantity.Count(run.Rows),
                Quantity.Count(run.Deletions),
                Quantity.Bytes(run.Bytes),
                Quantity.Duration(TimeSpan.FromSeconds(run.Seconds)));
        }

        return table;
    }
}

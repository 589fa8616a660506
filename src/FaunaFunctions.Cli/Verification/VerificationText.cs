using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Databases.Verification;
using Spectre.Console;

namespace FaunaFunctions.Cli.Verification;

/// <summary>A verification for people.</summary>
internal static class VerificationText
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, ExportVerification verification)
    {
        var report = verification.Report;
        var read = report.Collections is { } collections
            ? $"the database's manifest names {Quantity.Count(collections, "collection")}"
            : $"{Quantity.Count(report.Rows, "record")} in {Quantity.Count(report.Parts, "part")} of {Quantity.Count(report.Manifests, "run")}, {Quantity.Bytes(report.UncompressedBytes)}";
        if (report.Passed)
        {
            terminal.Out.MarkupLineInterpolated($"[green]✓[/] [bold]{report.Export,-14}[/] {read}: {(report.Collections is null ? "whole, in order, each version once" : "all there, and the schema's files as they were written")}");
        }
        else
        {
            terminal.Out.MarkupLineInterpolated($"[red]✗[/] [bold]{report.Export,-14}[/] {read}: {Quantity.Count(report.Findings.Count, "difference")}");
            foreach (var finding in report.Findings)
            {
                terminal.Out.MarkupLineInterpolated($"  [red]{finding.Kind}[/] {finding.Name}: {finding.Message}");
            }
        }

        foreach (var note in report.Notes)
        {
            terminal.Out.MarkupLineInterpolated($"  [grey]{note}[/]");
        }

        if (verification.CountAtSource is { } counted)
        {
            terminal.Out.MarkupLineInterpolated($"  [grey]Fauna counts {Quantity.Count(counted, "document")} at the snapshot's time.[/]");
        }
        else if (verification.WhyNotCounted is { } why)
        {
            terminal.Out.MarkupLineInterpolated(verification.MustBeCounted ? (FormattableString)$"  [red]Not compared with Fauna:[/] {why}" : $"  [yellow]Not compared with Fauna:[/] {why}");
        }
    }
}

using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Parts.Verification;
using Spectre.Console;

namespace FaunaFunctions.Cli.Verification;

/// <summary>A verification for people.</summary>
internal static class VerificationText
{
    /// <summary>Writes it. The tick is for what was read and is as promised, and for nothing else.</summary>
    public static void Write(Terminal terminal, ExportVerification verification)
    {
        var report = verification.Report;
        if (report is { Passed: true, Manifests: 0 })
        {
            terminal.Out.MarkupLineInterpolated(verification.Passed ? (FormattableString)$"– [bold]{report.Export,-14}[/] not verified" : $"[red]✗[/] [bold]{report.Export,-14}[/] not verified");
        }
        else
        {
            WriteRead(terminal, verification, report);
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

    private static void WriteRead(Terminal terminal, ExportVerification verification, VerificationReport report)
    {
        var read = report.Collections is { } collections
            ? $"the database's manifest names {Quantity.Count(collections, "collection")}"
            : $"{Quantity.Count(report.Rows, "record")} in {Quantity.Count(report.Parts, "part")} of {Quantity.Count(report.Manifests, "run")}, {Quantity.Bytes(report.UncompressedBytes)}";
        if (report.Passed)
        {
            var promised = report.Collections is null ? "whole, in order, each version once" : "all there, and the schema's files as they were written";
            terminal.Out.MarkupLineInterpolated(verification.Passed
                ? (FormattableString)$"[green]✓[/] [bold]{report.Export,-14}[/] {read}: {promised}"
                : $"[red]✗[/] [bold]{report.Export,-14}[/] {read}: {promised}, but not compared with Fauna");
        }
        else
        {
            terminal.Out.MarkupLineInterpolated($"[red]✗[/] [bold]{report.Export,-14}[/] {read}: {Quantity.Count(report.Findings.Count, "difference")}");
            foreach (var finding in report.Findings)
            {
                // The message begins with the name.
                terminal.Out.MarkupLineInterpolated($"  [red]{finding.Kind}[/] {finding.Message}");
            }
        }
    }
}

using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using Spectre.Console;

namespace FaunaFunctions.Cli.Exports;

/// <summary>Runs the chosen exports one after the other, shows them, and sums up how they ended.</summary>
/// <param name="set">The exports.</param>
/// <param name="host">Terminal, signals and clock.</param>
/// <param name="json">Whether a machine reads.</param>
/// <param name="verbose">Whether log lines run through the display.</param>
internal sealed class ExportRunner(ExportSet set, CommandHost host, bool json, bool verbose)
{
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(10);

    private readonly RunDisplay _display = new(host.Terminal, quiet: json, lines: verbose, host.Time);

    /// <summary>Runs them all. One that fails does not keep the others from running.</summary>
    /// <param name="mode">Full or incremental; null for what the settings say.</param>
    /// <param name="budget">How long to read, over all exports; null for no limit.</param>
    /// <param name="acceptShrink">Whether a snapshot is published however much smaller it is than the last one.</param>
    /// <returns>The first failure's code; else whether one was stopped.</returns>
    public async Task<ExitCode> RunAllAsync(RunMode? mode, TimeSpan? budget, bool acceptShrink = false)
    {
        var started = host.Time.GetTimestamp();
        var code = ExitCode.Done;
        foreach (var export in set.Chosen)
        {
            var left = budget - host.Time.GetElapsedTime(started);
            var isOver = host.Stops.Stop.IsCancellationRequested || left <= TimeSpan.Zero;
            var ended = isOver ? NotStarted(export) : await RunAsync(export, new RunRequest(mode, left, host.Stops.Stop) { AcceptShrink = acceptShrink });
            if (ended == ExitCode.Interrupted)
            {
                return ended;
            }

            code = code is ExitCode.Done or ExitCode.Stopped && ended != ExitCode.Done ? ended : code;
        }

        return code;
    }

    private async Task<ExitCode> RunAsync(ExportSettings export, RunRequest request)
    {
        var started = host.Time.GetTimestamp();
        try
        {
            var configured = set.Of(export, host.AppSetting);
            var cursors = set.Cursors;
            var before = await cursors.ReadAsync(export.Name, host.Stops.Abort);
            var warnings = before is null ? await CheckAsync(configured) : [];
            using var counting = CancellationTokenSource.CreateLinkedTokenSource(host.Stops.Abort);
            var meter = new RunMeter(export.Name, BytesOf(before?.Cursor), at => CountAsync(export, at, counting.Token), host.Time);
            var run = configured.RunAsync(set.Parts, cursors, Random.Shared, set.Logs, request, meter, host.Stops.Abort);
            await _display.ShowAsync(meter, run);
            await counting.CancelAsync();
            var result = await run;
            return Report(result with { Warnings = [.. warnings, .. result.Warnings] }, host.Time.GetElapsedTime(started), meter.BytesHere);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Report(export.Name, e, host.Time.GetElapsedTime(started));
        }
    }

    // An index of another collection, or one with terms, answers every question with an empty page: better to know before the first row.
    private async Task<IReadOnlyList<string>> CheckAsync(ConfiguredExport export)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(host.Stops.Stop, host.Stops.Abort);
        var result = await export.CheckFirstAsync(either.Token);
        return result is null ? [] : result.Status == CheckStatus.Failed
            ? throw new CheckFailed(result.Message)
            : [.. result.Checks.Where(c => c.Status == CheckStatus.Warning).Select(c => c.Message)];
    }

    private static long BytesOf(ExportCursor? cursor) => cursor?.Run?.Bytes ?? cursor?.Database?.Run?.Bytes ?? 0;

    private ExitCode Report(RunResult result, TimeSpan elapsed, long bytesHere)
    {
        if (json)
        {
            MachineOutput.Write(host.Terminal, RunReport.Describe(result, elapsed));
        }
        else
        {
            RunReport.Write(host.Terminal, result, elapsed, bytesHere);
        }

        return result.Outcome == RunOutcome.Stopped ? ExitCode.Stopped : ExitCode.Done;
    }

    private ExitCode Report(string export, Exception exception, TimeSpan elapsed)
    {
        var failure = Failure.Of(exception);
        failure = failure.Code == ExitCode.Interrupted
            ? failure with { Messages = ["Ended at once. Whatever was committed stays; the next run goes on from there."] }
            : failure;
        if (json)
        {
            MachineOutput.Write(host.Terminal, RunReport.Describe(export, failure, elapsed));
        }
        else
        {
            FailureReport.Write(host.Terminal, failure, about: export);
        }

        if (verbose)
        {
            host.Terminal.MessageWriter.WriteLine(exception);
        }

        return failure.Code;
    }

    private ExitCode NotStarted(ExportSettings export)
    {
        if (json)
        {
            MachineOutput.Write(host.Terminal, new RunOutput(export.Name, "not-started", (int)ExitCode.Stopped));
        }
        else
        {
            host.Terminal.Out.MarkupLineInterpolated($"[yellow]‖[/] [bold]{export.Name}[/] not started: the time was up");
        }

        return ExitCode.Stopped;
    }

    // The total is for the display alone: whatever keeps it from being known keeps nothing else.
    private async Task<long?> CountAsync(ExportSettings export, long at, CancellationToken cancellationToken)
    {
        if (export.IsDatabase)
        {
            return null;
        }

        try
        {
            return await set.SourceOf(export).CountAsync(new DocumentScan(at), CountLimit, cancellationToken);
        }
        catch (Exception e) when (e is FaunaException or OperationCanceledException)
        {
            return null;
        }
    }
}

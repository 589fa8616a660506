using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Simulation.Model;
using FaunaFunctions.Simulation.Scheduling;
using FaunaFunctions.Simulation.Server;
using FaunaFunctions.Simulation.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.Simulation.Runs;

/// <summary>Invocations of the exporter, each in a process of its own.</summary>
internal sealed class Invocations(World world, Scenario scenario, SimulatedFauna server, StoredParts parts, StoredCursorRow row, FaultPlan faults, Oracle oracle)
{
    private readonly Dice _dice = new(world.Seed, 5);
    private readonly Dice _whims = new(world.Seed, 9);
    private readonly Dice _grants = new(world.Seed, 11);
    private int _processes;

    /// <summary>The failures that faults explain, and that must not come without any.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Runs the export once.</summary>
    /// <returns>What came of it; null when the process died, or the run failed in a way that it may.</returns>
    public async Task<RunResult?> RunAsync(string worker, RunRequest request, TimeSpan? endsAfter)
    {
        var process = new SimulatedProcess(world, worker, ++_processes, TimeSpan.FromSeconds(_dice.Between(-300, 300)));
        var end = new CancellationTokenSource();
        if (endsAfter is { } limit)
        {
            world.After(limit, process, end.Cancel);
        }

        world.Note("starts", process.Number, (long)(request.Mode ?? 0), $"{worker} as process {process.Number}{(request.Mode is { } mode ? $", {mode}" : "")}{(request.Budget is { } budget ? $", budget {budget}" : "")}");
        var running = RunAsync(process, request, end.Token);
        await Task.WhenAny(running, process.Died);
        return running.IsCompleted ? await running : null;
    }

    private async Task<RunResult?> RunAsync(SimulatedProcess process, RunRequest request, CancellationToken cancellationToken)
    {
        var seed = _dice.Below(int.MaxValue);
        var operation = new Operation(process, faults);
        var settings = scenario.Fickle && !IsQuiet ? scenario.Whim(server.Secret, _whims) : scenario.Settings(server.Secret);
        server.SetLooksBack(_grants.Chance(scenario.LooksBack));
        if (scenario.Fickle)
        {
            world.Note("settings", process.Number, settings.DeletedColumn is null ? 0 : 1, $"{process.Name}: deletions {(settings.DeletedColumn is null ? "off" : "on")}, {settings.AdditionalColumns.Count} columns, parts of {settings.PartSize}, pages of {settings.PageSize}, {settings.Parallelism} in flight, {settings.KeepSnapshots} kept");
        }

        using var line = new FaunaLine(server, process, faults, new Dice((ulong)seed, 6));
        using var transport = new FaunaTransport(settings.Connection, line, null, process.Time, new Random(seed), null);
        IFaunaSource source = scenario.Api == FaunaApi.V4
            ? new V4Source(transport, settings.Collection, settings.Index)
            : new V10Source(transport, settings.Collection);
        var exporter = new Exporter(
            new ProcessParts(parts, operation), new ProcessCursors(row, process, operation), process.Time, new Random(seed),
            NullLogger<Exporter>.Instance, Scenario.Tuning);
        try
        {
            var result = await exporter.RunAsync(settings, source, request, null, cancellationToken);
            world.Note("result", process.Number, (long)result.Outcome, $"{process.Name}: {result.Outcome} {result.Mode} {result.Run}, {result.Rows} rows, through {result.Through}");
            RequireDone(result);
            return result;
        }
        catch (Exception failure)
        {
            world.Note("failure", process.Number, failure.Message.Length, $"{process.Name}: {failure.GetType().Name}: {failure.Message}");
            if (!MayFailWith(failure, cancellationToken))
            {
                oracle.Add($"{process.Name} failed with {failure.GetType().Name}, and nothing had gone wrong that explains it: {failure.Message}{(failure is FaunaException or PageDisagrees ? "" : Environment.NewLine + failure.StackTrace)}");
            }

            return null;
        }
    }

    private void RequireDone(RunResult result)
    {
        if (result.Outcome == RunOutcome.Stopped)
        {
            return;
        }

        if (row.Cursor is not { } cursor || (cursor.Through ?? 0) < result.Through || cursor.Run?.Main().Id == result.Run)
        {
            oracle.Add($"A run said {result.Outcome} through {result.Through}, and the cursor says through {row.Cursor?.Through}, run {row.Cursor?.Run?.Id}.");
        }

        if (result.Manifest is { } name && result.Outcome == RunOutcome.Completed && parts.Read(name) is { } json && ManifestJson.ReadManifest(json, name).Rows != result.Rows)
        {
            oracle.Add($"A run said that it exported {result.Rows} rows, and its manifest says otherwise.");
        }
    }

    private bool MayFailWith(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        FindingException => false,
        ExportBusy => !IsQuiet,
        // Also to one that was paused before the quiet.
        ClaimLost => true,
        // An answer that left something out before the quiet may be found out in it.
        PageDisagrees when IsQuiet => server.HasLied,
        _ when IsQuiet => false,
        StorageUnavailable or FaunaThrottled or FaunaTimeout or FaunaUnavailable => faults.Struck.Count > 0,
        CursorMoved or PartOfAnotherRun => true,
        OperationCanceledException => cancellationToken.IsCancellationRequested,
        FaunaPermissionDenied => server.WasBlind || server.WasRegranted,
        PageDisagrees or FaunaFeedBroken or FaunaProtocolViolation or FaunaIndexUnfit =>
            server.HasLied || server.WasBlind || server.WasRegranted || server.History.MadeAnew.Count > 0,
        FaunaNotFound or FaunaRequestRefused => server.History.MadeAnew.Count > 0,
        _ => false,
    };
}

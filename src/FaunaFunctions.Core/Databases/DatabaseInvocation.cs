using System.Globalization;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>One invocation of an export of a whole database: goes on with the run under way, or begins one, and exports collection after collection.</summary>
internal sealed class DatabaseInvocation(
    DatabaseEnvironment environment,
    ExportSettings settings,
    FaunaDatabase database,
    Func<ExportSettings, CancellationToken, Task<CheckResult>>? check,
    RunRequest request,
    IProgress<RunProgress>? progress)
{
    // A collection that fails again and again must not keep the others from being exported at later times.
    private const int MostRounds = 2;
    private const int MostWarnings = 100;
    private const int MostFailureText = 64 * 1024;

    private readonly long _started = environment.Time.GetTimestamp();
    private readonly RunBudget _budget = new(request, environment.Time);
    private readonly DatabaseEntries _entries = new(environment);
    private readonly DatabaseFinisher _finisher = new(environment, settings);
    private readonly RunMode _mode = request.Mode ?? settings.Mode;
    private DatabaseJournal? _journal;

    /// <summary>What is being done, as far as that is known; else what was asked for.</summary>
    public RunMode Mode => _journal?.Run?.Mode ?? _mode;

    /// <summary>End of what is exported, µs; null when unknown.</summary>
    public long? Through => _journal?.Cursor.Through;

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        _journal = await DatabaseJournal.OpenAsync(environment.Cursors, settings, cancellationToken);
        if (_journal.Run is { } unfinished)
        {
            DatabaseLog.Resumed(environment.Logger, settings.Name, unfinished.Id, unfinished.Pending.Count);
            await ResumeAsync(_journal, cancellationToken);
            var result = await DriveAsync(_journal, cancellationToken);
            if (result.Outcome == RunOutcome.Stopped || unfinished.Mode == RunMode.Full || _mode != RunMode.Full)
            {
                return result;
            }
        }

        await StartAsync(_journal, cancellationToken);
        return await DriveAsync(_journal, cancellationToken);
    }

    /// <summary>Adds a run that ended early to the history.</summary>
    public async Task RecordAsync(string outcome, long started, string? error, CancellationToken cancellationToken)
    {
        var run = _journal?.Run;
        if (outcome == "failed" && run is not null && (await environment.Cursors.ReadAsync(settings.Name, cancellationToken))?.Cursor.RunUnderWay != run.Id)
        {
            // Another process has finished it or replaced it meanwhile: how it ended is that one's to tell.
            run = null;
        }

        await environment.Cursors.AppendRunAsync(
            new RunRecord
            {
                Export = settings.Name,
                Run = run?.Id ?? RunStarter.UnstartedRunId(started),
                Mode = run?.Mode ?? _mode,
                Outcome = outcome,
                Started = run?.Started ?? started,
                Finished = MicroTime.From(environment.Time.GetUtcNow()),
                Rows = run?.Rows ?? 0,
                Deletions = run?.Deletions ?? 0,
                Bytes = run?.Bytes ?? 0,
                Through = Through,
                Error = error,
            },
            cancellationToken);
    }

    // What failed for a reason that may have gone is tried again, and what the settings leave out by now is no part of the run any more.
    private async Task ResumeAsync(DatabaseJournal journal, CancellationToken cancellationToken)
    {
        var run = journal.Run!;
        var left = run.Pending.Concat(run.Failed.Select(failure => failure.Export))
            .Where(export => DatabaseCollections.IsExcluded(settings, journal.ChildOf(export).Collection)).ToHashSet(StringComparer.Ordinal);
        var failed = run.Failed.Where(failure => !left.Contains(failure.Export)).ToList();
        run = run with
        {
            Pending = [.. run.Pending.Where(export => !left.Contains(export)), .. failed.Where(failure => !failure.Final).Select(failure => failure.Export)],
            Failed = [.. failed.Where(failure => failure.Final)],
            AcceptShrink = run.AcceptShrink || request.AcceptShrink,
            Excluded = [.. run.Excluded, .. left.Select(export => journal.ChildOf(export).Collection)],
        };
        run = left.Select(journal.ChildOf).Aggregate(run, (r, child) => Warned(r, ExcludedNow(child)));
        var children = journal.Database.Children.Select(child => left.Contains(child.Export) ? child with { Gone = run.At } : child);
        await journal.WriteAsync(journal.Cursor with { Database = journal.Database with { Children = [.. children], Run = run } }, cancellationToken);
    }

    private static string ExcludedNow(DatabaseChild child) =>
        $"Collection '{child.Collection}' is excluded now. What was exported of it stays in {child.Export}.";

    private async Task StartAsync(DatabaseJournal journal, CancellationToken cancellationToken)
    {
        var list = await database.Definitions.ListCollectionsAsync(cancellationToken);
        var known = journal.Database.Children;
        var collections = DatabaseCollections.Of(settings, list.Names, known);
        var warnings = new List<string>();
        if (list.Warning is { } warning)
        {
            warnings.Add(warning);
        }

        if (list.Names.Count == 0 && known.Count == 0)
        {
            warnings.Add(DatabaseCollections.NoneListed + " Nothing was exported.");
        }

        var wanted = collections.Wanted.ToList();
        var gone = new List<DatabaseChild>();
        foreach (var child in collections.Missing)
        {
            if (child.Gone is null && !DatabaseCollections.IsExcluded(settings, child.Collection) && await ExistsAsync(child, cancellationToken))
            {
                // The list is what the key may see of it. That one is missing there is no proof that it is gone.
                wanted.Add(child);
                continue;
            }

            gone.Add(child with { Gone = child.Gone ?? list.At });
            if (child.Gone is null)
            {
                warnings.Add(DatabaseCollections.IsExcluded(settings, child.Collection)
                    ? ExcludedNow(child)
                    : $"Collection '{child.Collection}' is no longer there: it was dropped or renamed. What was exported of it stays in {child.Export}.");
            }
        }

        var run = new DatabaseRun
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{list.At:D16}-{environment.Random.Next():x8}"),
            Mode = known.Count == 0 ? RunMode.Full : _mode,
            At = list.At,
            AcceptShrink = request.AcceptShrink,
            Started = MicroTime.From(environment.Time.GetUtcNow()),
            Pending = [.. wanted.Select(child => child.Export)],
            Anew = [.. wanted.Where(child => child.Gone is not null || journal.Database.Anew.Contains(child.Export)).Select(child => child.Export)],
            Excluded = collections.Excluded,
            Warnings = warnings,
        };
        var children = wanted.Select(child => child with { Gone = null }).Concat(gone).ToList();
        await journal.WriteAsync(
            journal.Cursor with { Database = journal.Database with { Children = children, Anew = [], Run = run } }, cancellationToken);
        DatabaseLog.Started(environment.Logger, settings.Name, run.Id, wanted.Count, run.At);
    }

    private async Task<bool> ExistsAsync(DatabaseChild child, CancellationToken cancellationToken)
    {
        try
        {
            await database.Schema.ConfirmCollectionAsync(child.Collection, cancellationToken);
            return true;
        }
        catch (FaunaNotFound)
        {
            return false;
        }
    }

    private async Task<RunResult> DriveAsync(DatabaseJournal journal, CancellationToken cancellationToken)
    {
        if (!journal.Run!.SchemaRead)
        {
            await WriteSchemaAsync(journal, cancellationToken);
        }

        foreach (var export in journal.Run.Pending.ToList())
        {
            var stopped = _budget.Exhausted ? Empty(journal) : await ExportAsync(journal, journal.ChildOf(export), cancellationToken);
            if (stopped is not null)
            {
                DatabaseLog.Stopped(environment.Logger, settings.Name, journal.Run.Id, journal.Run.Pending.Count);
                await RecordAsync("stopped", journal.Run.Started, null, cancellationToken);
                return stopped;
            }
        }

        var run = journal.Run;
        if (run.Failed.Any(failure => !failure.Final) && run.Rounds + 1 < MostRounds)
        {
            await journal.SaveAsync(run with { Rounds = run.Rounds + 1 }, cancellationToken);
            throw _finisher.FailureOf(journal, goesOn: true);
        }

        if (run.Finished is null)
        {
            await journal.SaveAsync(run with { Finished = MicroTime.From(environment.Time.GetUtcNow()) }, cancellationToken);
        }

        var failure = run.Failed.Count > 0 ? _finisher.FailureOf(journal, goesOn: false) : null;
        var result = await _finisher.FinishAsync(journal, cancellationToken);
        DatabaseLog.Finished(environment.Logger, settings.Name, run.Id, result.Rows, run.Failed.Count);
        return failure is null ? result : throw new DatabaseGivenUp(failure);
    }

    private async Task WriteSchemaAsync(DatabaseJournal journal, CancellationToken cancellationToken)
    {
        var run = journal.Run!;
        var last = run.Mode == RunMode.Full ? null : journal.Database.Schema;
        var folder = PartNames.DatabaseRun(settings.Name, run.Id);
        var schema = await new SchemaExport(environment.Parts, database.Definitions).WriteAsync(folder, last, cancellationToken);
        run = run with { SchemaRead = true };
        if (schema.NotExported.Count > 0 && schema != last)
        {
            run = Warned(run, $"Not exported of the database's schema: {string.Join(", ", schema.NotExported.Select(o => o.Kind))}. The manifest says why.");
        }

        await journal.WriteAsync(journal.Cursor with { Database = journal.Database with { Schema = schema, Run = run } }, cancellationToken);
    }

    /// <returns>What there is to say when the run was stopped; null when it goes on with the next collection.</returns>
    private async Task<RunResult?> ExportAsync(DatabaseJournal journal, DatabaseChild child, CancellationToken cancellationToken)
    {
        var run = journal.Run!;
        try
        {
            var export = DatabaseCollections.SettingsOf(settings, child);
            var mode = run.Anew.Contains(child.Export) || !export.CanBeIncremental ? RunMode.Full : run.Mode;
            if (!await _entries.IsDoneAsync(run, child, mode, cancellationToken))
            {
                var result = await RunAsync(run, export, mode, cancellationToken);
                if (result.Outcome == RunOutcome.Stopped)
                {
                    return Empty(journal) with
                    {
                        Rows = run.Rows + result.Rows,
                        Deletions = run.Deletions + result.Deletions,
                        Bytes = run.Bytes + result.Bytes,
                        Parts = run.Parts + result.Parts,
                    };
                }

                if (!await _entries.IsDoneAsync(run, child, mode, cancellationToken))
                {
                    throw new ChildBehind(child.Export);
                }

                if (run.Mode == RunMode.Incremental && export.NoFeed is { } noFeed)
                {
                    run = Warned(run, $"{child.Collection} is exported in full at every run: {noFeed}");
                }

                run = result.Warnings.Aggregate(run, (r, warning) => Warned(r, $"{child.Collection}: {warning}"));
            }

            var (entry, parts) = await _entries.ReadAsync(run, child, cancellationToken);
            await journal.SaveAsync(
                Without(run, child) with
                {
                    Rows = run.Rows + entry.Rows,
                    Deletions = run.Deletions + entry.Deletions,
                    Bytes = run.Bytes + entry.UncompressedBytes,
                    Parts = run.Parts + parts,
                },
                cancellationToken);
        }
        catch (Exception failure) when (ChildFailure.IsOfOneCollection(failure))
        {
            DatabaseLog.ChildFailed(environment.Logger, settings.Name, child.Collection, failure.GetType().Name, failure.Message);
            await journal.SaveAsync(Without(run, child) with { Failed = [.. run.Failed, Told(run, ChildFailure.Of(child, failure))] }, cancellationToken);
        }

        return null;
    }

    private async Task<RunResult> RunAsync(DatabaseRun run, ExportSettings export, RunMode mode, CancellationToken cancellationToken)
    {
        if (check is not null && await environment.Cursors.ReadAsync(export.Name, cancellationToken) is null
            && await check(export, cancellationToken) is { Status: CheckStatus.Failed } refused)
        {
            throw new ChildRefused(refused.Message);
        }

        var left = request.Budget - environment.Time.GetElapsedTime(_started);
        return await environment.Exporter.RunAsync(
            export,
            database.Collection(export.Collection, export.Index),
            request with { Mode = mode, Budget = left < TimeSpan.Zero ? TimeSpan.Zero : left, At = run.At, AcceptShrink = run.AcceptShrink || run.Anew.Contains(export.Name) },
            progress is null ? null : new ChildProgress(progress, run),
            cancellationToken);
    }

    private static DatabaseRun Without(DatabaseRun run, DatabaseChild child) => run with { Pending = [.. run.Pending.Where(export => export != child.Export)] };

    // The row is bounded; the log has every message.
    private static DatabaseFailure Told(DatabaseRun run, DatabaseFailure failure) =>
        run.Failed.Sum(told => told.Message.Length) + failure.Message.Length <= MostFailureText ? failure
        : failure with { Message = "It failed like others; the log says why." };

    // The row is bounded; each collection's own manifest has all of its warnings.
    private static DatabaseRun Warned(DatabaseRun run, string warning) =>
        run.Warnings.Contains(warning) || run.Warnings.Count >= MostWarnings ? run : run with { Warnings = [.. run.Warnings, warning] };

    private RunResult Empty(DatabaseJournal journal) => new()
    {
        Export = settings.Name,
        Outcome = RunOutcome.Stopped,
        Mode = journal.Run!.Mode,
        Run = journal.Run.Id,
        Rows = journal.Run.Rows,
        Deletions = journal.Run.Deletions,
        Bytes = journal.Run.Bytes,
        Parts = journal.Run.Parts,
        Through = Through,
        Warnings = journal.Run.Warnings,
    };
}

/// <summary>A run that is closed, and in the history, though some of it failed.</summary>
internal sealed class DatabaseGivenUp(DatabaseIncomplete why) : Exception(why.Message, why)
{
    /// <summary>What failed.</summary>
    public DatabaseIncomplete Why { get; } = why;
}

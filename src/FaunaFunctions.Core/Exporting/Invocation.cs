using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting.Vanished;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.Core.Exporting;

/// <summary>One invocation of an export: decides what there is to do, does it, and falls back to a new snapshot when history is lost.</summary>
internal sealed class Invocation(
    ExportEnvironment environment, ExportSettings settings, IFaunaSource source, RunRequest request, IProgress<RunProgress>? progress)
{
    // Enough to see whether there is anything: a run reads it again, with pages that fit.
    private const int FirstLook = 1;

    private readonly RunBudget _budget = new(request, environment.Time);
    private readonly RunStarter _starter = new(environment, request.AcceptShrink);
    private readonly RunFinisher _finisher = new(environment);
    private readonly RunTimes _times = new(source, request.At);
    // A collection that is another one at every look is not waited for.
    private const int MostStarts = 3;

    private readonly List<string> _warnings = [];
    private int _starts;
    private FaunaPage? _opened;
    private ExportCursor? _cursor;
    private readonly RunMode _mode = request.Mode ?? settings.Mode;

    // A run that was begun with another column for deletions, or with none, has its own to the end.
    private ExportSettings? _asBegun;
    private ReadProof? _proof;
    private RunJournal? _journal;

    // A run that an earlier invocation had read to its end.
    private RunJournal? _finishing;

    private ExportSettings Running => _asBegun ?? settings;

    /// <summary>What is being done, as far as that is known; else what was asked for.</summary>
    public RunMode Mode => _journal?.Committed.Main().Mode ?? _mode;

    /// <summary>End of what is exported, µs; null when unknown.</summary>
    public long? Through => _cursor?.Through;

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadCursorAsync(cancellationToken);
        if (_cursor is not null && _cursor.Source != RunStarter.SourceOf(settings))
        {
            throw new CursorOfAnotherSource(settings.Name, _cursor.Source, RunStarter.SourceOf(settings));
        }

        // Behind the end of one, another process may have begun the next.
        while (stored?.Cursor.Run is { } unfinished)
        {
            var result = await ResumeAsync(stored, unfinished, cancellationToken);
            if (result.Outcome != RunOutcome.Completed || !IsMoreWanted(result))
            {
                return result;
            }

            // What goes wrong from here on is none of the run that is complete.
            (_journal, _finishing, _asBegun, _proof) = (null, null, null, null);
            _warnings.Clear();
            stored = await ReadCursorAsync(cancellationToken);
        }

        return _mode == RunMode.Incremental && stored is { Cursor.Through: not null }
            ? await IncrementalAsync(stored, cancellationToken)
            : await FullAsync(stored, cancellationToken);
    }

    /// <summary>Adds an invocation that ended early to the history: under the id of its run, where that is still under way.</summary>
    public async Task RecordAsync(string outcome, long started, string? error, CancellationToken cancellationToken)
    {
        var run = _journal?.Committed.Main();
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
                Through = _cursor?.Through,
                Error = error,
            },
            cancellationToken);
    }

    private async Task<StoredCursor?> ReadCursorAsync(CancellationToken cancellationToken)
    {
        var stored = await environment.Cursors.ReadAsync(settings.Name, cancellationToken);
        _cursor = stored?.Cursor;
        source.NotBefore(Math.Max(request.At ?? 0, Math.Max(_cursor?.Through ?? 0, _cursor?.Run?.Main().Position.At ?? 0)));
        return stored;
    }

    // A run that was under way is what was asked for, but for a snapshot instead of changes, and for a time that it does not reach.
    private bool IsMoreWanted(RunResult resumed) =>
        (_mode == RunMode.Full && resumed.Mode != RunMode.Full) || resumed.Through < request.At;

    private async Task<RunResult> ResumeAsync(StoredCursor stored, RunState unfinished, CancellationToken cancellationToken)
    {
        RunLog.Resumed(environment.Logger, settings.Name, unfinished.Main().Id, unfinished.NextPart - 1);
        await environment.Parts.SweepAsync(unfinished.Prefix, cancellationToken);
        _journal = await RunJournal.ResumeAsync(environment.Parts, environment.Cursors, stored, cancellationToken);
        if (_journal.Committed is { Position.Phase: RunPhase.Finishing, Finished: null })
        {
            // Its last part was adopted, and a part does not tell when everything was read.
            _journal.Finished(MicroTime.From(environment.Time.GetUtcNow()));
            await _journal.CommitAsync(cancellationToken);
        }

        var phase = _journal.Committed.Position.Phase;
        var isRead = phase is RunPhase.Inferring or RunPhase.Finishing;
        _finishing = phase == RunPhase.Finishing ? _journal : null;
        if (_journal.Committed.Refused)
        {
            RunLog.ReadAnew(environment.Logger, settings.Name, unfinished.Id, "It lacked documents that the database counted.");
            return await RestartFullAsync(cancellationToken);
        }

        if (unfinished.Mode == RunMode.Full && unfinished.FirstAt < request.At && phase != RunPhase.Finishing)
        {
            return await RestartFullAsync(cancellationToken);
        }

        var deleted = RunStarter.DeletedColumnOf(_journal.Committed, settings);
        if (_journal.Committed.Mode == RunMode.Incremental && !isRead && (!settings.CanBeIncremental || settings.AdditionalColumns.Any(column => column.Name == deleted)))
        {
            _warnings.Add("The incremental run that was under way cannot go on with the export as it is set up now: it was given up, and a new full export was taken.");
            return await RestartFullAsync(cancellationToken);
        }

        if (phase == RunPhase.Finishing || _journal.Committed is { Mode: RunMode.Incremental, Snapshot: null })
        {
            _asBegun = settings with { DeletedColumn = deleted };
        }

        if (_journal.Committed.Columns != RunStarter.ColumnsOf(Running) && !isRead)
        {
            if (unfinished.Mode == RunMode.Full)
            {
                _warnings.Add("The columns were changed while a full export was under way: it started again.");
                return await RestartFullAsync(cancellationToken);
            }

            _journal.Warn("The columns were changed while this run was under way: its first records have the old ones.");
        }

        return await DriveAsync(cancellationToken);
    }

    private async Task<RunResult> FullAsync(StoredCursor? stored, CancellationToken cancellationToken)
    {
        var at = await OpenFullAsync(underWay: null, cancellationToken);
        _journal = await _starter.StartFullAsync(settings, at, _opened is not null, stored, cancellationToken);
        _warnings.ForEach(_journal.Warn);
        RunLog.Started(environment.Logger, settings.Name, "full", _journal.Committed.Id);
        return await DriveAsync(cancellationToken);
    }

    private async Task<RunResult> IncrementalAsync(StoredCursor stored, CancellationToken cancellationToken)
    {
        if (settings.DeletedColumn is not null && stored.Cursor.WithoutDeletions)
        {
            _warnings.Add("Deletions are exported now, and were not before: a new full export was taken, which tells the earlier ones.");
            return await FullAsync(stored, cancellationToken);
        }

        if (source.Feed is { } feed)
        {
            return await ChangesAsync(feed, stored, cancellationToken);
        }

        var since = stored.Cursor.Through!.Value;
        var removals = settings.DeletedColumn is not null;
        ChangeProbe probe;
        try
        {
            probe = await _times.ProbeAsync(since, removals, cancellationToken);
        }
        catch (SnapshotExpired expired) when (removals)
        {
            HistoryLost(since, expired);
            return await FullAsync(stored, cancellationToken);
        }

        if (stored.Cursor.HadDocuments && probe.ReadableThen == false)
        {
            return await MadeAnewAsync(
                stored,
                $"The collection shows no document at {MicroTime.ToIso(since)}, where it had some when it was last read: it was dropped and made anew, or all its documents expired.",
                cancellationToken);
        }

        if (!probe.Updates && !probe.Events)
        {
            return await IdleAsync(stored, stored.Cursor with { Through = probe.Now, HadDocuments = probe.Readable }, cancellationToken);
        }

        _proof = await ReadProof.EstablishAsync(source, probe.Now, byCursor: false, cancellationToken);
        _journal = await _starter.StartIncrementalAsync(settings, stored, probe, cancellationToken);
        RunLog.Started(environment.Logger, settings.Name, "incremental", _journal.Committed.Id);
        return await DriveAsync(cancellationToken);
    }

    private async Task<RunResult> ChangesAsync(IChangeFeed feed, StoredCursor stored, CancellationToken cancellationToken)
    {
        var since = stored.Cursor.Through!.Value;
        FeedOpening opening;
        var look = FeedLook.Change;
        try
        {
            opening = await feed.OpenAsync(since, plain: false, cancellationToken);
            if (stored.Cursor.HadDocuments && opening.IsAnotherThanAt(since))
            {
                return await MadeAnewAsync(stored, ChangesStage.MadeAnew(since), cancellationToken);
            }

            using var first = await feed.ReadAsync(opening.Token, stored.Cursor.FeedCursor, since, FirstLook, null, cancellationToken);
            look = FeedLook.At(first, since, _times.EndOfChanges(opening, since));
        }
        catch (SnapshotExpired expired)
        {
            HistoryLost(since, expired);
            return await FullAsync(stored, cancellationToken);
        }
        catch (FaunaFeedBroken)
        {
            // There is a change, and the run finds out how it can be shown.
            opening = await feed.OpenAsync(null, plain: true, cancellationToken);
        }

        var end = _times.EndOfChanges(opening, since);
        var had = end >= opening.Now || look.IsNothing ? opening.Readable
            : (await feed.OpenAsync(end, plain: true, cancellationToken)).ReadableThen ?? opening.Readable;
        if (!look.IsChange)
        {
            var moved = stored.Cursor with { Through = end, FeedCursor = look.Next ?? stored.Cursor.FeedCursor, HadDocuments = had };
            return await IdleAsync(stored, moved, cancellationToken);
        }

        _proof = await ReadProof.EstablishAsync(source, opening.Now, byCursor: false, cancellationToken);
        _journal = await _starter.StartChangesAsync(settings, stored, end, had, cancellationToken);
        RunLog.Started(environment.Logger, settings.Name, "incremental", _journal.Committed.Id);
        return await DriveAsync(cancellationToken);
    }

    private Task<RunResult> MadeAnewAsync(StoredCursor stored, string what, CancellationToken cancellationToken)
    {
        _warnings.Add($"{what} A new full export was taken.");
        return FullAsync(stored, cancellationToken);
    }

    private async Task<RunResult> IdleAsync(StoredCursor stored, ExportCursor moved, CancellationToken cancellationToken)
    {
        // A deletion that nobody asked for is passed by without being seen.
        moved = moved with { WithoutDeletions = moved.WithoutDeletions || (settings.DeletedColumn is null && source.Feed is null) };
        await environment.Cursors.WriteAsync(moved, stored.Version, cancellationToken);
        _cursor = moved;
        RunLog.Idle(environment.Logger, settings.Name, moved.Through!.Value);
        return new RunResult
        {
            Export = settings.Name,
            Outcome = RunOutcome.Idle,
            Mode = RunMode.Incremental,
            Run = RunStarter.UnstartedRunId(moved.Through.Value),
            From = stored.Cursor.Through,
            Through = moved.Through,
        };
    }

    private async Task<RunResult> DriveAsync(CancellationToken cancellationToken)
    {
        var journal = _journal!;
        if (request.AcceptShrink)
        {
            journal.AcceptShrink();
        }

        try
        {
            if (journal.Position.Phase is not (RunPhase.Inferring or RunPhase.Finishing))
            {
                var byCursor = journal.Committed is { Mode: RunMode.Full, Plain: true };
                _proof ??= await ReadProof.EstablishAsync(source, journal.Position.At, byCursor, cancellationToken);
                if (_proof.ByCursor is not null && _opened is null && journal.Position is { Phase: RunPhase.Documents, EventCursor: null } && journal.IsUnread)
                {
                    // The page that a cursor starts with never shows the same time twice.
                    return await RestartFullAsync(cancellationToken);
                }

                if (!await ReadAsync(journal, _proof, cancellationToken))
                {
                    return await StoppedAsync(journal, cancellationToken);
                }
            }

            if (journal.Committed is { Mode: RunMode.Full, Approved: false })
            {
                await new SnapshotApproval(environment, settings, source).RunAsync(journal, _proof, cancellationToken);
            }

            var inference = new Inference(environment, Running, _starter, _budget, progress);
            _journal = journal = await inference.BeginAsync(journal, cancellationToken);
            if (!await inference.RunAsync(journal, cancellationToken))
            {
                return await StoppedAsync(journal, cancellationToken);
            }

            _cursor = await _finisher.FinishAsync(Running, journal, cancellationToken);
            var done = journal.Committed.Main();
            RunLog.Completed(environment.Logger, settings.Name, done.Id, done.Rows, done.Deletions);
            if (journal.Committed is { Snapshot: not null, Rows: > 0 and var vanished })
            {
                RunLog.Inferred(environment.Logger, settings.Name, done.Id, vanished);
            }

            return RunResult.Of(settings.Name, RunOutcome.Completed, journal.Committed, _cursor.Through);
        }
        catch (Exception refused) when (refused is SnapshotHeld or PageDisagrees && journal == _finishing)
        {
            // It was refused when it was complete, and again now: things may have been mended since, so it is read anew.
            RunLog.ReadAnew(environment.Logger, settings.Name, journal.Committed.Id, refused.Message);
            return await RestartFullAsync(cancellationToken);
        }
        catch (SnapshotExpired expired) when (journal.Committed.Position.RemovalsSince is { } since)
        {
            HistoryLost(since, expired);
            return await RestartFullAsync(cancellationToken);
        }
        catch (SnapshotExpired) when (journal.IsUnread && _starts < MostStarts)
        {
            return await RestartFullAsync(cancellationToken);
        }
        catch (CollectionMadeAnew anew) when (_starts < MostStarts)
        {
            _warnings.Add($"{anew.Message} A new full export was taken.");
            return await RestartFullAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is FaunaThrottled or FaunaTimeout or FaunaUnavailable)
        {
            await journal.CommitAsync(cancellationToken);
            throw;
        }
        catch (PageDisagrees) when (journal.Position.Phase == RunPhase.Finishing)
        {
            // One that lacks a document counts right when another expires. And parts that went with a snapshot which another process has replaced disagree, too.
            await journal.RefuseAsync(cancellationToken);
            throw;
        }
        catch (Exception gone) when (gone is PartsInconsistent or FileNotFoundException or InvalidDataException)
        {
            // Parts that went are nothing to mend when the run did, too: another process has replaced it, or finished it long ago.
            await journal.FenceAsync(cancellationToken);
            throw gone as PartsInconsistent ?? new PartsInconsistent(journal.Committed.Main().Prefix, $"lacks something that the run has committed ({gone.Message.TrimEnd('.')})");
        }
        finally
        {
            await journal.DisposeAsync();
            _opened?.Dispose();
            _opened = null;
        }
    }

    private async Task<RunResult> StoppedAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var run = journal.Committed.Main();
        RunLog.Stopped(environment.Logger, settings.Name, run.Id, run.Rows);
        await RecordAsync("stopped", run.Started, null, cancellationToken);
        return RunResult.Of(settings.Name, RunOutcome.Stopped, journal.Committed, _cursor?.Through);
    }

    private Task<bool> ReadAsync(RunJournal journal, ReadProof proof, CancellationToken cancellationToken) =>
        new RunReader(environment, Running, source, _budget, progress).ToEndAsync(journal, proof, _opened, cancellationToken);

    private async Task<RunResult> RestartFullAsync(CancellationToken cancellationToken)
    {
        var old = _journal!;
        _asBegun = null;
        var at = await OpenFullAsync(old.Committed.Main() is { Mode: RunMode.Full } full ? full.FirstAt : null, cancellationToken);
        _journal = await _starter.RestartAsFullAsync(settings, at, _opened is not null, old, cancellationToken);
        _warnings.ForEach(_journal.Warn);
        RunLog.Started(environment.Logger, settings.Name, "full", _journal.Committed.Id);
        return await DriveAsync(cancellationToken);
    }

    // A full export's time, which lies behind what has been exported, and behind that of the full run under way that it replaces. Along a cursor it is that
    // of the first page, which is kept for the writer: it cannot be read again.
    private async Task<long> OpenFullAsync(long? underWay, CancellationToken cancellationToken)
    {
        _starts++;
        _opened?.Dispose();
        _opened = null;
        var behind = Math.Max(underWay ?? long.MinValue, _cursor?.Through ?? long.MinValue);
        var at = await _times.SnapshotAsync(behind, _warnings, cancellationToken);
        _proof = await ReadProof.EstablishAsync(source, at, byCursor: false, cancellationToken);
        if (_proof.ByCursor is { } byCursor)
        {
            _opened = await CursorPages.OpenAsync(byCursor, _proof, null, cancellationToken);
        }

        return _opened?.At ?? at;
    }

    private void HistoryLost(long since, SnapshotExpired expired)
    {
        if (expired.MinimumMicros is { } oldest)
        {
            ExportMetrics.RecordHistoryMargin(settings.Name, since, oldest);
        }

        var reach = expired.MinimumMicros is { } minimum ? $"; it reaches back to {MicroTime.ToIso(minimum)}" : "";
        var warning =
            $"History lost: deletions since {MicroTime.ToIso(since)} may be gone from the collection's history{reach}. A new full export was taken. Raise the collection's history_days above the schedule's interval.";
        RunLog.HistoryLost(environment.Logger, settings.Name, warning);
        _warnings.Add(warning);
    }
}

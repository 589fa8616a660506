using System.Diagnostics;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// A run's durable side: its cursor row, its committed parts, and the part being written. The part is the commit: it appears whole,
/// with the positions it lies between, and only then does the cursor move behind it. A crash in between is healed by adopting the part.
/// </summary>
/// <remarks>
/// A full part may be committed while the next one is filled (<see cref="SealAsync"/>), but never before the part and the cursor ahead of it:
/// what a crash can leave is the same either way. Not thread-safe.
/// </remarks>
internal sealed class RunJournal : IAsyncDisposable
{
    private readonly IPartStore _parts;
    private readonly ICursorStore _cursors;
    private PartWriter? _part;
    private Activity? _span;
    private string _version;
    private ExportCursor _cursor;
    private RunState _state;
    private RunState _ahead;
    private Task _sealed = Task.CompletedTask;
    private long _expired;

    private RunJournal(IPartStore parts, ICursorStore cursors, ExportCursor cursor, string version)
    {
        _parts = parts;
        _cursors = cursors;
        _cursor = cursor;
        _version = version;
        _state = cursor.Run ?? throw new InvalidOperationException("A journal needs a run.");
        _ahead = _state;
        Position = _state.Position;
    }

    /// <summary>What is committed.</summary>
    public RunState Committed => _state;

    /// <summary>The cursor that holds it.</summary>
    public ExportCursor Cursor => _cursor;

    /// <summary>How far the run has come, uncommitted rows included. The last document is kept apart: see <see cref="LastDocument"/>.</summary>
    public RunPosition Position { get; private set; }

    /// <summary>Last document written, committed or not; null at the stage's start.</summary>
    public DocumentKey? LastDocument { get; set; }

    /// <summary>The open part, if rows have been written since the last commit.</summary>
    public PartWriter? Part => _part;

    /// <summary>Records, deletions included, committed or not.</summary>
    public long Rows => _ahead.Rows + (_part?.Rows ?? 0);

    /// <summary>
    /// Whether it is a full run that has no row yet. When nothing can be read at its time any more, nobody knows what the collection showed then: it begins
    /// at another one, since a collection that is made anew later would not be told from this one.
    /// </summary>
    public bool IsUnread => _state.Mode == RunMode.Full && Rows == 0;

    /// <summary>Deletion records, committed or not.</summary>
    public long Deletions => _ahead.Deletions + (_part?.Deletions ?? 0);

    /// <summary>Documents whose ttl passed while they were read, committed or not.</summary>
    public long Expired => _ahead.Expired + _expired;

    /// <summary>Bytes of NDJSON, committed or not.</summary>
    public long Bytes => _ahead.Bytes + (_part?.UncompressedBytes ?? 0);

    /// <summary>Writes a new run into the cursor row. From here on it is the run that goes on after any stop.</summary>
    /// <param name="parts">Where its parts land.</param>
    /// <param name="cursors">Where the row is.</param>
    /// <param name="cursor">The new row; its run is set.</param>
    /// <param name="version">Version of the row it replaces; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<RunJournal> BeginAsync(
        IPartStore parts, ICursorStore cursors, ExportCursor cursor, string? version, CancellationToken cancellationToken) =>
        new(parts, cursors, cursor, await cursors.WriteAsync(cursor, version, cancellationToken));

    /// <summary>Goes on with the run of a cursor row, adopting a part that was committed just before a crash.</summary>
    /// <exception cref="PartOfAnotherRun">A part stands where the next one belongs, and does not start where the cursor stands.</exception>
    public static async Task<RunJournal> ResumeAsync(
        IPartStore parts, ICursorStore cursors, StoredCursor stored, CancellationToken cancellationToken)
    {
        var journal = new RunJournal(parts, cursors, stored.Cursor, stored.Version) { LastDocument = stored.Cursor.Run!.Position.LastDocument };
        if (await journal.FindLateAsync(cancellationToken) is { } full)
        {
            journal = await journal.ReplaceAsync(full, cancellationToken);
            journal.LastDocument = full.Position.LastDocument;
        }

        await journal.AdoptAsync(cancellationToken);
        return journal;
    }

    /// <summary>The part to write to, opened if there is none.</summary>
    /// <exception cref="StorageUnavailable">The store refuses, or refused the part before.</exception>
    public ValueTask<PartWriter> OpenPartAsync(CancellationToken cancellationToken) =>
        _part is { } part && !_sealed.IsFaulted ? ValueTask.FromResult(part) : OpenNextPartAsync(cancellationToken);

    /// <summary>Moves the uncommitted position. The last document is taken from <see cref="LastDocument"/> when it is committed.</summary>
    public void Move(RunPosition position) => Position = position;

    /// <summary>Counts a document whose ttl passed between outline and page.</summary>
    public void CountExpired(int documents) => _expired += documents;

    /// <summary>Adds something for the manifest to say, once.</summary>
    public void Warn(string warning)
    {
        if (!_ahead.Warnings.Contains(warning))
        {
            _ahead = _ahead with { Warnings = [.. _ahead.Warnings, warning] };
            if (_sealed.IsCompleted)
            {
                // Else the commit under way writes what is committed.
                _state = _state with { Warnings = _ahead.Warnings };
            }
        }
    }

    /// <summary>Adds something for the manifest to say, with the first of what may have many reasons.</summary>
    public void WarnOnce(string what, string why)
    {
        if (!_ahead.Warnings.Any(warning => warning.StartsWith(what, StringComparison.Ordinal)))
        {
            Warn($"{what} {why}");
        }
    }

    /// <summary>
    /// Notes, at once and for good, that the run goes on in the way that needs less, and why. No rows are committed; the server's cursor, which is of the
    /// other way, is forgotten.
    /// </summary>
    public async Task TurnPlainAsync(string warning, CancellationToken cancellationToken)
    {
        Warn(warning);
        await _sealed;
        Position = Position with { EventCursor = null };
        _ahead = _ahead with { Plain = true, Position = _ahead.Position with { EventCursor = null } };
        await SaveAsync(_ahead, null, cancellationToken);
    }

    /// <summary>Notes when everything was read (µs), to be saved with the next commit.</summary>
    public void Finished(long micros) => _ahead = _ahead with { Finished = micros };

    /// <summary>The run may be published, with what the database counts (null when it was not asked); to be saved with the next commit.</summary>
    public void Approved(long? counted) => _ahead = _ahead with { Approved = true, CountedAtSource = counted };

    /// <summary>The run may be published however small it is; said once, it holds for the continuations too.</summary>
    public void AcceptShrink() => (_ahead, _state) = (_ahead with { AcceptShrink = true }, _state with { AcceptShrink = true });

    /// <summary>Notes at once that the database has documents which the complete run lacks.</summary>
    /// <exception cref="CursorMoved">Another run has moved the row.</exception>
    public Task RefuseAsync(CancellationToken cancellationToken) => SaveAsync(_state with { Refused = true }, null, cancellationToken);

    /// <summary>Commits the open part, if any, then moves the cursor to <see cref="Position"/>.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_part is { Rows: > 0 })
        {
            await SealAsync(cancellationToken);
            await _sealed;
            return;
        }

        await _sealed;
        await DropPartAsync();
        Arrive();
        await SaveAsync(_ahead, null, cancellationToken);
    }

    /// <summary>
    /// Begins what <see cref="CommitAsync"/> does with the open part, and does not wait for its end: the next part may be written meanwhile.
    /// Waits for the part before, if that is still under way. An error is thrown by whichever call comes next.
    /// </summary>
    public async Task SealAsync(CancellationToken cancellationToken)
    {
        if (_part is not { Rows: > 0 } part)
        {
            return;
        }

        await _sealed;
        part.Expired = _expired;
        Arrive();
        var before = _ahead;
        _ahead = before with
        {
            PartsEnd = Position,
            NextPart = before.NextPart + 1,
            Rows = before.Rows + part.Rows,
            Deletions = before.Deletions + part.Deletions,
            Bytes = before.Bytes + part.UncompressedBytes,
        };
        _sealed = PublishAsync(part, _span, before, _ahead, cancellationToken);
        _part = null;
        _span = null;
    }

    /// <summary>
    /// Writes the row as it is. A run that another process has gone on with meanwhile ends here, before it writes over what came behind it; and whoever
    /// is at the same run cannot close it without reading the row again.
    /// </summary>
    /// <exception cref="CursorMoved">Another run has moved it.</exception>
    public Task FenceAsync(CancellationToken cancellationToken) => SaveAsync(_state, null, cancellationToken);

    /// <summary>Closes the run: the cursor row without it.</summary>
    public async Task CloseAsync(ExportCursor finished, CancellationToken cancellationToken)
    {
        _version = await _cursors.WriteAsync(finished, _version, cancellationToken);
        _cursor = finished;
    }

    /// <summary>Replaces the run by another in one step, leaving its uncommitted rows behind.</summary>
    public async Task<RunJournal> ReplaceAsync(RunState by, CancellationToken cancellationToken)
    {
        await _sealed;
        await DropPartAsync();
        return await BeginAsync(_parts, _cursors, _cursor with { Run = by }, _version, cancellationToken);
    }

    /// <summary>Drops the open part, if any: nothing of it appears. A commit under way comes to its end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sealed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await DropPartAsync();
    }

    private string NextPartName => _ahead.NextPartName();

    private async ValueTask<PartWriter> OpenNextPartAsync(CancellationToken cancellationToken)
    {
        if (_sealed.IsFaulted)
        {
            await _sealed;
        }

        // Being set inside an asynchronous method, the span is the current one only for what the part itself starts.
        _span = ExportTraces.StartPart(NextPartName);
        return _part = await PartWriter.OpenAsync(_parts, NextPartName, _ahead.Compression, cancellationToken);
    }

    private async ValueTask DropPartAsync()
    {
        if (_part is { } part)
        {
            _part = null;
            if (part.Rows == 0)
            {
                ExportTraces.Forget(_span);
            }

            await part.DisposeAsync();
        }

        _span?.Dispose();
        _span = null;
    }

    // What has been read up to here becomes what the next write of the cursor says.
    private void Arrive()
    {
        Position = Position with { LastDocument = LastDocument };
        _ahead = _ahead with { Position = Position, Expired = _ahead.Expired + _expired };
        _expired = 0;
    }

    private async Task PublishAsync(PartWriter part, Activity? span, RunState before, RunState behind, CancellationToken cancellationToken)
    {
        using (span)
        await using (part)
        {
            if (_cursor.Run!.Warnings.Count < before.Warnings.Count)
            {
                // A part does not tell them, and may be all that a crash leaves.
                await SaveAsync(_state with { Warnings = before.Warnings }, null, cancellationToken);
            }

            var info = await CommitPartAsync(part, before, cancellationToken);
            if (span is not null)
            {
                ExportTraces.Committed(span, info);
            }

            await SaveAsync(behind, info, cancellationToken);
        }
    }

    private static async Task<PartInfo> CommitPartAsync(PartWriter part, RunState before, CancellationToken cancellationToken)
    {
        try
        {
            return await part.CommitAsync(
                before.Id, before.NextPart, PositionText.Format(before.PartsEnd), PositionText.Format(before.Position), cancellationToken);
        }
        catch (PartExists exists)
        {
            throw new PartOfAnotherRun(exists.Name, "it appeared while this run was writing its own");
        }
    }

    // The full run that was complete, when a part of it came late: what vanished is looked for again behind it.
    private async Task<RunState?> FindLateAsync(CancellationToken cancellationToken) =>
        _state.Snapshot is { } full && await _parts.FindAsync(full.NextPartName(), cancellationToken) is not null
            ? full with { Replaces = [.. full.Replaces, _state.Prefix] }
            : null;

    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        while (await _parts.FindAsync(NextPartName, cancellationToken) is { } info)
        {
            if (info.Run != _state.Id || info.Starts != PositionText.Format(_state.PartsEnd))
            {
                throw new PartOfAnotherRun(
                    info.Name, info.Run != _state.Id ? $"run {info.Run}, not {_state.Id}" : "it starts elsewhere than where the cursor stands");
            }

            // What was approved, or counted, was less.
            var next = Behind(
                _state with { Position = EndOf(info), Expired = _state.Expired + info.Expired, Approved = false, CountedAtSource = null }, info);
            await SaveAsync(next, info, cancellationToken);
            _ahead = next;
            Position = next.Position;
            LastDocument = next.Position.LastDocument;
        }
    }

    // One of another process at the same run may come when this run has moved on to a later time: what follows it is read at that, and at that time
    // nothing is read to its end but what this run has read to its end.
    private RunPosition EndOf(PartInfo late)
    {
        var (ends, here) = (PositionText.Parse(late.Ends), _state.Position);
        return ends.At >= here.At ? ends : ends with { At = here.At, Phase = ends.Phase == RunPhase.Finishing ? here.Phase : ends.Phase };
    }

    // A part counts when the cursor stands behind it: once, also when it had to be adopted.
    private async Task SaveAsync(RunState next, PartInfo? part, CancellationToken cancellationToken)
    {
        var cursor = _cursor with { Run = next };
        _version = await _cursors.WriteAsync(cursor, _version, cancellationToken);
        _cursor = cursor;
        _state = next;
        if (part is not null)
        {
            ExportMetrics.PartCommitted(cursor.Export, next.Mode, part);
        }
    }

    private static RunState Behind(RunState state, PartInfo part) => state with
    {
        PartsEnd = PositionText.Parse(part.Ends),
        NextPart = part.Number + 1,
        Rows = state.Rows + part.Rows,
        Deletions = state.Deletions + part.Deletions,
        Bytes = state.Bytes + part.UncompressedBytes,
    };
}

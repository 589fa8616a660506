using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Makes new runs and writes them into the cursor row before their first part.</summary>
/// <param name="environment">Where to.</param>
/// <param name="acceptShrink">Whether its full exports are published however small they are.</param>
internal sealed class RunStarter(ExportEnvironment environment, bool acceptShrink)
{
    /// <summary>What an export reads, as its cursor remembers it.</summary>
    public static string SourceOf(ExportSettings settings) =>
        $"{settings.Connection.Api.ToString().ToLowerInvariant()} {settings.Connection.BaseAddress.GetLeftPart(UriPartial.Authority)} {settings.Collection}";

    /// <summary>The columns of an export's records, as a hash.</summary>
    public static string ColumnsOf(ExportSettings settings)
    {
        var columns = new StringBuilder();
        columns.Append(settings.DataColumn).Append('\n').Append(settings.DeletedColumn).Append('\n');
        foreach (var column in settings.AdditionalColumns)
        {
            columns.Append(column.Name).Append('\t').AppendJoin('\u0001', column.Path).Append('\t').Append(column.Required).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(columns.ToString())))[..16];
    }

    /// <summary>The column for deletions that a run began with; null for none. A row that does not say tells it by its columns.</summary>
    public static string? DeletedColumnOf(RunState run, ExportSettings settings) =>
        run.DeletedColumn ?? (run.Columns == ColumnsOf(settings) ? settings.DeletedColumn : null);

    /// <summary>Id in the history of an invocation that never began a run.</summary>
    public static string UnstartedRunId(long micros) => micros.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Begins a full export at a time of the server (µs).</summary>
    /// <param name="settings">The export.</param>
    /// <param name="at">The time.</param>
    /// <param name="plain">Whether it is read along the server's own cursor.</param>
    /// <param name="stored">The cursor row; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<RunJournal> StartFullAsync(
        ExportSettings settings, long at, bool plain, StoredCursor? stored, CancellationToken cancellationToken)
    {
        var cursor = stored?.Cursor ?? new ExportCursor { Export = settings.Name, Source = SourceOf(settings) };
        var state = NewFull(settings, at, plain, []);
        return RunJournal.BeginAsync(environment.Parts, environment.Cursors, cursor with { Run = state }, stored?.Version, cancellationToken);
    }

    /// <summary>
    /// Begins a full export in place of a run under way, whose parts go when it is complete. Snapshots that the run had replaced itself go now: a snapshot that is
    /// held back at every tick must not leave a folder each time.
    /// </summary>
    public async Task<RunJournal> RestartAsFullAsync(
        ExportSettings settings, long at, bool plain, RunJournal instead, CancellationToken cancellationToken)
    {
        var run = instead.Committed;
        var snapshots = run.Replaces.Where(folder => folder.StartsWith(PartNames.Snapshots(settings.Name), StringComparison.Ordinal)).ToList();
        var folders = new SnapshotFolders(environment.Parts);
        foreach (var folder in snapshots)
        {
            await folders.DeleteAsync(folder, cancellationToken);
        }

        var state = NewFull(settings, at, plain, []);
        string[] replaces = [.. run.Replaces.Except(snapshots), run.Prefix];
        return await instead.ReplaceAsync(
            state with
            {
                AcceptShrink = acceptShrink || run.AcceptShrink,
                Replaces = [.. replaces.Where(folder => folder != state.Prefix)],
            },
            cancellationToken);
    }

    /// <summary>Begins an incremental run over the window from the cursor's time to the probe's.</summary>
    public Task<RunJournal> StartIncrementalAsync(
        ExportSettings settings, StoredCursor stored, ChangeProbe probe, CancellationToken cancellationToken)
    {
        var removals = settings.DeletedColumn is not null;
        var phase = removals && probe.Events ? RunPhase.Removals : RunPhase.Documents;
        var start = new RunPosition(phase, probe.Now, removals ? stored.Cursor.Through : null, null, null);
        return StartWindowAsync(settings, stored, start, probe.Readable, cancellationToken);
    }

    /// <summary>Begins an incremental run over what a feed tells from the cursor's time to another (µs), at which the collection shows documents or not.</summary>
    public Task<RunJournal> StartChangesAsync(
        ExportSettings settings, StoredCursor stored, long end, bool hadDocuments, CancellationToken cancellationToken)
    {
        var start = new RunPosition(RunPhase.Changes, end, stored.Cursor.Through, stored.Cursor.FeedCursor, null);
        return StartWindowAsync(settings, stored, start, hadDocuments, cancellationToken);
    }

    /// <summary>The run that stands behind a full one that is approved, and writes deletion records for what vanished.</summary>
    /// <param name="settings">The export.</param>
    /// <param name="full">The full run.</param>
    /// <param name="from">End of what was exported before it, µs.</param>
    public RunState Inferred(ExportSettings settings, RunState full, long from)
    {
        var start = new RunPosition(RunPhase.Inferring, full.FirstAt, null, null, null);
        var id = full.Replaces.Count == 0 ? $"{full.Id}-inferred" : string.Create(CultureInfo.InvariantCulture, $"{full.Id}-inferred-{full.Replaces.Count}");
        return new RunState
        {
            Id = id,
            Mode = RunMode.Incremental,
            Prefix = PartNames.Run(settings.Name, full.FirstAt, id),
            Started = MicroTime.From(environment.Time.GetUtcNow()),
            From = from,
            FirstAt = full.FirstAt,
            Compression = settings.Compression,
            Columns = ColumnsOf(settings),
            DeletedColumn = settings.DeletedColumn,
            Snapshot = full,
            Position = start,
            PartsEnd = start,
        };
    }

    private Task<RunJournal> StartWindowAsync(
        ExportSettings settings, StoredCursor stored, RunPosition start, bool hadDocuments, CancellationToken cancellationToken)
    {
        var id = NewRunId(start.At);
        var state = new RunState
        {
            Id = id,
            Mode = RunMode.Incremental,
            Prefix = PartNames.Run(settings.Name, start.At, id),
            Started = MicroTime.From(environment.Time.GetUtcNow()),
            From = stored.Cursor.Through!.Value,
            FirstAt = start.At,
            HadDocuments = hadDocuments,
            Compression = settings.Compression,
            Columns = ColumnsOf(settings),
            DeletedColumn = settings.DeletedColumn,
            Position = start,
            PartsEnd = start,
        };
        return RunJournal.BeginAsync(environment.Parts, environment.Cursors, stored.Cursor with { Run = state }, stored.Version, cancellationToken);
    }

    private RunState NewFull(ExportSettings settings, long at, bool plain, IReadOnlyList<string> replaces)
    {
        var start = new RunPosition(RunPhase.Documents, at, null, null, null);
        return new RunState
        {
            Id = NewRunId(at),
            Mode = RunMode.Full,
            Prefix = PartNames.Snapshot(settings.Name, at),
            Started = MicroTime.From(environment.Time.GetUtcNow()),
            FirstAt = at,
            Compression = settings.Compression,
            Columns = ColumnsOf(settings),
            DeletedColumn = settings.DeletedColumn,
            Plain = plain,
            AcceptShrink = acceptShrink,
            Replaces = replaces,
            Position = start,
            PartsEnd = start,
        };
    }

    private string NewRunId(long at) => string.Create(CultureInfo.InvariantCulture, $"{at:D16}-{environment.Random.Next():x8}");
}

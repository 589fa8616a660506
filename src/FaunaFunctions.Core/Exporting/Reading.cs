using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.Core.Exporting;

/// <summary>The reading stages of one invocation, with the bounds that they share.</summary>
internal sealed class Reading
{
    // One being fetched, one waiting to be written.
    private const int RangesPerPlace = 2;

    private readonly ExportEnvironment _environment;
    private readonly ExportSettings _settings;
    private readonly IFaunaSource _source;
    private readonly IProgress<RunProgress>? _progress;
    private readonly PageSizer _sizer;
    private readonly InFlightLimit _limit;
    private readonly RemovalsStage _removals;
    private readonly DocumentsStage _documents;
    private readonly CursorStage? _byCursor;
    private readonly ChangesStage? _changes;

    public Reading(
        ExportEnvironment environment, ExportSettings settings, IFaunaSource source, ReadProof proof, RunBudget budget, IProgress<RunProgress>? progress)
    {
        _environment = environment;
        _settings = settings;
        _source = source;
        _progress = progress;

        var tuning = environment.Tuning;
        _sizer = new PageSizer(settings.PageSize, tuning.FirstPageSize, Math.Max(1, tuning.InFlightBytes / (RangesPerPlace * settings.Parallelism)));
        _limit = new InFlightLimit(settings.Parallelism, environment.Time);
        var fetcher = new PageFetcher(source, _sizer, _limit, new ByteBudget(tuning.InFlightBytes));
        IPageStream pages = settings.Parallelism == 1
            ? new SequentialPages(fetcher, proof)
            : new ParallelPages(source, fetcher, proof, tuning.OutlineSize, RangesPerPlace * settings.Parallelism);
        var records = source.CreateRecordWriter(settings.Layout);
        _removals = new RemovalsStage(source, records, proof, tuning.RemovalPageSize, settings.PartSize, budget, Report);
        _documents = new DocumentsStage(source, pages, records, proof, settings.PartSize, budget, Report);
        _byCursor = source.ByCursor is { } byCursor
            ? new CursorStage(byCursor, new CursorPages(byCursor, fetcher, proof), records, proof, settings.PartSize, budget, Report)
            : null;
        _changes = source.Feed is { } feed
            ? new ChangesStage(feed, records, settings.DeletedColumn is not null, _sizer, settings.PartSize, budget, Report)
            : null;
    }

    /// <summary>Writes the window's deletions.</summary>
    /// <returns>False when it stopped at the budget.</returns>
    public Task<bool> RemovalsAsync(RunJournal journal, CancellationToken cancellationToken) => _removals.RunAsync(journal, cancellationToken);

    /// <summary>Writes everything that has happened since the window's start.</summary>
    /// <returns>False when it stopped at the budget.</returns>
    public Task<bool> ChangesAsync(RunJournal journal, CancellationToken cancellationToken) =>
        (_changes ?? throw new InvalidOperationException("This collection has no feed.")).RunAsync(journal, cancellationToken);

    /// <summary>Writes the documents, moving on to a later snapshot time where the run's own has fallen out of history and nothing is lost by it.</summary>
    /// <param name="journal">The run.</param>
    /// <param name="opened">The page whose time is the run's, where it is read along a cursor and at its start; else null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False when it stopped at the budget.</returns>
    public async Task<bool> DocumentsAsync(RunJournal journal, FaunaPage? opened, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return journal.Committed is { Plain: true, Mode: RunMode.Full }
                    ? await _byCursor!.RunAsync(journal, opened, cancellationToken)
                    : await _documents.RunAsync(journal, ScanOf(journal), cancellationToken);
            }
            catch (SnapshotExpired) when (journal.Committed.Position.RemovalsSince is null && !journal.IsUnread)
            {
                opened = null;
                await RebaseAsync(journal, cancellationToken);
            }
        }
    }

    // Documents before the position were read at the old time; whatever has changed in them since then has a later time, and is
    // read again: here, when the scan is by time, or by the incremental run that starts at the first time.
    private async Task RebaseAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var was = journal.Position.At;
        var now = await _source.ReadTimeAsync(cancellationToken);
        RunLog.Rebased(_environment.Logger, _settings.Name, was, now);
        if (journal.Committed.Mode == RunMode.Full)
        {
            journal.Warn(
                $"The export took longer than the collection's history lasts: it began at {MicroTime.ToIso(journal.Committed.FirstAt)} and had to go on at a later time. Raise the collection's history_days.");
        }

        journal.Move(journal.Position with { At = now, EventCursor = null });
    }

    private static Scan ScanOf(RunJournal journal) => journal.Committed.From is { } from
        ? new UpdateScan(journal.Position.At, from)
        : new DocumentScan(journal.Position.At);

    // Called once for every page.
    private void Report(RunJournal journal)
    {
        ExportMetrics.PageRead(_settings.Name, journal.Committed.Mode);
        _progress?.Report(
            new RunProgress(
                journal.Committed.Mode,
                journal.Position.Phase,
                journal.Rows,
                journal.Deletions,
                journal.Bytes,
                _limit.Active,
                _sizer.Next(),
                journal.Position.At));
    }
}

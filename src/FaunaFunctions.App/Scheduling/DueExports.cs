using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Scheduling;

/// <summary>
/// Which exports are due: those whose schedule came since their last run, as cursor and history tell it. What was missed while no process was
/// alive is made up for once, and nothing runs twice because two processes look.
/// </summary>
internal sealed class DueExports(HandlerEnvironment environment)
{
    private const int HistoryRead = 20;

    private readonly Dictionary<string, DateTimeOffset> _started = [];

    /// <summary>Finds them.</summary>
    /// <param name="registry">The exports.</param>
    /// <param name="since">From when on an export counts that never ran: the tick before this one.</param>
    /// <param name="now">Until when.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Parts.StorageUnavailable">The storage refused.</exception>
    public async Task<IReadOnlyList<TimetableEntry>> FindAsync(
        ExportRegistry registry, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = new List<TimetableEntry>();
        foreach (var entry in Timetable.Of(registry))
        {
            if (FunctionSwitch.Off(environment, entry.Function) is null && entry.Next(await LastAsync(registry, entry, cancellationToken) ?? since) <= now)
            {
                due.Add(entry);
            }
        }

        return due;
    }

    /// <summary>Notes that one was started, for runs that leave no trace: those that fail before their first step are not tried again before their time.</summary>
    public void Started(TimetableEntry entry)
    {
        lock (_started)
        {
            _started[entry.Function] = environment.Time.GetUtcNow();
        }
    }

    /// <summary>Takes that back: another run was at work, so it stays due.</summary>
    public void DidNotRun(TimetableEntry entry)
    {
        lock (_started)
        {
            _started.Remove(entry.Function);
        }
    }

    private async Task<DateTimeOffset?> LastAsync(ExportRegistry registry, TimetableEntry entry, CancellationToken cancellationToken)
    {
        var cursor = await CursorAsync(registry, entry, cancellationToken);
        var runs = await registry.Cursors.ReadRunsAsync(entry.Export.Name, HistoryRead, cancellationToken);
        var isSnapshot = entry.Mode == RunMode.Full;
        var reached = isSnapshot ? cursor?.Snapshot : cursor?.Through;
        var ran = runs.Where(run => !isSnapshot || run.Mode == RunMode.Full).Select(run => (long?)run.Finished).Max();
        return Latest(Latest(Time(reached), Time(ran)), InThisProcess(entry));
    }

    // What cannot be read is left to the export's own run, which fails with it at its times: it must not keep the others from running.
    private static async Task<ExportCursor?> CursorAsync(ExportRegistry registry, TimetableEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return (await registry.Cursors.ReadAsync(entry.Export.Name, cancellationToken))?.Cursor;
        }
        catch (CursorCorrupt)
        {
            return null;
        }
    }

    private DateTimeOffset? InThisProcess(TimetableEntry entry)
    {
        lock (_started)
        {
            return _started.TryGetValue(entry.Function, out var at) ? at : null;
        }
    }

    private static DateTimeOffset? Time(long? micros) =>
        micros is { } at ? DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond) : null;

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}

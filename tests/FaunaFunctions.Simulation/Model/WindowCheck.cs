using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Model;

/// <summary>Holds a finished run against what really happened in its window.</summary>
internal sealed class WindowCheck(World world, History history, bool isV10)
{
    /// <summary>A run that says it is finished has everything it must have, and nothing else.</summary>
    public void RequireWhole(RunState run, IEnumerable<Row> rows)
    {
        // What happened to a collection that is gone cannot be asked for any more.
        if (history.MadeAnew.Any(anew => anew >= (run.From ?? run.FirstAt)))
        {
            return;
        }

        var exported = rows.ToDictionary(row => (row.Id, row.Ts, row.Deletion));
        if (run.Mode == RunMode.Full)
        {
            RequireFull(run, exported.Keys);
        }
        else
        {
            RequireChanges(run, exported.Keys);
        }
    }

    /// <summary>A window that is passed over without a run holds nothing.</summary>
    /// <param name="from">Start of the window, µs.</param>
    /// <param name="through">Its end, µs.</param>
    /// <param name="deletions">Whether deletions count.</param>
    public void RequireEmpty(long from, long through, bool deletions)
    {
        if (history.MadeAnew.Any(anew => anew >= from))
        {
            return;
        }

        if (Changed(from, through).Concat(deletions ? Deleted(from, through) : []).FirstOrDefault() is { } missed)
        {
            throw new FindingException($"The run said that nothing happened in ({from}, {through}], and {missed} did.");
        }
    }

    private void RequireFull(RunState run, ICollection<(long Id, long Ts, bool Deletion)> exported)
    {
        var (first, last) = (run.FirstAt, run.Position.At);
        foreach (var id in history.Ids)
        {
            var version = history.At(id, first);
            if (version is { Deletes: false } && Stays(version) && history.At(id, last) == version && !exported.Contains((id, version.Ts, false)))
            {
                throw new FindingException($"The full export at {first} (read up to {last}) lacks {version}.");
            }
        }

        foreach (var (id, ts, _) in exported)
        {
            var version = history.Exactly(id, ts)!;
            var next = history.Between(ts, long.MaxValue).FirstOrDefault(other => other.Id == id);
            if (ts > last || (next is not null && next.Ts <= first))
            {
                throw new FindingException($"The full export at {first} (read up to {last}) holds {version}, which is not of that time.");
            }
        }

        if (exported.Select(row => row.Id).Distinct().Count() != exported.Count)
        {
            throw new FindingException($"The full export at {first} (read up to {last}) holds a document twice.");
        }
    }

    private void RequireChanges(RunState run, ICollection<(long Id, long Ts, bool Deletion)> exported)
    {
        var (from, through) = (run.From!.Value, run.Position.At);
        foreach (var version in Changed(from, through))
        {
            if (!exported.Contains((version.Id, version.Ts, false)))
            {
                throw new FindingException($"The run over ({from}, {through}] lacks {version}.");
            }
        }

        foreach (var version in run.DeletedColumn is null ? [] : Deleted(from, through))
        {
            if (!exported.Contains((version.Id, version.Ts, true)))
            {
                throw new FindingException($"The run over ({from}, {through}] lacks the deletion {version}.");
            }
        }

        foreach (var (id, ts, deletion) in exported)
        {
            if (ts <= from || ts > through)
            {
                throw new FindingException($"The run over ({from}, {through}] holds document {id} at {ts}{(deletion ? ", deleted" : "")}.");
            }
        }
    }

    // v4 shows the last version of a window, a feed every one; what has expired by now may be missing.
    private IEnumerable<DocumentVersion> Changed(long from, long through) => history.Between(from, through).Where(version =>
        !version.Deletes && Stays(version) && (isV10 || history.At(version.Id, through) == version));

    private IEnumerable<DocumentVersion> Deleted(long from, long through) =>
        history.Between(from, through).Where(version => version is { Deletes: true, Before: not null });

    private bool Stays(DocumentVersion version) => version.Ttl > world.Micros;
}

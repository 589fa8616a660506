using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Model;

/// <summary>
/// Looks at everything that becomes durable, the moment it does: no row twice for a reader of all files, no row that no document ever was, no cursor before its parts,
/// none that goes back, and no window closed that is not whole.
/// </summary>
/// <param name="world">The clock.</param>
/// <param name="history">What really happened.</param>
/// <param name="deletions">Whether deletions are exported.</param>
/// <param name="isFickle">Whether that changes from run to run.</param>
/// <param name="isV10">Whether changes come from a feed, every version of them.</param>
internal sealed class Oracle(World world, History history, bool deletions, bool isFickle, bool isV10)
{
    private readonly Dictionary<string, (PartInfo Info, List<Row> Rows)> _parts = [];
    private readonly HashSet<(string Folder, long Id, long Ts, bool Deletion)> _seen = [];
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tooLate = new(StringComparer.Ordinal);
    private long _readAt;
    private readonly Consumer _consumer = new(deletions && !isFickle);
    private readonly WindowCheck _windows = new(world, history, isV10);

    /// <summary>The first promise that was broken; null when none was.</summary>
    public string? Finding { get; private set; }

    /// <summary>Whether a part came when its run had its manifest, or was closed, already: nothing can name it, and <c>verify</c> says so.</summary>
    public bool CameTooLate(string part) => _tooLate.Contains(part);

    public void PartAppeared(PartInfo info, byte[] content, bool isDescribed) => Guard(() =>
    {
        if (isDescribed || _closed.Contains(info.Run))
        {
            _tooLate.Add(info.Name);
        }

        var rows = Row.Read(content);
        if (rows.Count != info.Rows)
        {
            throw new FindingException($"{info.Name} says that it has {info.Rows} rows, and has {rows.Count}.");
        }

        _parts.Add(info.Name, (info, rows));
        foreach (var row in rows)
        {
            if (row.Inferred)
            {
                RequireGone(row, info.Name);
            }
            else
            {
                RequireTrue(row, info.Name);
            }
        }

        // A stray one may hold what the run holds that took the place of its own.
        if (!CameTooLate(info.Name))
        {
            RequireNew(info.Name, rows);
        }
    });

    public void PartVanished(string name)
    {
        if (_parts.Remove(name, out var part) && !_tooLate.Remove(name))
        {
            foreach (var row in part.Rows)
            {
                _seen.Remove((GlobOf(name), row.Id, row.Ts, row.Deletion));
            }
        }
    }

    public void CursorMoved(ExportCursor? before, ExportCursor now) => Guard(() =>
    {
        if (before is not null)
        {
            RequireForward(before, now);
        }

        if (now.Run is { } run)
        {
            _readAt = run.Main().Position.At;
            RequireParts(run);
        }

        if (before?.Run is { } left && left.Id != now.Run?.Id)
        {
            _closed.Add(left.Id);
            _closed.Add(left.Main().Id);
        }

        if (before?.Run is { } finished && now.Run is null)
        {
            _windows.RequireWhole(finished.Main(), RowsOf(finished.Main().Prefix));
            _consumer.Apply(finished, RowsOf);
        }
        else if (before?.Through is { } from && now.Run is null && before.Run is null)
        {
            _windows.RequireEmpty(from, now.Through!.Value, deletions && !now.WithoutDeletions);
        }
    });

    /// <summary>Notes that a promise was broken.</summary>
    public void Add(string finding)
    {
        Finding ??= finding;
        world.Note("finding", 0, 0, $"{finding}");
    }

    /// <summary>The rows of a folder, as far as its manifest can name them.</summary>
    public IEnumerable<Row> RowsOf(string prefix) =>
        _parts.Where(part => part.Key.StartsWith(prefix, StringComparison.Ordinal) && !_tooLate.Contains(part.Key)).OrderBy(part => part.Key, StringComparer.Ordinal).SelectMany(part => part.Value.Rows);

    private static void RequireForward(ExportCursor before, ExportCursor now)
    {
        if (now.Through < before.Through || now.ManifestThrough < before.ManifestThrough || now.Snapshot < before.Snapshot
            || (now.Through is null && before.Through is not null))
        {
            throw new FindingException($"The cursor moved backwards: from {before.Through}, {before.ManifestThrough}, {before.Snapshot} to {now.Through}, {now.ManifestThrough}, {now.Snapshot}.");
        }

        if (before.Run is { } old && now.Run is { } run && old.Id == run.Id)
        {
            // A part that is adopted late may leave something to read behind it.
            var goesBack = run.NextPart < old.NextPart || run.Rows < old.Rows || run.Position.At < old.Position.At
                || (run.Position.Phase < old.Position.Phase && run.NextPart == old.NextPart)
                || (run.Position.Phase == old.Position.Phase && run.Position.LastDocument is { } last && old.Position.LastDocument is { } behind && last < behind)
                || (run.Position.Phase == old.Position.Phase && run.Position.LastDocument is null && old.Position.LastDocument is not null);
            if (goesBack)
            {
                throw new FindingException($"The cursor of run {run.Id} moved backwards: from {PositionText.Format(old.Position)} to {PositionText.Format(run.Position)}.");
            }
        }
    }

    // The part is the commit: the cursor stands behind parts that are there.
    private void RequireParts(RunState run)
    {
        var (parts, rows) = (0, 0L);
        for (var number = 1; number < run.NextPart; number++)
        {
            var name = PartNames.Part(run.Prefix, number, run.Compression);
            if (_parts.TryGetValue(name, out var part))
            {
                // The run was not closed yet, and has taken it in: its next manifest names it.
                if (_tooLate.Remove(name))
                {
                    RequireNew(name, part.Rows);
                }

                parts++;
                rows += part.Rows.Count;
            }
        }

        if (parts != run.NextPart - 1 || rows != run.Rows)
        {
            throw new FindingException($"The cursor of run {run.Id} counts {run.NextPart - 1} parts with {run.Rows} rows, and {parts} parts with {rows} rows are there.");
        }
    }

    private void RequireNew(string name, List<Row> rows)
    {
        foreach (var row in rows)
        {
            if (!_seen.Add((GlobOf(name), row.Id, row.Ts, row.Deletion)))
            {
                throw new FindingException($"A reader of {GlobOf(name)}** sees document {row.Id} at {row.Ts} twice, the second time in {name}.");
            }
        }
    }

    private void RequireTrue(Row row, string name)
    {
        var version = history.Exactly(row.Id, row.Ts);
        var isTrue = row.Deletion
            ? version is { Deletes: true, Before: not null } || (version is { Deletes: false } && version.Ttl <= world.Micros && (isV10 || version.ChangesTtl))
            : version is { Deletes: false } && version.Value == row.Value;
        if (!isTrue)
        {
            throw new FindingException($"{name} holds {row}, and what really happened is {(version is null ? "nothing" : version.ToString())}.");
        }
    }

    // Nobody saw it go, but at that time it was not there, or is not any more for who looks back. A catch-up may have looked for it at a later time.
    private void RequireGone(Row row, string name)
    {
        var version = history.At(row.Id, row.Ts);
        var isGone = version is not { Deletes: false } || version.Ttl <= world.Micros || history.MadeAnew.Any(anew => anew >= version.Ts)
            || history.Between(row.Ts, _readAt).Any(later => later.Id == row.Id && (later.Deletes || later.Ttl <= world.Micros));
        if (!row.Deletion || !isGone)
        {
            throw new FindingException($"{name} holds {row}, and what really happened is {version}.");
        }
    }

    private static string GlobOf(string name) =>
        name.Contains("/changes/", StringComparison.Ordinal) ? name[..(name.IndexOf("/changes/", StringComparison.Ordinal) + 9)] : name[..(name.LastIndexOf('/') + 1)];

    private void Guard(Action check)
    {
        try
        {
            check();
        }
        catch (FindingException finding)
        {
            Add(finding.Message);
        }
    }
}

namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>What a reader of the exported rows knows: of each document the row with the greatest <c>ts</c>.</summary>
internal sealed class ExportedState
{
    private readonly Dictionary<string, Row> _newest = [];
    private readonly HashSet<(string Id, long Ts, bool Deletion)> _seen = [];

    /// <summary>Everything that went wrong, for reading.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Takes the rows of a full export: the state that the first window starts from.</summary>
    public void Start(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            _newest[row.Id] = row;
        }
    }

    public void Add(Row row)
    {
        if (!_seen.Add((row.Id, row.Ts, row.IsDeletion)))
        {
            Problems.Add($"exported twice: {row}");
        }

        var known = _newest.GetValueOrDefault(row.Id);
        if (known is not null && known.Ts == row.Ts && known.IsDeletion != row.IsDeletion)
        {
            Problems.Add($"a version and a deletion at one time: {known} {row}");
        }

        if (known is null || known.Ts < row.Ts || (known.Ts == row.Ts && !row.IsDeletion))
        {
            _newest[row.Id] = row;
        }
    }

    public void Compare(long time, IReadOnlyList<Row> collection)
    {
        foreach (var row in collection.Where(r => _newest.GetValueOrDefault(r.Id) != r))
        {
            Problems.Add($"at {time} the collection has {row}, the state {_newest.GetValueOrDefault(row.Id)}");
        }

        var living = collection.Select(r => r.Id).ToHashSet();
        Problems.AddRange(_newest.Values.Where(r => !r.IsDeletion && !living.Contains(r.Id)).Select(r => $"at {time} only the state has {r}"));
    }
}

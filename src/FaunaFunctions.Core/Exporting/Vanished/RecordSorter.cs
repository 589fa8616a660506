namespace FaunaFunctions.Core.Exporting.Vanished;

/// <summary>
/// Sorts any number of records by id and keeps the last of each, in bounded memory: what does not fit is sorted and written to temporary files, which
/// are merged in the end and vanish with the sorter, or with its process.
/// </summary>
/// <param name="most">Records that are held in memory.</param>
internal sealed class RecordSorter(int most) : IDisposable
{
    /// <summary>Each has a block of its records in memory while they are merged.</summary>
    private const int MostFiles = 64;

    private readonly List<SortedFile> _files = [];
    private LastRecord[] _held = new LastRecord[Math.Min(most, 1024)];
    private int _count;

    /// <summary>Adds a record.</summary>
    /// <exception cref="IOException">The folder for temporary files takes no more.</exception>
    public void Add(LastRecord record)
    {
        if (_count == most)
        {
            Spill();
        }

        if (_count == _held.Length)
        {
            Array.Resize(ref _held, (int)Math.Min(most, 2L * _held.Length));
        }

        _held[_count++] = record;
    }

    /// <summary>The last record of every id, by id. Nothing may be added afterwards.</summary>
    public IEnumerable<LastRecord> Read()
    {
        _held.AsSpan(0, _count).Sort();
        return LastOfEach(Merge([.. _files.Select(file => file.Read()), _held.Take(_count)]));
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Spill()
    {
        if (_files.Count == MostFiles)
        {
            var merged = SortedFile.Write(LastOfEach(Merge([.. _files.Select(file => file.Read())])));
            _files.ForEach(file => file.Dispose());
            _files.Clear();
            _files.Add(merged);
        }

        _held.AsSpan(0, _count).Sort();
        _files.Add(SortedFile.Write(LastOfEach(_held.Take(_count))));
        _count = 0;
    }

    private static IEnumerable<LastRecord> Merge(IReadOnlyList<IEnumerable<LastRecord>> sorted)
    {
        var heads = new PriorityQueue<IEnumerator<LastRecord>, LastRecord>();
        foreach (var records in sorted)
        {
            var head = records.GetEnumerator();
            if (head.MoveNext())
            {
                heads.Enqueue(head, head.Current);
            }
        }

        while (heads.TryPeek(out var head, out var record))
        {
            yield return record;
            if (head.MoveNext())
            {
                heads.DequeueEnqueue(head, head.Current);
            }
            else
            {
                heads.Dequeue();
            }
        }
    }

    private static IEnumerable<LastRecord> LastOfEach(IEnumerable<LastRecord> sorted)
    {
        LastRecord? held = null;
        foreach (var record in sorted)
        {
            if (held is { } last && last.Id != record.Id)
            {
                yield return last;
            }

            held = record;
        }

        if (held is { } final)
        {
            yield return final;
        }
    }
}

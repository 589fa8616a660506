namespace FaunaFunctions.Emulator.Storage;

/// <summary>
/// A sorted collection in runs of bounded length: seeks in O(log n), inserts in O(log n + run), reads in both directions
/// from any point. Not synchronised: the store's lock guards it.
/// </summary>
internal sealed class SortedRuns<T>(IComparer<T> order)
{
    private const int MaxRun = 512;
    private readonly List<List<T>> _runs = [];

    public int Count { get; private set; }

    /// <summary>Adds an item, or replaces the equal one.</summary>
    public void Set(T item)
    {
        if (_runs.Count == 0)
        {
            _runs.Add(new List<T>(8) { item });
            Count = 1;
            return;
        }

        var r = _runs.Count - 1;
        var run = _runs[r];
        var i = run.Count;
        if (order.Compare(run[^1], item) >= 0)
        {
            r = RunOf(item);
            run = _runs[r];
            i = run.BinarySearch(item, order);
            if (i >= 0)
            {
                run[i] = item;
                return;
            }

            i = ~i;
        }

        Count++;
        if (run.Count < MaxRun)
        {
            run.Insert(i, item);
        }
        else if (i == run.Count && r == _runs.Count - 1)
        {
            // Appending in order leaves full runs behind.
            _runs.Add(new List<T>(MaxRun) { item });
        }
        else
        {
            var half = run.GetRange(MaxRun / 2, run.Count - (MaxRun / 2));
            run.RemoveRange(MaxRun / 2, run.Count - (MaxRun / 2));
            _runs.Insert(r + 1, half);
            (i > MaxRun / 2 ? half : run).Insert(i > MaxRun / 2 ? i - (MaxRun / 2) : i, item);
        }
    }

    public bool Remove(T item)
    {
        if (_runs.Count == 0)
        {
            return false;
        }

        var r = RunOf(item);
        var i = _runs[r].BinarySearch(item, order);
        if (i < 0)
        {
            return false;
        }

        _runs[r].RemoveAt(i);
        if (_runs[r].Count == 0)
        {
            _runs.RemoveAt(r);
        }

        Count--;
        return true;
    }

    public bool TryFind(T like, out T found)
    {
        if (_runs.Count > 0 && order.Compare(_runs[^1][^1], like) >= 0)
        {
            var run = _runs[RunOf(like)];
            var i = run.BinarySearch(like, order);
            if (i >= 0)
            {
                found = run[i];
                return true;
            }
        }

        found = default!;
        return false;
    }

    public void Clear()
    {
        _runs.Clear();
        Count = 0;
    }

    /// <summary>All items in order, from the first that is not before the bound.</summary>
    /// <param name="isBefore">True for a prefix of the items, false for the rest; null to start at the beginning.</param>
    public IEnumerable<T> Forward(Func<T, bool>? isBefore = null)
    {
        var (r, i) = Seek(isBefore);
        for (; r < _runs.Count; r++, i = 0)
        {
            var run = _runs[r];
            for (; i < run.Count; i++)
            {
                yield return run[i];
            }
        }
    }

    /// <summary>The items before the bound, last one first.</summary>
    /// <param name="isBefore">True for a prefix of the items, false for the rest; null for all.</param>
    public IEnumerable<T> Backward(Func<T, bool>? isBefore = null)
    {
        var (r, i) = isBefore is null ? (_runs.Count, 0) : Seek(isBefore);
        i--;
        while (true)
        {
            if (i < 0)
            {
                if (--r < 0)
                {
                    yield break;
                }

                i = _runs[r].Count - 1;
            }

            yield return _runs[r][i--];
        }
    }

    private (int Run, int Item) Seek(Func<T, bool>? isBefore)
    {
        if (isBefore is null)
        {
            return (0, 0);
        }

        int low = 0, high = _runs.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (isBefore(_runs[middle][^1]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == _runs.Count)
        {
            return (low, 0);
        }

        var run = _runs[low];
        int from = 0, to = run.Count;
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (isBefore(run[middle]))
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return (low, from);
    }

    // The run that holds or would hold the item: the first whose last item is not below it, else the last run.
    private int RunOf(T item)
    {
        int low = 0, high = _runs.Count - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (order.Compare(_runs[middle][^1], item) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

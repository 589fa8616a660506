using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>The documents of a collection, with everything they ever were.</summary>
internal sealed class CollectionStore(long scope, int number)
{
    private const long Day = 86_400_000_000;
    private const long Grace = 900_000_000;

    private readonly Dictionary<long, StoredDocument> _byId = [];
    private readonly Lock _changesLock = new();
    private readonly SortedRuns<StoredDocument> _inOrder = new(Comparer<StoredDocument>.Create((a, b) => a.Id.CompareTo(b.Id)));

    private SortedRuns<Change>? _changes;

    public long Scope { get; } = scope;

    public int Number { get; } = number;

    /// <summary>Arrivals and departures, by time.</summary>
    public SortedRuns<SetEvent> Events { get; } = new(SetEvent.Order);

    /// <summary>The indexes that the documents are in.</summary>
    public List<IndexStore> Indexes { get; } = [];

    /// <summary>The indexes and unique constraints of the collection's own definition, by what defines them.</summary>
    public Dictionary<string, NamedIndex> Named { get; } = [];

    /// <summary>The collection's definition.</summary>
    public ObjectValue Definition { get; set; } = ObjectValue.Empty;

    /// <summary>What a query language made of the definition; opaque to the store, null until it is asked for.</summary>
    public object? Compiled { get; set; }

    /// <summary>How long history is kept, days; null for ever.</summary>
    public long? HistoryDays { get; set; } = 0;

    /// <summary>Days after which a document expires when it does not say; null for never.</summary>
    public long? TtlDays { get; set; }

    /// <summary>History before this time (µs) is gone whatever <see cref="HistoryDays"/> says.</summary>
    public long Floor { get; set; }

    /// <summary>Documents that ever were, in order of their ids.</summary>
    public int Count => _byId.Count;

    public StoredDocument? Find(long id) => _byId.GetValueOrDefault(id);

    public StoredDocument FindOrAdd(long id)
    {
        if (!_byId.TryGetValue(id, out var document))
        {
            document = new StoredDocument(id);
            _byId.Add(id, document);
            _inOrder.Set(document);
        }

        return document;
    }

    public void Forget(StoredDocument document)
    {
        if (_byId.Remove(document.Id))
        {
            _inOrder.Remove(document);
        }
    }

    /// <summary>All documents ever, from an id upwards.</summary>
    public IEnumerable<StoredDocument> From(long id) => _inOrder.Forward(d => d.Id < id);

    /// <summary>All documents ever, below an id downwards; null for all of them.</summary>
    public IEnumerable<StoredDocument> Below(long? id) => id is { } limit ? _inOrder.Backward(d => d.Id < limit) : _inOrder.Backward();

    public IEnumerable<StoredDocument> All() => _inOrder.Forward();

    /// <summary>All writes of documents, by time and document. Kept from the first time on that somebody asks.</summary>
    public SortedRuns<Change> Changes()
    {
        lock (_changesLock)
        {
            if (_changes is null)
            {
                var changes = new SortedRuns<Change>(Change.Order);
                foreach (var change in _byId.Values.SelectMany(d => d.Versions.Select(v => new Change(v.Ts, d.Id))).Order(Change.Order))
                {
                    changes.Set(change);
                }

                _changes = changes;
            }

            return _changes;
        }
    }

    /// <summary>Notes a write, or takes the note back.</summary>
    public void RecordChange(long ts, long id, bool undo)
    {
        if (_changes is not { } changes)
        {
            return;
        }

        if (undo)
        {
            changes.Remove(new Change(ts, id));
        }
        else
        {
            changes.Set(new Change(ts, id));
        }
    }

    /// <summary>The version that is there at a time for a transaction with a snapshot time; null when none is.</summary>
    public DocumentVersion? Live(long id, long ts, long snapshot) =>
        Find(id)?.VersionAt(ts) is { } version && version.IsLive(snapshot) ? version : null;

    public RefValue RefTo(long id) => new(Scope, Number, id);

    /// <summary>The earliest time (µs) that a transaction with this snapshot may read.</summary>
    public long MinimumValidTime(long snapshot)
    {
        if (Number < NativeCollection.FirstUserCollection)
        {
            return 0;
        }

        var kept = HistoryDays is { } days ? snapshot - (days * Day) : long.MinValue;
        return Math.Max(0, Math.Max(kept, Floor) - Grace);
    }

    /// <summary>Sets the history; what the shorter of the old and the new one had lost stays lost.</summary>
    /// <param name="historyDays">The new history, null for ever.</param>
    /// <param name="ts">Time of the change, µs.</param>
    /// <param name="created">Whether the collection is being made.</param>
    public void ChangeHistory(long? historyDays, long ts, bool created)
    {
        var shorter = created ? historyDays ?? 0
            : HistoryDays is { } old && historyDays is { } now ? Math.Min(old, now)
            : HistoryDays ?? historyDays;
        if (shorter is { } days)
        {
            Floor = Math.Max(Floor, ts - (days * Day));
        }

        HistoryDays = historyDays;
    }
}

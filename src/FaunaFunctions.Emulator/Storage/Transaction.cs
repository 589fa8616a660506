using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>
/// A transaction. Its writes are in place at once, at the time at which it will commit, where only itself can see them;
/// <see cref="Abort"/> takes them back. Sets follow when they are read or the transaction commits.
/// </summary>
internal sealed class Transaction
{
    private readonly Dictionary<StoredDocument, Dirty> _dirty = [];
    private readonly List<Action> _onCommit = [];
    private readonly Stack<Action> _onAbort = new();
    private readonly bool _writable;
    private bool _unflushed;
    private bool _committed;

    public Transaction(FaunaStore store, bool writable)
    {
        Store = store;
        _writable = writable;
        Snapshot = store.Clock.Snapshot();
        CommitTs = writable ? store.Clock.NextCommit() : Snapshot;
    }

    public FaunaStore Store { get; }

    /// <summary>The time (µs) that the transaction takes for the present.</summary>
    public long Snapshot { get; }

    /// <summary>The time (µs) of its writes; they and all before them are what it reads.</summary>
    public long CommitTs { get; }

    public bool HasWritten { get; private set; }

    /// <summary>What an answer tells as the transaction's time.</summary>
    public long Time => HasWritten ? CommitTs : Snapshot;

    /// <exception cref="NotWritableException">The transaction was begun to read only.</exception>
    public void EnsureWritable()
    {
        if (!_writable)
        {
            throw new NotWritableException();
        }
    }

    /// <summary>Writes a version at the transaction's time; null deletes.</summary>
    public DocumentVersion Write(CollectionStore collection, long id, ObjectValue? fields)
    {
        var document = collection.FindOrAdd(id);
        if (!_dirty.TryGetValue(document, out var dirty))
        {
            dirty = new Dirty(collection, document.Versions);
            _dirty.Add(document, dirty);
        }

        var version = new DocumentVersion(CommitTs, fields, recreated: dirty.Deleted && fields is not null);
        dirty.Deleted |= fields is null;
        document.Versions = document.With(version);
        _unflushed = true;
        HasWritten = true;
        return version;
    }

    /// <summary>Adds a document that is not there, with a version of the transaction's time.</summary>
    /// <exception cref="ArgumentException">It is there.</exception>
    public void Add(CollectionStore collection, long id, DocumentVersion version)
    {
        var document = collection.FindOrAdd(id);
        if (document.Versions.Length > 0)
        {
            throw new ArgumentException($"There is a document {id} already.", nameof(id));
        }

        document.Versions = [version];
        Apply(collection, id, null, version, undo: false);
        HasWritten = true;
        _onAbort.Push(() =>
        {
            Apply(collection, id, null, version, undo: true);
            collection.Forget(document);
        });
    }

    /// <summary>Puts a whole history in the place of a document's own.</summary>
    public void WriteHistory(CollectionStore collection, long id, DocumentVersion[] versions)
    {
        Flush();
        var document = collection.FindOrAdd(id);
        var before = document.Versions;
        Replace(before, versions);
        _onAbort.Push(() => Replace(versions, before));
        HasWritten = true;

        void Replace(DocumentVersion[] old, DocumentVersion[] now)
        {
            ApplyAll(collection, id, old, undo: true);
            document.Versions = now;
            ApplyAll(collection, id, now, undo: false);
        }
    }

    /// <summary>Runs when everything has been written, in order.</summary>
    public void OnCommit(Action action) => _onCommit.Add(action);

    /// <summary>Brings sets up to date with the transaction's own writes.</summary>
    public void Flush()
    {
        if (!_unflushed)
        {
            return;
        }

        foreach (var (document, dirty) in _dirty)
        {
            var version = document.VersionAt(CommitTs)!;
            if (!ReferenceEquals(dirty.Flushed, version))
            {
                Undo(document, dirty);
                Apply(dirty.Collection, document.Id, dirty.Before, version, undo: false);
                dirty.Flushed = version;
            }
        }

        _unflushed = false;
    }

    /// <summary>Makes the writes final. Once is enough.</summary>
    public void Commit()
    {
        if (!HasWritten || _committed)
        {
            return;
        }

        Flush();
        _committed = true;
        Store.Clock.Committed(CommitTs);
        foreach (var action in _onCommit)
        {
            action();
        }
    }

    /// <summary>Takes the writes back; there is nothing left to commit.</summary>
    public void Abort()
    {
        if (_committed)
        {
            return;
        }

        while (_onAbort.TryPop(out var action))
        {
            action();
        }

        foreach (var (document, dirty) in _dirty)
        {
            Undo(document, dirty);
            document.Versions = dirty.Original;
            if (dirty.Original.Length == 0)
            {
                dirty.Collection.Forget(document);
            }
        }

        _dirty.Clear();
        _onCommit.Clear();
        _unflushed = false;
        HasWritten = false;
    }

    private static void Undo(StoredDocument document, Dirty dirty)
    {
        if (dirty.Flushed is { } flushed)
        {
            Apply(dirty.Collection, document.Id, dirty.Before, flushed, undo: true);
            dirty.Flushed = null;
        }
    }

    private static void ApplyAll(CollectionStore collection, long id, DocumentVersion[] versions, bool undo)
    {
        for (var i = 0; i < versions.Length; i++)
        {
            Apply(collection, id, i == 0 ? null : versions[i - 1], versions[i], undo);
        }
    }

    private static void Apply(CollectionStore collection, long id, DocumentVersion? before, DocumentVersion version, bool undo)
    {
        foreach (var change in SetEvent.Of(id, before, version))
        {
            if (undo)
            {
                collection.Events.Remove(change);
            }
            else
            {
                collection.Events.Set(change);
            }
        }

        collection.RecordChange(version.Ts, id, undo);
        var reference = collection.RefTo(id);
        foreach (var index in collection.Indexes)
        {
            index.Apply(reference, before, version, undo);
        }
    }

    private sealed class Dirty(CollectionStore collection, DocumentVersion[] original)
    {
        public CollectionStore Collection { get; } = collection;

        public DocumentVersion[] Original { get; } = original;

        public DocumentVersion? Before { get; } = original.Length == 0 ? null : original[^1];

        public bool Deleted { get; set; }

        /// <summary>The version that sets show; null when they show none of this transaction.</summary>
        public DocumentVersion? Flushed { get; set; }
    }
}

/// <summary>A transaction that was begun to read only was asked to write.</summary>
internal sealed class NotWritableException : Exception;

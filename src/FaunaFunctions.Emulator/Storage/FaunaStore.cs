using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>
/// All databases of a server. Readers run side by side; a writer runs alone, so that nobody sees half a transaction.
/// Knows nothing of any query language.
/// </summary>
internal sealed class FaunaStore : IDisposable
{
    private const long IdEpochMilliseconds = 1_336_258_300_944;
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    private readonly List<PendingBuild> _builds = [];
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _idLock = new();
    private long _lastId;
    private bool _building;

    public FaunaStore(TimeProvider time, int seed, TimeSpan indexBuildTime)
    {
        _time = time;
        _random = new Random(seed);
        IndexBuildTime = indexBuildTime;
        Clock = new TransactionClock(time);
        Root = new Database(0, null);
        Databases = new Dictionary<long, Database> { [0] = Root };
    }

    public TransactionClock Clock { get; }

    public Database Root { get; }

    /// <summary>By scope, dropped ones excluded.</summary>
    public Dictionary<long, Database> Databases { get; }

    /// <summary>Where the document of a secret is: the database, the native collection (keys or tokens) and the id.</summary>
    public Dictionary<string, (Database Home, int Native, long Id)> Secrets { get; } = [];

    /// <summary>How long the build of an index in the background takes.</summary>
    public TimeSpan IndexBuildTime { get; set; }

    /// <summary>Counts renamings: references rendered under another count may show an old name.</summary>
    public int NamingEpoch { get; set; }

    /// <summary>Evaluates a role's predicate in FQL v10; set by that language.</summary>
    public Func<Transaction, Database, string, Value, long?, bool> Predicate { get; set; } = (_, _, _, _, _) => false;

    /// <summary>Evaluates a computed field of an index; set by the query language.</summary>
    public Func<LambdaValue, RefValue, DocumentVersion, Value> Binder { get; set; } = (_, _, _) => NullValue.Instance;

    public T Read<T>(Func<Transaction, T> action)
    {
        FinishDueBuilds();
        _lock.EnterReadLock();
        try
        {
            return action(new Transaction(this, writable: false));
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Runs a transaction that may write: all of it is done, or nothing when it throws.</summary>
    public T Write<T>(Func<Transaction, T> action)
    {
        FinishDueBuilds();
        _lock.EnterWriteLock();
        try
        {
            var transaction = new Transaction(this, writable: true);
            try
            {
                var result = action(transaction);
                transaction.Commit();
                return result;
            }
            catch
            {
                transaction.Abort();
                throw;
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>A new id, greater than all before it.</summary>
    public long NewId()
    {
        var now = Math.Max(1, _time.GetUtcNow().ToUnixTimeMilliseconds() - IdEpochMilliseconds) << 20;
        lock (_idLock)
        {
            _lastId = Math.Max(_lastId + 1024, Math.Max(now, 300_000_000_000_000_000));
            return _lastId;
        }
    }

    public string NewSecret()
    {
        var bytes = new byte[30];
        _random.NextBytes(bytes);
        return "fn" + Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
    }

    public Database? Database(long scope) => Databases.GetValueOrDefault(scope);

    public CollectionStore? Collection(RefValue document) => Database(document.Scope)?.Collection(document.Collection);

    public void BuildLater(Database database, long index)
    {
        BuildLater(() => Build(database, index));
    }

    public void BuildLater(Action build)
    {
        _builds.Add(new PendingBuild(build, _time.GetUtcNow() + IndexBuildTime));
        Volatile.Write(ref _building, true);
    }

    /// <summary>Finishes the builds whose time has come, or all of them.</summary>
    public void FinishDueBuilds(bool all = false)
    {
        if (!Volatile.Read(ref _building))
        {
            return;
        }

        var now = _time.GetUtcNow();
        _lock.EnterWriteLock();
        try
        {
            foreach (var build in _builds.Where(b => all || b.Due <= now).ToList())
            {
                _builds.Remove(build);
                build.Build();
            }

            Volatile.Write(ref _building, _builds.Count > 0);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Fills an index with everything that its sources hold, and marks it active. Its <c>ts</c> stays.</summary>
    public static void Build(Database database, long id)
    {
        if (!database.Indexes.TryGetValue(id, out var index))
        {
            return;
        }

        index.Clear();
        foreach (var collection in database.UserCollections.Where(c => c.Indexes.Contains(index)))
        {
            index.Fill(collection);
        }

        var document = database.Native(NativeCollection.Indexes).Find(id)!;
        var last = document.Versions[^1];
        document.Versions = [.. document.Versions[..^1], new DocumentVersion(last.Ts, last.Fields.With("active", BoolValue.True))];
    }

    public void Dispose() => _lock.Dispose();

    private sealed record PendingBuild(Action Build, DateTimeOffset Due);
}

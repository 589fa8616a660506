using System.Collections.Concurrent;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Faults;

/// <summary>What goes wrong, and how slowly things go. Everything may be changed while requests run.</summary>
public sealed class EmulatorFaults
{
    private readonly ConcurrentQueue<EmulatorFault> _next = new();
    private readonly List<PageEdit> _edits = [];
    private readonly Lock _lock = new();
    private Random? _random;
    private RandomFaults? _randomFaults;
    private long _queries;

    /// <summary>Time that every query takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Time that a query takes for 1,000 documents read whole, in proportion.</summary>
    public TimeSpan LatencyPer1000Documents { get; set; }

    /// <summary>Time that a query takes for 1,000 rows of a set, in proportion.</summary>
    public TimeSpan LatencyPer1000Rows { get; set; }

    /// <summary>Time that a query takes longer for every other request under way: the more is asked, the slower it gets.</summary>
    public TimeSpan LatencyPerRequestInFlight { get; set; }

    /// <summary>Every n-th query is answered 429; 0 for none.</summary>
    public int ThrottleEvery { get; set; }

    /// <summary>Queries beyond this many at once are answered 429; 0 for no limit.</summary>
    public int ThrottleAbove { get; set; }

    /// <summary>Sees every request before it is answered and may say what goes wrong with it. Called from many threads.</summary>
    public Func<EmulatorRequest, EmulatorFault>? OnRequest { get; set; }

    /// <summary>Faults at random; null for none.</summary>
    public RandomFaults? Random
    {
        get => _randomFaults;
        set
        {
            lock (_lock)
            {
                _randomFaults = value;
                _random = value is null ? null : new Random(value.Seed);
            }
        }
    }

    /// <summary>The next queries go wrong this way.</summary>
    /// <param name="fault">How.</param>
    /// <param name="count">How many of them.</param>
    public void Next(EmulatorFault fault, int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _next.Enqueue(fault);
        }
    }

    /// <summary>The next page that holds the document is answered without it; later ones have it again.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="pages">The kind of pages it is dropped from.</param>
    public void DropFromNextPage(string collection, long id, PageKind pages) => Add(new PageEdit(collection, id, pages, Adds: false));

    /// <summary>The next page in which the document would stand is answered with it, although there is none.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="id">An id that no document has.</param>
    /// <param name="pages">The kind of pages it is added to.</param>
    public void AddToNextPage(string collection, long id, PageKind pages) => Add(new PageEdit(collection, id, pages, Adds: true));

    /// <summary>Whether all changes of pages have been made.</summary>
    public bool PagesAreEdited
    {
        get
        {
            lock (_lock)
            {
                return _edits.Count == 0;
            }
        }
    }

    internal Func<Value, Database, Value>? Edit => PagesAreEdited ? null : (answer, database) => Apply(answer, database, (e, v, d) => e.Apply(v, d));

    internal Func<Value, Database, Value>? EditFql => PagesAreEdited ? null : (answer, database) => Apply(answer, database, FqlPageEdit.Apply);

    internal (EmulatorFault Fault, TimeSpan ExtraLatency) Decide(EmulatorRequest request)
    {
        var number = Interlocked.Increment(ref _queries);
        var asked = OnRequest?.Invoke(request) ?? EmulatorFault.None;
        if (asked != EmulatorFault.None)
        {
            return (asked, TimeSpan.Zero);
        }

        if (_next.TryDequeue(out var planned))
        {
            return (planned, TimeSpan.Zero);
        }

        if ((ThrottleEvery > 0 && number % ThrottleEvery == 0) || (ThrottleAbove > 0 && request.InFlight > ThrottleAbove))
        {
            return (EmulatorFault.Throttled, TimeSpan.Zero);
        }

        lock (_lock)
        {
            return _random is null || _randomFaults is null ? (EmulatorFault.None, TimeSpan.Zero)
                : (Draw(_random, _randomFaults), _randomFaults.MaxLatency * _random.NextDouble());
        }
    }

    internal TimeSpan LatencyOf(int documents, int rows, int inFlight) =>
        Latency + (LatencyPer1000Documents * (documents / 1000.0)) + (LatencyPer1000Rows * (rows / 1000.0)) + (LatencyPerRequestInFlight * Math.Max(0, inFlight - 1));

    private static EmulatorFault Draw(Random random, RandomFaults faults)
    {
        var at = random.NextDouble();
        foreach (var (fault, probability) in new[]
        {
            (EmulatorFault.Throttled, faults.Throttled), (EmulatorFault.TimedOut, faults.TimedOut), (EmulatorFault.Contended, faults.Contended),
            (EmulatorFault.Reset, faults.Reset), (EmulatorFault.Closed, faults.Closed), (EmulatorFault.Truncated, faults.Truncated),
            (EmulatorFault.NeverAnswered, faults.NeverAnswered),
        })
        {
            at -= probability;
            if (at < 0)
            {
                return fault;
            }
        }

        return EmulatorFault.None;
    }

    private void Add(PageEdit edit)
    {
        lock (_lock)
        {
            _edits.Add(edit);
        }
    }

    private Value Apply(Value answer, Database database, Func<PageEdit, Value, Database, Value?> apply)
    {
        lock (_lock)
        {
            foreach (var edit in _edits.ToList())
            {
                if (apply(edit, answer, database) is { } changed)
                {
                    _edits.Remove(edit);
                    answer = changed;
                }
            }

            return answer;
        }
    }
}

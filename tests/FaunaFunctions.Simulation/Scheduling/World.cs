using System.Runtime.CompilerServices;

namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>
/// One seed's world: a clock that nobody waits for, and what is to happen, in order. Everything runs on the one thread of the pool; when nothing is ready
/// there any more, the next happening is due, and the clock jumps to it.
/// </summary>
internal sealed class World : IThreadPoolWorkItem
{
    // A schedule has some hundreds to a few thousand: one with more goes round in circles.
    private const int MostHappenings = 60_000;
    private static readonly DateTimeOffset Beginning = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Happening, (long Due, long Number)> _queue = new();
    private readonly TaskCompletionSource<string?> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string>? _trace;
    private long _number;
    private ulong _hash = 14695981039346656037;
    private Task? _story;

    public World(ulong seed, bool tracing)
    {
        Seed = seed;
        Latency = new Dice(seed, 1);
        _trace = tracing ? [] : null;
        Ticks = Beginning.UtcTicks;
    }

    public ulong Seed { get; }

    /// <summary>Decides how long everything takes, and so what comes before what.</summary>
    public Dice Latency { get; }

    /// <summary>Now, in ticks of 100 ns since year 1.</summary>
    public long Ticks { get; private set; }

    /// <summary>Now, µs since 1970.</summary>
    public long Micros => (Ticks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The trace so far; empty unless it is kept.</summary>
    public IReadOnlyList<string> Trace => _trace ?? [];

    public bool IsTracing => _trace is not null;

    /// <summary>A hash over everything that happened and when: two runs of a seed have the same.</summary>
    public ulong TraceHash => _hash;

    public int Happenings { get; private set; }

    /// <summary>Lets a story happen to its end.</summary>
    /// <returns>Why it never ends; null when it did.</returns>
    public async Task<string?> PlayAsync(Func<Task> story)
    {
        _story = story();
        Requeue();
        var stuck = await _over.Task;
        if (stuck is null)
        {
            await _story;
        }

        return stuck;
    }

    /// <summary>Something happens later, unless its process is dead by then.</summary>
    public Happening After(TimeSpan delay, SimulatedProcess? owner, Action action)
    {
        var happening = new Happening(Ticks + Math.Max(0, delay.Ticks), owner, action);
        _queue.Enqueue(happening, (happening.Due, _number++));
        return happening;
    }

    public Task DelayAsync(TimeSpan delay)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(delay, null, over.SetResult);
        return over.Task;
    }

    /// <summary>Notes what happens: in the hash always, in words when a trace is kept.</summary>
    public void Note(string kind, long first, long second, [InterpolatedStringHandlerArgument("")] ref TraceText text)
    {
        Hash((ulong)Ticks);
        Hash((ulong)first);
        Hash((ulong)second);
        foreach (var letter in kind)
        {
            Hash(letter);
        }

        _trace?.Add($"{(Ticks - Beginning.UtcTicks) / 1e7,12:0.0000000}  {kind,-10} {text.ToStringAndClear()}");
    }

    public void Execute()
    {
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            Requeue();
            return;
        }

        if (_story!.IsCompleted)
        {
            _over.SetResult(null);
            return;
        }

        while (_queue.TryDequeue(out var next, out _))
        {
            if (next.IsCancelled || next.Owner is { IsDead: true })
            {
                continue;
            }

            if (++Happenings > MostHappenings)
            {
                _over.SetResult($"goes round in circles: {MostHappenings} happenings, and no end");
                return;
            }

            Ticks = next.Due;
            next.Action();
            Requeue();
            return;
        }

        _over.SetResult("hangs: nothing will ever happen again, and it is not over");
    }

    private void Requeue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void Hash(ulong value) => _hash = (_hash ^ value) * 1099511628211;

    /// <summary>Words of a trace, put together only when one is kept.</summary>
    [InterpolatedStringHandler]
    internal ref struct TraceText
    {
        private DefaultInterpolatedStringHandler _text;
        private readonly bool _kept;

        public TraceText(int literalLength, int formattedCount, World world, out bool isKept)
        {
            _kept = isKept = world.IsTracing;
            _text = isKept ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string ToStringAndClear() => _kept ? _text.ToStringAndClear() : "";
    }
}

/// <summary>Something that is to happen.</summary>
internal sealed class Happening(long due, SimulatedProcess? owner, Action action)
{
    public long Due { get; } = due;

    public SimulatedProcess? Owner { get; } = owner;

    public Action Action { get; } = action;

    public bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;
}

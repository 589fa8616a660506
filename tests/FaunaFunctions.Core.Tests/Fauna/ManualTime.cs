namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>
/// A clock for retries and timeouts: a pause no longer than a retry's ends at once and moves the clock on; a longer one,
/// which is a timeout, ends when the test says so.
/// </summary>
internal sealed class ManualTime(TimeSpan longestPause) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _waiting = [];
    private readonly List<TimeSpan> _pauses = [];
    private TimeSpan _elapsed;

    public ManualTime()
        : this(TimeSpan.FromSeconds(20))
    {
    }

    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_gate)
            {
                return [.. _pauses];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56) + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and ends no timeout.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_gate)
        {
            _elapsed += time;
        }
    }

    /// <summary>Ends every timeout that is running, and moves the clock by the longest of them.</summary>
    public void ExpireTimeouts()
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            due = [.. _waiting];
            _waiting.Clear();
            _elapsed += due.Select(timer => timer.Due).DefaultIfEmpty().Max();
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = dueTime;
                if (dueTime > time._longestPause)
                {
                    time._waiting.Add(this);
                    return true;
                }

                time._elapsed += dueTime;
                time._pauses.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(_ => fire());
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private readonly TimeSpan _longestPause = longestPause;
}

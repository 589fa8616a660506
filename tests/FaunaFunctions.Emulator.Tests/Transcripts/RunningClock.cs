namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>The real clock, which a test may make jump ahead. Timers made from it fire earlier by every jump.</summary>
internal sealed class RunningClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Timer> _timers = [];
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return System.GetUtcNow() + _ahead;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return System.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);
        }
    }

    public void Jump(TimeSpan by)
    {
        Timer[] timers;
        lock (_lock)
        {
            _ahead += by;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Rearm();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A system timer that knows when it is due on the jumping clock.</summary>
    private sealed class Timer : ITimer
    {
        private readonly RunningClock _clock;
        private readonly ITimer _system;
        private readonly Lock _lock = new();
        private long? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public Timer(RunningClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _system = System.CreateTimer(_ => Fire(callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow().Ticks + dueTime.Ticks;
                _period = period;
                return _system.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        public void Rearm()
        {
            lock (_lock)
            {
                if (_due is { } due)
                {
                    _system.Change(TimeSpan.FromTicks(Math.Max(0, due - _clock.GetUtcNow().Ticks)), Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose()
        {
            Forget();
            _system.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Forget();
            return _system.DisposeAsync();
        }

        private void Forget()
        {
            lock (_lock)
            {
                _due = null;
            }

            lock (_clock._lock)
            {
                _clock._timers.Remove(this);
            }
        }

        private void Fire(TimerCallback callback, object? state)
        {
            lock (_lock)
            {
                if (_due is null)
                {
                    return;
                }

                _due = null;
                if (_period > TimeSpan.Zero)
                {
                    _due = _clock.GetUtcNow().Ticks + _period.Ticks;
                    _system.Change(_period, Timeout.InfiniteTimeSpan);
                }
            }

            callback(state);
        }
    }
}

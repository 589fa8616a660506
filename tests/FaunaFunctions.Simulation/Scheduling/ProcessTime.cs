namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>A process's clock and timers, in the world's time.</summary>
internal sealed class ProcessTime(SimulatedProcess process, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(process.World.Ticks + skew.Ticks, TimeSpan.Zero);

    public override long GetTimestamp() => process.World.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedProcess process, Action callback) : ITimer
    {
        private Happening? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = dueTime == Timeout.InfiniteTimeSpan
                ? null
                : process.World.After(dueTime, process, () =>
                {
                    _next = null;
                    if (period > TimeSpan.Zero)
                    {
                        Change(period, period);
                    }

                    callback();
                });
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Room for answers. A request leaves only when there is room for the answer it will bring; once it has left, its answer
/// is read to the end even where it turns out larger than expected, since a server cuts an answer that is not read.
/// </summary>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _used;

    /// <summary>Bytes reserved now.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>The bound.</summary>
    public long Limit => limit;

    /// <summary>Reserves bytes, in the order of the calls. A reservation larger than the bound is granted when nothing else is reserved.</summary>
    public async Task<Reservation> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((bytes, granted));
            Grant();
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted))
        {
            await granted.Task;
        }

        return new Reservation(this, bytes);
    }

    /// <summary>Reserves bytes without waiting, beyond the bound if need be: for what everything that is waiting waits for.</summary>
    public Reservation ReserveNow(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
        }

        return new Reservation(this, bytes);
    }

    private void Grant()
    {
        while (_waiting.TryPeek(out var next) && (_used == 0 || _used + next.Bytes <= limit))
        {
            _waiting.Dequeue();
            if (next.Granted.TrySetResult())
            {
                _used += next.Bytes;
            }
        }
    }

    private void Change(long difference)
    {
        lock (_lock)
        {
            _used += difference;
            Grant();
        }
    }

    /// <summary>A share of the budget; returned when disposed.</summary>
    internal sealed class Reservation(ByteBudget budget, long bytes) : IDisposable
    {
        private readonly Lock _lock = new();
        private long _bytes = bytes;
        private bool _returned;

        /// <summary>Bytes reserved.</summary>
        public long Bytes
        {
            get
            {
                lock (_lock)
                {
                    return _bytes;
                }
            }
        }

        /// <summary>Replaces the estimate by what is known now. Never waits.</summary>
        public void Resize(long actual)
        {
            lock (_lock)
            {
                if (_returned)
                {
                    return;
                }

                budget.Change(actual - _bytes);
                _bytes = actual;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_lock)
            {
                if (_returned)
                {
                    return;
                }

                _returned = true;
                budget.Change(-_bytes);
            }
        }
    }
}

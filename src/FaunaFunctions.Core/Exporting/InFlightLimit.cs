namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// How many pages may be asked for at once: doubles each round trip while that brings more documents per second, then climbs or
/// steps back by one, and halves when the server throttles or times out (AIMD). Safe for concurrent calls.
/// </summary>
internal sealed class InFlightLimit
{
    private const double WorthDoubling = 1.15;
    private const double WorthOneMore = 1.02;
    private const int RoundsBetweenTrials = 12;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _active;
    private int _limit;
    private bool _doubling = true;
    private long _roundStarted;
    private int _roundPages;
    private long _roundDocuments;
    private double _lastRate;
    private int _lastLevel;
    private int _trial;
    private int _direction = 1;
    private int _roundsToTrial;
    private long _halvedAt;

    /// <param name="most">The most pages in flight (the setting), at least 1.</param>
    /// <param name="time">Clock for documents per second.</param>
    public InFlightLimit(int most, TimeProvider time)
    {
        _most = most;
        _time = time;
        _limit = Math.Min(2, most);
        _roundStarted = time.GetTimestamp();
        _halvedAt = long.MinValue;
    }

    /// <summary>Pages that may be in flight now.</summary>
    public int Current
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }
    }

    /// <summary>Pages in flight now.</summary>
    public int Active
    {
        get
        {
            lock (_lock)
            {
                return _active;
            }
        }
    }

    /// <summary>Waits for a place, in the order of the calls.</summary>
    /// <returns>The moment the place was taken, to be handed to <see cref="Leave"/> and <see cref="Throttled"/>.</returns>
    public async Task<long> EnterAsync(CancellationToken cancellationToken)
    {
        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(granted);
            Grant();
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted))
        {
            await granted.Task;
        }

        return _time.GetTimestamp();
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="enteredAt">What <see cref="EnterAsync"/> returned for the request.</param>
    /// <param name="documents">Documents that came; 0 when the request failed.</param>
    public void Leave(long enteredAt, int documents)
    {
        lock (_lock)
        {
            _active--;
            if (documents > 0)
            {
                Measure(enteredAt, documents);
            }

            Grant();
        }
    }

    /// <summary>The server asked for less. A request that left before the last halving does not halve again.</summary>
    /// <param name="enteredAt">What <see cref="EnterAsync"/> returned for the request.</param>
    public void Throttled(long enteredAt)
    {
        lock (_lock)
        {
            if (enteredAt <= _halvedAt)
            {
                return;
            }

            _halvedAt = _time.GetTimestamp();
            _doubling = false;
            _limit = Math.Max(1, _limit / 2);
            _trial = 0;
            _roundsToTrial = RoundsBetweenTrials;
            StartRound();
        }
    }

    // Only pages that were asked for at the present level tell how fast it is.
    private void Measure(long enteredAt, int documents)
    {
        if (enteredAt < _roundStarted)
        {
            return;
        }

        _roundPages++;
        _roundDocuments += documents;
        if (_roundPages < (_doubling ? Math.Max(2, _limit) : Math.Max(8, 2 * _limit)))
        {
            return;
        }

        var seconds = _time.GetElapsedTime(_roundStarted).TotalSeconds;
        var rate = _roundDocuments / Math.Max(seconds, 1e-6);
        if (_doubling)
        {
            Double(rate);
        }
        else
        {
            Climb(rate);
        }

        StartRound();
    }

    private void Double(double rate)
    {
        if (_lastRate > 0 && rate < _lastRate * WorthDoubling)
        {
            _limit = _lastLevel;
            _doubling = false;
        }
        else
        {
            _lastRate = rate;
            _lastLevel = _limit;
            _doubling = _limit < _most;
            _limit = Math.Min(_most, 2 * _limit);
        }

        _roundsToTrial = RoundsBetweenTrials;
    }

    private void Climb(double rate)
    {
        if (_trial != 0)
        {
            var better = rate > _lastRate * (_trial > 0 ? WorthOneMore : 1);
            if (!better)
            {
                _limit = Math.Clamp(_limit - _trial, 1, _most);
                _direction = -_trial;
                _roundsToTrial = RoundsBetweenTrials;
                _trial = 0;
                return;
            }

            _lastRate = rate;
            Try(_trial);
            return;
        }

        _lastRate = _lastRate == 0 ? rate : (0.5 * _lastRate) + (0.5 * rate);
        if (--_roundsToTrial <= 0)
        {
            Try(_limit >= _most ? -1 : _limit <= 1 ? 1 : _direction);
        }
    }

    private void Try(int step)
    {
        var tried = Math.Clamp(_limit + step, 1, _most);
        _trial = tried - _limit;
        _limit = tried;
        if (_trial == 0)
        {
            _roundsToTrial = RoundsBetweenTrials;
        }
    }

    private void StartRound()
    {
        _roundStarted = _time.GetTimestamp();
        _roundPages = 0;
        _roundDocuments = 0;
    }

    private void Grant()
    {
        while (_active < _limit && _waiting.TryDequeue(out var next))
        {
            if (next.TrySetResult())
            {
                _active++;
            }
        }
    }
}

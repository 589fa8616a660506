using System.Diagnostics;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What a replay server saw of its client.</summary>
internal sealed record ReplayStatistics
{
    /// <summary>Requests, throttled ones included.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests answered 429.</summary>
    public required int Throttled { get; init; }

    /// <summary>Most requests for documents at once.</summary>
    public required int MostInFlight { get; init; }

    /// <summary>Requests for documents in flight at the moment each of them came, itself included, in the order of their coming.</summary>
    public required IReadOnlyList<int> InFlight { get; init; }

    /// <summary>The longest time from a page's first byte until the client had taken all of it (but for what the kernel keeps), in ms.</summary>
    public required double LongestAnswerMilliseconds { get; init; }

    /// <summary>Bytes of all pages of documents, all exports together.</summary>
    public required long AnswerBytes { get; init; }

    /// <summary>Bytes of the largest page.</summary>
    public required long LargestAnswerBytes { get; init; }
}

/// <summary>Counts a replay server's requests.</summary>
internal sealed class ReplayLoad
{
    private readonly Lock _lock = new();
    private readonly List<int> _inFlight = [];
    private int _requests;
    private int _throttled;
    private int _now;
    private long _longestAnswer;
    private long _largestAnswer;
    private long _bytes;

    /// <summary>A request came.</summary>
    /// <returns>Its number, from 1.</returns>
    public int Count()
    {
        lock (_lock)
        {
            return ++_requests;
        }
    }

    public void CountThrottled()
    {
        lock (_lock)
        {
            _throttled++;
        }
    }

    /// <summary>A request for documents came.</summary>
    /// <returns>How many of them there are now.</returns>
    public int Enter()
    {
        lock (_lock)
        {
            _inFlight.Add(++_now);
            return _now;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _now--;
        }
    }

    /// <summary>A page was taken by the client.</summary>
    /// <param name="since"><see cref="Stopwatch.GetTimestamp"/> at its first byte.</param>
    /// <param name="bytes">Its length.</param>
    public void Taken(long since, long bytes)
    {
        var took = Stopwatch.GetTimestamp() - since;
        lock (_lock)
        {
            _longestAnswer = Math.Max(_longestAnswer, took);
            _bytes += bytes;
            _largestAnswer = Math.Max(_largestAnswer, bytes);
        }
    }

    public ReplayStatistics Read()
    {
        lock (_lock)
        {
            return new ReplayStatistics
            {
                Requests = _requests,
                Throttled = _throttled,
                MostInFlight = _inFlight.Count == 0 ? 0 : _inFlight.Max(),
                InFlight = [.. _inFlight],
                LongestAnswerMilliseconds = _longestAnswer * 1000.0 / Stopwatch.Frequency,
                AnswerBytes = _bytes,
                LargestAnswerBytes = _largestAnswer,
            };
        }
    }
}

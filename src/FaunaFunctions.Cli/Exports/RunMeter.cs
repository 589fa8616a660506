using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Cli.Exports;

/// <summary>Follows a run for its display: the newest progress, the total where it is known, time and rate.</summary>
/// <param name="name">The export's name.</param>
/// <param name="bytesBefore">Bytes that earlier invocations of the run committed: no part of this one's rate.</param>
/// <param name="count">Counts the collection's documents at a time (µs). Asked once, in a full export, while the run goes on.</param>
/// <param name="time">Clock.</param>
internal sealed class RunMeter(string name, long bytesBefore, Func<long, Task<long?>> count, TimeProvider time) : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private RunProgress? _latest;
    private Task<long?>? _total;

    /// <summary>The export's name.</summary>
    public string Name => name;

    /// <summary>The newest progress; null before the first page.</summary>
    public RunProgress? Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>How many documents a full export will have; null when that is not known (yet).</summary>
    public long? Total
    {
        get
        {
            lock (_lock)
            {
                return _total is { IsCompletedSuccessfully: true } total ? total.Result : null;
            }
        }
    }

    /// <summary>Since the invocation began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Bytes of NDJSON that this invocation wrote.</summary>
    public long BytesHere => (Latest?.Bytes ?? bytesBefore) - bytesBefore;

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            _latest = value;
            if (_total is null && value is { Mode: RunMode.Full, Phase: RunPhase.Documents })
            {
                var at = value.At;
                _total = Task.Run(() => count(at));
            }
        }
    }
}

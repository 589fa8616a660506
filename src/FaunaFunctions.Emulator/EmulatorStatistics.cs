namespace FaunaFunctions.Emulator;

/// <summary>What has been asked of an emulator so far.</summary>
public sealed class EmulatorStatistics
{
    private long _requests;
    private long _bytesSent;
    private int _inFlight;
    private int _maxInFlight;

    /// <summary>Requests received.</summary>
    public long RequestCount => Volatile.Read(ref _requests);

    /// <summary>Bytes of answers handed to the network, headers apart.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most requests that were under way at once.</summary>
    public int MaxInFlight => Volatile.Read(ref _maxInFlight);

    /// <summary>Starts counting anew; requests under way stay counted.</summary>
    public void Reset()
    {
        Volatile.Write(ref _requests, 0);
        Volatile.Write(ref _bytesSent, 0);
        Volatile.Write(ref _maxInFlight, InFlight);
    }

    internal (long Number, int InFlight) Begin()
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var most = MaxInFlight; inFlight > most; most = MaxInFlight)
        {
            Interlocked.CompareExchange(ref _maxInFlight, inFlight, most);
        }

        return (Interlocked.Increment(ref _requests), inFlight);
    }

    internal void End() => Interlocked.Decrement(ref _inFlight);

    internal void Sent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);
}

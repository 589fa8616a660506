namespace FaunaFunctions.Emulator.Storage;

/// <summary>
/// Transaction times in µs. Every commit is later than all commits and all snapshots before it, so that a snapshot once
/// given out never changes; a snapshot is never before the last commit.
/// </summary>
internal sealed class TransactionClock(TimeProvider time)
{
    private long _lastSnapshot;
    private long _lastCommit;

    public long LastCommit => Volatile.Read(ref _lastCommit);

    /// <summary>The present time in µs, as the clock on the wall has it.</summary>
    public long Wall => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10;

    /// <summary>The snapshot time of a transaction that begins now.</summary>
    public long Snapshot()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _lastSnapshot);
            var snapshot = Math.Max(Math.Max(Wall, LastCommit + 1), seen);
            if (snapshot == seen || Interlocked.CompareExchange(ref _lastSnapshot, snapshot, seen) == seen)
            {
                return snapshot;
            }
        }
    }

    /// <summary>The time at which a transaction that begins now would commit. Called by one writer at a time.</summary>
    public long NextCommit() => Math.Max(Wall, Math.Max(Volatile.Read(ref _lastSnapshot), LastCommit) + 1);

    public void Committed(long ts) => Volatile.Write(ref _lastCommit, ts);
}

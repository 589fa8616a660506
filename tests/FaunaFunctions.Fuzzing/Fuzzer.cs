using FaunaFunctions.Fuzzing.Mutation;

namespace FaunaFunctions.Fuzzing;

/// <summary>Makes an input of each seed, and judges what the target does with it.</summary>
internal sealed class Fuzzer(FuzzTarget target)
{
    /// <summary>Of processor time, which is the same on a busy machine: far above what any input takes, far below a hang.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>By the clock: an input that waits for something takes no processor time.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that reading an input may allocate, and so many more for each byte of it.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    private const long MostBytesPerByte = 2000;

    private readonly Mutator _mutator = new(target.Corpus());

    public FuzzTarget Target => target;

    public byte[] InputOf(int seed) => _mutator.Make(new Random(seed));

    /// <summary>The corpus itself, then one input for each seed, until something is found.</summary>
    public async Task<Finding?> RunAsync(int from, int count)
    {
        foreach (var input in _mutator.Corpus)
        {
            if (await TryAsync(input, null) is { } finding)
            {
                return finding;
            }
        }

        for (var seed = from; seed < from + count; seed++)
        {
            if (await TryAsync(InputOf(seed), seed) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>What is wrong with what the target makes of an input; null when nothing is.</summary>
    public async Task<Finding?> TryAsync(byte[] input, int? seed)
    {
        var started = Environment.CpuUsage.TotalTime;
        long bytes;
        try
        {
            bytes = await Task.Run(() => MeasureAsync(input)).WaitAsync(Hang);
        }
        catch (TimeoutException)
        {
            return new Finding(target.Name, seed, input, "hang", $"it did not end within {Hang}");
        }
        catch (Exception e)
        {
            return Finding.Of(target, seed, input, e);
        }

        var used = Environment.CpuUsage.TotalTime - started;
        return used > Longest ? new Finding(target.Name, seed, input, "slow", $"it took {used} of processor time")
            : bytes > MostBytes + (input.Length * MostBytesPerByte) ? new Finding(target.Name, seed, input, "memory", $"it allocated {bytes} bytes")
            : null;
    }

    // What goes on on another thread cannot be counted; few inputs do.
    private async Task<long> MeasureAsync(byte[] input)
    {
        var thread = Environment.CurrentManagedThreadId;
        var before = GC.GetAllocatedBytesForCurrentThread();
        await target.RunAsync(input);
        return Environment.CurrentManagedThreadId == thread ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
    }
}

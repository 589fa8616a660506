namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>A stream of random numbers of its own for every purpose, so that fewer draws for one of them do not change the others.</summary>
internal sealed class Dice(ulong seed, ulong purpose)
{
    private ulong _state = Mix(seed * 0x9E3779B97F4A7C15 + Mix(purpose + 1));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Between 0 and <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)((Next() >> 33) % (ulong)limit);

    /// <summary>Between the two, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>From 0 up to, and not including, 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share) => Share() < share;

    public T Of<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

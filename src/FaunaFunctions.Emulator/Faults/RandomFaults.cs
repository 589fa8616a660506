namespace FaunaFunctions.Emulator.Faults;

/// <summary>Faults that strike at random, the same ones for the same seed and order of requests. Probabilities are 0 … 1 for each request.</summary>
public sealed record RandomFaults
{
    /// <summary>Where the randomness starts.</summary>
    public int Seed { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.Throttled"/>.</summary>
    public double Throttled { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.TimedOut"/>.</summary>
    public double TimedOut { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.Contended"/>.</summary>
    public double Contended { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.Reset"/>.</summary>
    public double Reset { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.Closed"/>.</summary>
    public double Closed { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.Truncated"/>.</summary>
    public double Truncated { get; init; }

    /// <summary>Probability of <see cref="EmulatorFault.NeverAnswered"/>.</summary>
    public double NeverAnswered { get; init; }

    /// <summary>The most extra latency of a request; each gets a random part of it.</summary>
    public TimeSpan MaxLatency { get; init; }

    /// <summary>A little of everything that a client is expected to survive.</summary>
    /// <param name="seed">Where the randomness starts.</param>
    public static RandomFaults Everything(int seed) => new()
    {
        Seed = seed,
        Throttled = 0.05,
        TimedOut = 0.03,
        Contended = 0.01,
        Reset = 0.02,
        Closed = 0.02,
        Truncated = 0.02,
        MaxLatency = TimeSpan.FromMilliseconds(20),
    };
}

using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Emulator;

/// <summary>How an emulator is started.</summary>
public sealed record EmulatorOptions
{
    /// <summary>TCP port on the loopback address; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The secret that may do everything, and make databases and keys.</summary>
    public string RootSecret { get; init; } = "secret";

    /// <summary>The clock of transactions, ttl, history, index builds and latencies. Sockets go by the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the randomness of secrets starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long the build of an index takes that is not built at once (more than 128 documents, or several sources).</summary>
    public TimeSpan IndexBuildTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After this long without a request, a connection is closed (to the second).</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An answer of which the client takes nothing for this long is cut off.</summary>
    public TimeSpan UnreadAnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time that every query takes; see <see cref="EmulatorFaults.Latency"/>.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Time that a query takes for 1,000 documents; see <see cref="EmulatorFaults.LatencyPer1000Documents"/>.</summary>
    public TimeSpan LatencyPer1000Documents { get; init; }

    /// <summary>Faults at random; null for none.</summary>
    public RandomFaults? Faults { get; init; }
}

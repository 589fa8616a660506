namespace FaunaFunctions.Azure.Connections;

/// <summary>How long storage is waited for.</summary>
public sealed record StorageTuning
{
    /// <summary>What fits Azure: about half a minute of tries.</summary>
    public static StorageTuning Default { get; } = new();

    /// <summary>Tries after the first, on 408, 429, 5xx and broken connections.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Pause before the second try; it doubles from there.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one try may wait for an answer's head, and for each piece of its body.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a claim on an export outlives its process: 15 to 60 s. It is renewed three times as often.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}

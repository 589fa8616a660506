using System.Diagnostics;
using System.Text.Json;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>What reading a collection once took, in a process of its own.</summary>
internal sealed record Measurement
{
    public required long Documents { get; init; }

    /// <summary>Bytes of the answers, where they were counted.</summary>
    public long WireBytes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Of all threads, system time included.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>The most bytes that the process ever had resident.</summary>
    public required long PeakResidentBytes { get; init; }

    /// <summary>Name and SHA-256 of every part, a line each; empty when nothing was written.</summary>
    public string Parts { get; init; } = "";

    public double DocumentsPerSecond => Documents / Seconds;

    public static async Task<Measurement> TakeAsync(Func<Task<Measurement>> work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var done = await work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return done with
        {
            Seconds = seconds,
            CpuSeconds = (process.TotalProcessorTime - cpu).TotalSeconds,
            PeakResidentBytes = process.PeakWorkingSet64,
        };
    }

    public static Measurement Of(long documents, long wireBytes = 0) =>
        new() { Documents = documents, WireBytes = wireBytes, Seconds = 0, CpuSeconds = 0, PeakResidentBytes = 0 };

    public string ToJson() => JsonSerializer.Serialize(this);

    public static Measurement Parse(string json) => JsonSerializer.Deserialize<Measurement>(json)!;
}

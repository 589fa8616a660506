using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What a replay server holds, and how it behaves. Handed to its process as one JSON argument.</summary>
internal sealed record ReplayOptions
{
    /// <summary>The query language that the server is asked in.</summary>
    public FaunaApi Api { get; init; }

    /// <summary>Documents in the collection <see cref="ReplayServer.Collection"/>.</summary>
    public int Documents { get; init; } = 200_000;

    /// <summary>Documents in the collection <see cref="ReplayServer.WarmUpCollection"/>; none without.</summary>
    public int WarmUpDocuments { get; init; }

    /// <summary>Bytes of a document on the wire; 0 for the sample documents, of about 1 KB.</summary>
    public int DocumentBytes { get; init; }

    /// <summary>Milliseconds that every request takes.</summary>
    public double BaseLatency { get; init; }

    /// <summary>Milliseconds that 1,000 documents take; 1,000 keys take a twelfth, as on a real server.</summary>
    public double Latency { get; init; }

    /// <summary>Requests in flight that the server bears; beyond, each slows down all, and together they get less than before. 0 for no such limit.</summary>
    public int Capacity { get; init; }

    /// <summary>Every n-th request is answered 429; 0 for none.</summary>
    public int ThrottleEvery { get; init; }

    /// <summary>Bytes of the kernel's send buffer; 0 for its default. Small, an answer that is not read is soon felt here.</summary>
    public int SendBuffer { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ReplayOptions Parse(string json) =>
        JsonSerializer.Deserialize<ReplayOptions>(json) ?? throw new FormatException("No options for the replay server.");
}

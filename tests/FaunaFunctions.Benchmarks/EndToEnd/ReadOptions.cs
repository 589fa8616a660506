using System.Text.Json;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>How a child process reads a replayed collection. Handed to it as one JSON argument.</summary>
internal sealed record ReadOptions
{
    public Uri Server { get; init; } = new("http://127.0.0.1");

    /// <summary>The query language, which has to be the server's.</summary>
    public FaunaApi Api { get; init; }

    public int PageSize { get; init; } = 1000;

    /// <summary>Pages in flight.</summary>
    public int Parallelism { get; init; } = 1;

    public Compression Compression { get; init; } = Compression.None;

    /// <summary>Bytes of NDJSON per part; 0 for the default.</summary>
    public long PartSize { get; init; }

    /// <summary>Whether the warm-up collection is read first, unmeasured: what a fresh process costs is then left out.</summary>
    public bool WarmUp { get; init; }

    /// <summary>Whether the parts are read back and named with their checksums, unmeasured.</summary>
    public bool Digest { get; init; }

    /// <summary>A collection of the server.</summary>
    public IFaunaSource Source(FaunaTransport transport, string collection) =>
        Api == FaunaApi.V10 ? new V10Source(transport, collection) : new V4Source(transport, collection);

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ReadOptions Parse(string json) =>
        JsonSerializer.Deserialize<ReadOptions>(json) ?? throw new FormatException("No options for the child process.");
}

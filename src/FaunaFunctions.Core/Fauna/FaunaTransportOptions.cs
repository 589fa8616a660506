namespace FaunaFunctions.Core.Fauna;

/// <summary>Limits of the way to the server. The defaults suit an exporter.</summary>
public sealed record FaunaTransportOptions
{
    /// <summary>The longest a server may work on one request, 1 ms … 10 min. It is told; what takes longer is <c>time out</c>.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How much longer than the server's own limit an answer's first byte is waited for: a server never answers some requests at all.
    /// </summary>
    public TimeSpan AnswerMargin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause inside an answer.</summary>
    public TimeSpan IdleReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that an answer's body may take, however steadily it trickles: a page of 64 MiB then came with less than 110 KB/s.</summary>
    public TimeSpan LongestAnswer { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest wait for a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer that is read, in bytes; at most 2^31 − 64 KiB.</summary>
    public int MaxAnswerBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>The most connections at once; at least as many as pages are read in parallel.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>How failed tries are repeated.</summary>
    public RetryPolicy Retry { get; init; } = new();
}

namespace FaunaFunctions.Core.Fauna;

/// <summary>One request, and what the transport must know to send, repeat and explain it.</summary>
internal sealed record FaunaCall
{
    /// <summary>The request's JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Which of the server's doors it goes to.</summary>
    public FaunaEndpoint Endpoint { get; init; } = FaunaEndpoint.V4;

    /// <summary>What stands behind the door's own path; empty for nothing.</summary>
    public string Path { get; init; } = "";

    /// <summary>What is asked for, in words that a message can use: <c>the documents of collection 'orders'</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What to grant when the server says that a privilege is missing, as a sentence; null when nothing is known.</summary>
    public string? Privilege { get; init; }

    /// <summary>The longest the server may work on it; null for the transport's default.</summary>
    public TimeSpan? QueryTimeout { get; init; }

    /// <summary>The longest that all tries together may take, before a <see cref="FaunaTimeout"/>; null for no limit but the retry budget.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// The server's snapshot must not lie before this time (µs): v4 answers the present to a time in the future, and a
    /// server whose clock is behind would so answer an older state than was asked for.
    /// </summary>
    public long NotBefore { get; init; }

    /// <summary>Whether a try that timed out after using up its time is repeated as it is. False for pages: a smaller one has better prospects.</summary>
    public bool RepeatTimeouts { get; init; } = true;

    /// <summary>Hears of tries and of the answer's size; may be null.</summary>
    public IPageObserver? Observer { get; init; }
}

/// <summary>The server's doors. Each has its own path, headers and way to tell the time.</summary>
internal enum FaunaEndpoint
{
    /// <summary><c>/</c>: FQL v4 expressions.</summary>
    V4,

    /// <summary><c>/query/1</c>: FQL v10 queries.</summary>
    V10Query,

    /// <summary><c>/feed/1</c>: a page of a v10 event source.</summary>
    V10Feed,

    /// <summary><c>/schema/1/files</c>: the files of a v10 schema. Asked with <c>GET</c>.</summary>
    V10SchemaFiles,
}

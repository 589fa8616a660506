namespace FaunaFunctions.Core.Fauna;

/// <summary>Something that Fauna, or the way to it, answered instead of data.</summary>
public abstract class FaunaException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>401: the secret is unknown, deleted, or of another database.</summary>
public sealed class FaunaUnauthorized(string message) : FaunaException(message);

/// <summary>403: the key's role lacks a privilege that the message names.</summary>
public sealed class FaunaPermissionDenied(string message) : FaunaException(message);

/// <summary>A collection, index, function or role that a request names does not exist (v4: <c>invalid ref</c>).</summary>
public sealed class FaunaNotFound(string message) : FaunaException(message);

/// <summary>A request that repeating cannot mend: 400, 404, 405, 410, 413. Carries the server's code and position.</summary>
public sealed class FaunaRequestRefused(string message, int status, string code) : FaunaException(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The server's error code, such as <c>invalid argument</c>; empty when the body held none.</summary>
    public string Code { get; } = code;
}

/// <summary>The index exists but is still being built (v4: "Index 'x' is not active.").</summary>
public sealed class FaunaIndexNotActive(string message) : FaunaException(message);

/// <summary>The index cannot tell what changed: its source is another collection, its first two values are not <c>ts</c> and <c>ref</c>, or it has terms.</summary>
public sealed class FaunaIndexUnfit(string message) : FaunaException(message);

/// <summary>
/// The time to read at lies before the collection's minimum valid time
/// (v4: "Requested timestamp T less than minimum allowed timestamp M.").
/// </summary>
public sealed class SnapshotExpired(string message, long? minimumMicros) : FaunaException(message)
{
    /// <summary>The oldest time that can still be read, in µs since 1970; null when the server did not say.</summary>
    public long? MinimumMicros { get; } = minimumMicros;
}

/// <summary>
/// A feed that cannot show a change, and does not say which document's (v10: a computed field that fails): going on behind it would lose the change. Or a
/// collection that has no feed.
/// </summary>
public sealed class FaunaFeedBroken(string message) : FaunaException(message);

/// <summary>429, 409, and the retries that the budget allowed were used up.</summary>
public sealed class FaunaThrottled(string message) : FaunaException(message);

/// <summary>The server's own time limit, or ours, passed before an answer; the retries were used up. A smaller page may do.</summary>
public sealed class FaunaTimeout(string message, Exception? inner = null) : FaunaException(message, inner);

/// <summary>One request asked for more than fits: the answer is longer than is accepted, or the query too wide or too costly for the server. A smaller page will do.</summary>
public sealed class FaunaPageTooLarge(string message) : FaunaException(message);

/// <summary>No connection, a cut answer, or 5xx, and the retries were used up.</summary>
public sealed class FaunaUnavailable(string message, Exception? inner = null) : FaunaException(message, inner);

/// <summary>The server answered 200 with something that is not what the protocol says: never guessed at.</summary>
public sealed class FaunaProtocolViolation(string message, Exception? inner = null) : FaunaException(message, inner);

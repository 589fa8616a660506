namespace FaunaFunctions.Emulator.Faults;

/// <summary>What goes wrong with one request.</summary>
public enum EmulatorFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is answered 429, <c>too many requests</c>, without being run.</summary>
    Throttled,

    /// <summary>It is answered 503, <c>time out</c>, without being run.</summary>
    TimedOut,

    /// <summary>It is answered 409, <c>contended transaction</c>, without being run.</summary>
    Contended,

    /// <summary>Its connection is reset before an answer; the query is not run.</summary>
    Reset,

    /// <summary>Its connection is closed without an answer, as a server closes one that rested too long; the query is not run.</summary>
    Closed,

    /// <summary>Its answer is cut off in the middle of the body.</summary>
    Truncated,

    /// <summary>It is never answered; the connection stays open.</summary>
    NeverAnswered,
}

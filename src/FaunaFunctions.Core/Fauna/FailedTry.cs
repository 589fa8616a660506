namespace FaunaFunctions.Core.Fauna;

/// <summary>How often a kind of failure may be repeated.</summary>
internal enum Repeats
{
    /// <summary>Not at all: the same request would fail again.</summary>
    Never,

    /// <summary>A few times: the server says it is its own fault, but a request can cause it.</summary>
    Few,

    /// <summary>A few times, as long as the server has never answered anything.</summary>
    FewUntilFirstContact,

    /// <summary>Until the budget ends.</summary>
    WithinBudget,
}

/// <summary>A try that brought no answer.</summary>
/// <param name="Repeats">Whether trying again can help.</param>
/// <param name="Reason">What an observer hears when it is repeated.</param>
/// <param name="Error">Makes the exception of the last try; its argument tells, at the message's end, what was tried.</param>
internal sealed record FailedTry(Repeats Repeats, RetryReason Reason, Func<string, FaunaException> Error);

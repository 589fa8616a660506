namespace FaunaFunctions.App.Runs;

/// <summary>A run stopped at its budget, and the message that would have it gone on with could not be sent.</summary>
internal sealed class ContinuationNotSent(string export, Exception inner) : Exception(
    $"Export '{export}' stopped at its budget with what it had read committed, but the message that continues it could not be sent: {inner.Message} The export's next run goes on from there.",
    inner);

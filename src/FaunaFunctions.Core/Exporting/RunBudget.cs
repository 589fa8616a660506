namespace FaunaFunctions.Core.Exporting;

/// <summary>When an invocation must stop reading.</summary>
internal sealed class RunBudget(RunRequest request, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Whether it is time to commit and stop.</summary>
    public bool Exhausted =>
        request.Stop.IsCancellationRequested
        || (request.Budget is { } budget && time.GetElapsedTime(_started) >= budget);
}

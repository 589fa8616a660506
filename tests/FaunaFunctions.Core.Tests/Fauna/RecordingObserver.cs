using System.Collections.Concurrent;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

internal sealed class RecordingObserver : IPageObserver
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Heard => [.. _heard];

    public Task Answered => _answered.Task;

    public void OnRetry(RetryReason reason) => _heard.Enqueue($"retry {reason}");

    public void OnAnswer(long bytes)
    {
        _heard.Enqueue($"answer {bytes}");
        _answered.TrySetResult();
    }
}

using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Tests.Unit.Support;

/// <summary>A queue in memory. A message that was received stays away until it is put back by hand.</summary>
internal sealed class MemoryQueue : IContinuationQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<ReceivedContinuation> _waiting = [];
    private readonly List<Continuation> _sent = [];
    private readonly List<string> _deleted = [];
    private int _next;

    /// <summary>Whether messages are refused.</summary>
    public bool Refuses { get; set; }

    public IReadOnlyList<Continuation> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    public IReadOnlyList<string> Deleted
    {
        get
        {
            lock (_lock)
            {
                return [.. _deleted];
            }
        }
    }

    public void Put(string text, long dequeueCount = 1)
    {
        lock (_lock)
        {
            _waiting.Enqueue(new ReceivedContinuation(ContinuationJson.Read(text), text, dequeueCount, $"{++_next}", "receipt"));
        }
    }

    public Task SendAsync(Continuation continuation, TimeSpan? delay, CancellationToken cancellationToken)
    {
        if (Refuses)
        {
            throw new StorageUnavailable("The queue is away.");
        }

        lock (_lock)
        {
            _sent.Add(continuation);
        }

        Put(ContinuationJson.Write(continuation));
        return Task.CompletedTask;
    }

    public Task<ReceivedContinuation?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_waiting.TryDequeue(out var received) ? received : null);
        }
    }

    public Task DeleteAsync(ReceivedContinuation received, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _deleted.Add(received.Text);
        }

        return Task.CompletedTask;
    }
}

using Azure;
using Azure.Storage.Queues;
using FaunaFunctions.Azure.Connections;

namespace FaunaFunctions.Azure.Continuations;

/// <summary>Continuations on a storage queue.</summary>
/// <param name="queue">The queue; its client encodes nothing.</param>
public sealed class StorageContinuationQueue(QueueClient queue) : IContinuationQueue
{
    private readonly StoragePlace _place = StoragePlace.Of(queue);

    /// <inheritdoc/>
    public Task SendAsync(Continuation continuation, TimeSpan? delay, CancellationToken cancellationToken) => StorageFault.GuardAsync(
        $"ask for run {continuation.Run} of export '{continuation.Export}' to be gone on with",
        _place,
        () => queue.SendMessageAsync(ContinuationJson.Write(continuation), delay, timeToLive: null, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ReceivedContinuation?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken) => StorageFault.GuardAsync(
        "look for runs to go on with",
        _place,
        async () =>
        {
            var answer = await queue.ReceiveMessageAsync(visibility, cancellationToken);
            if (answer.Value is not { } message)
            {
                return null;
            }

            var text = message.Body.ToString();
            return new ReceivedContinuation(ContinuationJson.Read(text), text, message.DequeueCount, message.MessageId, message.PopReceipt);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(ReceivedContinuation received, CancellationToken cancellationToken) => StorageFault.GuardAsync(
        "remove a message that was worked off",
        _place,
        async () =>
        {
            try
            {
                await queue.DeleteMessageAsync(received.MessageId, received.PopReceipt, cancellationToken);
            }
            catch (RequestFailedException e) when (e.ErrorCode is "MessageNotFound" or "PopReceiptMismatch")
            {
                // Gone, or visible again and taken by another: then it is that one's to remove.
            }
        },
        cancellationToken);
}

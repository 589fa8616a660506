using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Continuations;

/// <summary>Where a run that stopped at its budget asks to be gone on with.</summary>
public interface IContinuationQueue
{
    /// <summary>Adds a message.</summary>
    /// <param name="continuation">The run.</param>
    /// <param name="delay">How long nobody sees it, up to 7 days; null or zero for not at all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Parts.StorageUnavailable">The storage refused.</exception>
    Task SendAsync(Continuation continuation, TimeSpan? delay, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the next message, which nobody else sees for a while; null when there is none. It comes again unless it is deleted before that. For
    /// an app that runs without the Functions host, which polls by itself.
    /// </summary>
    /// <param name="visibility">How long nobody else sees it, 1 s to 7 days.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Core.Parts.StorageUnavailable">The storage refused.</exception>
    Task<ReceivedContinuation?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken);

    /// <summary>Removes a message that was received. Returns also when it is gone, or was taken by somebody else meanwhile.</summary>
    /// <exception cref="Core.Parts.StorageUnavailable">The storage refused.</exception>
    Task DeleteAsync(ReceivedContinuation received, CancellationToken cancellationToken);
}

/// <summary>Says which run is to be gone on with.</summary>
/// <param name="Export">The export's name.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Mode">What is to be done when that run is finished, because it was asked for and is still owed: a full export; null for nothing more.</param>
/// <param name="AcceptShrink">True when that full export is to be published however much smaller it is than the last one; null for not.</param>
public sealed record Continuation(string Export, string Run, RunMode? Mode = null, bool? AcceptShrink = null);

/// <summary>A message that was taken from the queue.</summary>
/// <param name="Continuation">What it says; null when it is not a continuation: delete it.</param>
/// <param name="Text">Its text as it stands in the queue.</param>
/// <param name="DequeueCount">How often it was taken, this time included.</param>
/// <param name="MessageId">Names it to the service.</param>
/// <param name="PopReceipt">Names this taking of it to the service.</param>
public sealed record ReceivedContinuation(Continuation? Continuation, string Text, long DequeueCount, string MessageId, string PopReceipt);

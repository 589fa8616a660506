using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FaunaFunctions.App.Tests.Host.Definitions;
using FaunaFunctions.App.Tests.Host.Invocations;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Triggers;

/// <summary>Takes messages of a function's queue, and gives them back or puts them aside when the function fails.</summary>
internal sealed class QueuePump(FunctionDefinition function, QueueSettings settings, Invoker invoker, HostLog log, TimeProvider time)
{
    // The host hides a message for ten minutes while its function runs, and asks an empty queue less and less often; here it is asked as often as suits a test.
    private static readonly TimeSpan HiddenWhileRunning = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(50);

    private readonly QueueTrigger _trigger = (QueueTrigger)function.Trigger;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var queue = Open(_trigger.Queue);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                QueueMessage[] messages = await queue.ReceiveMessagesAsync(settings.BatchSize, HiddenWhileRunning, cancellationToken);
                await Task.WhenAll(messages.Select(m => HandleAsync(queue, m, cancellationToken)));
                if (messages.Length > 0)
                {
                    continue;
                }
            }
            catch (RequestFailedException)
            {
                // No queue yet, or no service: the host asks again.
            }
            catch (AggregateException e) when (e.InnerExceptions.All(i => i is RequestFailedException))
            {
                // The same after all tries.
            }

            await Task.Delay(PollingInterval, CancellationToken.None);
        }
    }

    /// <summary>Starts the function by hand with a message that is in no queue.</summary>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">The end of the host.</param>
    public Task<Invocation> FireAsync(string text, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var facts = new QueueMessageFacts(Guid.NewGuid().ToString(), "by-hand", text, 1, now, now.AddDays(7), now);
        return invoker.InvokeAsync(function.Name, Payload.Queue(function.Name, _trigger.Name, facts, now), cancellationToken);
    }

    private async Task HandleAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        if (Decode(message.Body.ToString()) is { } text)
        {
            var facts = new QueueMessageFacts(
                message.MessageId, message.PopReceipt, text, message.DequeueCount,
                message.InsertedOn ?? default, message.ExpiresOn ?? default, message.NextVisibleOn ?? default);
            var invocation = await invoker.InvokeAsync(function.Name, Payload.Queue(function.Name, _trigger.Name, facts, time.GetUtcNow()), cancellationToken);
            if (invocation.Outcome == Outcome.Succeeded)
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                return;
            }
        }

        if (message.DequeueCount < settings.MaxDequeueCount)
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, settings.VisibilityTimeout, CancellationToken.None);
            return;
        }

        log.Add(LogLevel.Error, "Host", $"Message has reached MaxDequeueCount of {settings.MaxDequeueCount}. Moving message to queue '{_trigger.Queue}-poison'.");
        var poison = Open(_trigger.Queue + "-poison");
        await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await poison.SendMessageAsync(message.Body, cancellationToken: CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
    }

    private QueueClient Open(string name)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        return new QueueClient(_trigger.ConnectionString, name, options);
    }

    // Null when the text is not in the encoding that host.json names.
    private string? Decode(string text)
    {
        if (!settings.IsBase64)
        {
            return text;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}

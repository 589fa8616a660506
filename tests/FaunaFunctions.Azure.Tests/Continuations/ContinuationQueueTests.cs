using Azure.Storage.Queues;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Continuations;

public sealed class ContinuationQueueTests(AzuriteFixture azurite)
{
    private readonly StorageNames _names = StorageNames.Unique();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_continuation_is_plain_JSON_that_comes_until_it_is_deleted()
    {
        using var storage = StorageForTest.Open(azurite.ConnectionString, _names);
        await storage.EnsureCreatedAsync(Cancel);

        await storage.Continuations.SendAsync(new Continuation("orders", "run-1"), null, Cancel);

        var raw = await Queue().PeekMessageAsync(Cancel);
        Assert.Equal("""{"export":"orders","run":"run-1"}""", raw.Value.Body.ToString());
        var received = await storage.Continuations.ReceiveAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal(new Continuation("orders", "run-1"), received!.Continuation);
        Assert.Equal(1, received.DequeueCount);
        Assert.Null(await storage.Continuations.ReceiveAsync(TimeSpan.FromMinutes(1), Cancel));
        await storage.Continuations.DeleteAsync(received, Cancel);
        await storage.Continuations.DeleteAsync(received, Cancel);
        Assert.Equal(0, (await Queue().GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_delayed_continuation_is_there_and_is_not_seen()
    {
        using var storage = StorageForTest.Open(azurite.ConnectionString, _names);
        await storage.EnsureCreatedAsync(Cancel);

        await storage.Continuations.SendAsync(new Continuation("orders", "run-1"), TimeSpan.FromHours(1), Cancel);

        Assert.Null(await storage.Continuations.ReceiveAsync(TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(1, (await Queue().GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"export":"orders"}""")]
    [InlineData("""{"export":null,"run":"r"}""")]
    [InlineData("eyJleHBvcnQiOiJvcmRlcnMiLCJydW4iOiJyIn0=")]
    public async Task A_message_of_somebody_else_is_received_as_such(string text)
    {
        using var storage = StorageForTest.Open(azurite.ConnectionString, _names);
        await storage.EnsureCreatedAsync(Cancel);
        await Queue().SendMessageAsync(text, Cancel);

        var received = await storage.Continuations.ReceiveAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Null(received!.Continuation);
        Assert.Equal(text, received.Text);
    }

    [Fact]
    public void Fields_of_a_newer_version_are_passed_over() =>
        Assert.Equal(new Continuation("orders", "r"), ContinuationJson.Read("""{"export":"orders","run":"r","range":3}"""));

    [Fact]
    public void What_an_older_version_does_not_know_is_written_only_when_it_is_asked_for()
    {
        var accepted = new Continuation("orders", "r", RunMode.Full, AcceptShrink: true);

        Assert.Equal("""{"export":"orders","run":"r","mode":"full"}""", ContinuationJson.Write(accepted with { AcceptShrink = null }));
        Assert.Equal("""{"export":"orders","run":"r","mode":"full","acceptShrink":true}""", ContinuationJson.Write(accepted));
        Assert.Equal(accepted, ContinuationJson.Read(ContinuationJson.Write(accepted)));
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_an_error_that_names_it()
    {
        using var storage = StorageForTest.Open(azurite.ConnectionString, _names);

        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => storage.Continuations.SendAsync(new Continuation("orders", "r"), null, Cancel));

        Assert.Contains($"queue '{_names.Queue}' of storage account 'devstoreaccount1'): the queue is not there", failure.Message, StringComparison.Ordinal);
    }

    private QueueClient Queue() => new(azurite.ConnectionString, _names.Queue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
}

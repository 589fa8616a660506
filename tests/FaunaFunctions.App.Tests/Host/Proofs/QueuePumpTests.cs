using Azure.Storage.Queues;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class QueuePumpTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_message_that_succeeds_is_gone()
    {
        var name = StorageNames.Unique().Queue;
        using var app = AppWith(name);
        var queue = new QueueClient(azurite.ConnectionString, name);
        await queue.CreateAsync(cancellationToken: None);
        await queue.SendMessageAsync("""{"a":1}""", None);
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(FakeHandler.Saying(200, "application/json", "{}"))));

        await UntilAsync(async () => (await queue.GetPropertiesAsync(None)).Value.ApproximateMessagesCount == 0);

        Assert.Equal(Outcome.Succeeded, Assert.Single(host.Invocations).Outcome);
    }

    [Fact]
    public async Task A_message_that_fails_comes_back_counted_and_goes_to_the_poison_queue_after_the_last_try()
    {
        var name = StorageNames.Unique().Queue;
        using var app = AppWith(name);
        var queue = new QueueClient(azurite.ConnectionString, name);
        var poison = new QueueClient(azurite.ConnectionString, name + "-poison");
        await queue.CreateAsync(cancellationToken: None);
        await queue.SendMessageAsync("""{"a":1}""", None);
        var bodies = new List<string>();
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            context.Response.StatusCode = 500;
        })));

        await UntilAsync(async () => await poison.ExistsAsync(None) && (await poison.GetPropertiesAsync(None)).Value.ApproximateMessagesCount == 1);

        Assert.Equal(3, bodies.Count);
        Assert.All(bodies, b => Assert.Contains("""Data":{"msg":"\"{\\\"a\\\":1}\""}""", b, StringComparison.Ordinal));
        Assert.Equal(["1", "2", "3"], bodies.Select(b => b.Split("\"DequeueCount\":\"")[1][..1]));
        Assert.Equal("""{"a":1}""", (await poison.ReceiveMessageAsync(cancellationToken: None)).Value.Body.ToString());
        Assert.Equal(0, (await queue.GetPropertiesAsync(None)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_plain_message_is_no_message_for_a_host_that_expects_base64()
    {
        var name = StorageNames.Unique().Queue;
        using var app = AppWith(name);
        app.AppSettings["AzureFunctionsJobHost__extensions__queues__messageEncoding"] = "base64";
        var queue = new QueueClient(azurite.ConnectionString, name);
        var poison = new QueueClient(azurite.ConnectionString, name + "-poison");
        await queue.CreateAsync(cancellationToken: None);
        await queue.SendMessageAsync("""{"a":1}""", None);
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(FakeHandler.Saying(200, "application/json", "{}"))));

        await UntilAsync(async () => await poison.ExistsAsync(None) && (await poison.GetPropertiesAsync(None)).Value.ApproximateMessagesCount == 1);

        Assert.Empty(host.Invocations);
    }

    private SmallApp AppWith(string queue)
    {
        var app = new SmallApp(("take", SmallApp.Queue(queue)));
        app.AppSettings["AzureWebJobsStorage"] = azurite.ConnectionString;
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}

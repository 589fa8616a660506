using FaunaFunctions.Benchmarks.EndToEnd;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;

namespace FaunaFunctions.EndToEnd.Tests;

/// <summary>A side that is slow slows the asking, never the reading, and never loses a row.</summary>
public sealed class SlowSidesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Slow_storage_leaves_no_answer_unread(int parallelism)
    {
        // Answers of more bytes than the kernels between here and the server hold: one that is not read stands still at the server.
        var server = new ReplayOptions { Documents = 600, DocumentBytes = 200_000, SendBuffer = 64 * 1024 };
        var options = new ReadOptions { PageSize = 1000, Parallelism = parallelism, PartSize = 20_000_000 };
        var commit = TimeSpan.FromSeconds(1.5);

        var export = await ReplayExport.RunAsync(
            server, options, TestContext.Current.CancellationToken, parts => new SlowPartStore(parts, commit));

        Assert.Equal(600, export.Rows);
        Assert.True(export.Took > 5 * commit, $"The storage was not slow: {export.Took}.");
        Assert.InRange(export.Server.LargestAnswerBytes, 8_000_000, 36_000_000);
        Assert.InRange(export.Server.LongestAnswerMilliseconds, 0, 1000);
    }

    [Fact]
    public async Task A_server_that_throttles_every_third_request_is_exported_whole_with_few_pages_in_flight()
    {
        var server = new ReplayOptions { Documents = 10_000, BaseLatency = 5 };
        var options = new ReadOptions { PageSize = 100, Parallelism = 16, PartSize = 1_000_000 };

        var calm = await ReplayExport.RunAsync(server, options, TestContext.Current.CancellationToken);
        var throttled = await ReplayExport.RunAsync(server with { ThrottleEvery = 3 }, options, TestContext.Current.CancellationToken);

        Assert.InRange(throttled.Server.Throttled, 30, 100);
        Assert.Equal(calm.Parts, throttled.Parts);
        Assert.InRange(Settled(throttled).Average(), 1, 4);
    }

    [Fact]
    public async Task A_server_that_gets_slower_the_more_it_is_asked_is_asked_as_much_as_it_bears()
    {
        const int Bears = 4;
        var server = new ReplayOptions { Documents = 60_000, BaseLatency = 10, Capacity = Bears };
        var options = new ReadOptions { PageSize = 100, Parallelism = 16 };

        var export = await ReplayExport.RunAsync(server, options, TestContext.Current.CancellationToken);

        Assert.Equal(60_000, export.Rows);
        Assert.InRange(Settled(export).Average(), 2, 1.5 * Bears);
        Assert.True(Settled(export).Max() <= 2 * Bears, string.Join(' ', export.Server.InFlight));
    }

    private static IEnumerable<int> Settled(ReplayExport export) => export.Server.InFlight.Skip(export.Server.InFlight.Count / 2);
}

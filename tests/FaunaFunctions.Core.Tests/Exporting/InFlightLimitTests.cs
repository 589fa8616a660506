using FaunaFunctions.Core.Exporting;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Exporting;

public sealed class InFlightLimitTests
{
    [Fact]
    public async Task All_places_are_used_when_a_server_answers_as_fast_however_much_is_asked()
    {
        var levels = await SimulateAsync(most: 8, pages: 400, latency: _ => 150);

        Assert.Equal(8, levels[30]);
        Assert.All(levels[60..], level => Assert.InRange(level, 7, 8));
    }

    [Fact]
    public async Task The_number_of_places_doubles_with_every_round_trip_at_first()
    {
        var levels = await SimulateAsync(most: 16, pages: 40, latency: _ => 150);

        Assert.Equal(2, levels[0]);
        Assert.Equal(16, levels[16]);
    }

    [Fact]
    public async Task Places_settle_where_more_of_them_bring_nothing()
    {
        var levels = await SimulateAsync(most: 32, pages: 2000, latency: active => Math.Max(150, active * 150 / 4));

        Assert.InRange(levels[500..].Average(), 3, 10);
    }

    [Fact]
    public async Task Places_settle_low_when_a_server_gets_slower_the_more_it_is_asked()
    {
        var levels = await SimulateAsync(most: 16, pages: 2000, latency: active => 50 * active * active);

        Assert.InRange(levels[200..].Average(), 1, 3);
    }

    [Fact]
    public async Task Throttling_halves_the_places_once_for_all_requests_that_were_under_way()
    {
        var time = new FakeTimeProvider();
        var limit = new InFlightLimit(8, time);
        var entered = new List<long>();
        for (var page = 0; page < 8; page++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            limit.Leave(await limit.EnterAsync(TestContext.Current.CancellationToken), 1000);
        }

        var before = limit.Current;
        for (var request = 0; request < before; request++)
        {
            entered.Add(await limit.EnterAsync(TestContext.Current.CancellationToken));
        }

        time.Advance(TimeSpan.FromMilliseconds(10));
        entered.ForEach(limit.Throttled);

        Assert.Equal(Math.Max(1, before / 2), limit.Current);
    }

    [Fact]
    public async Task A_server_that_throttles_every_third_request_is_asked_little_and_never_not_at_all()
    {
        var levels = await SimulateAsync(most: 16, pages: 1500, latency: _ => 100, throttle: request => request % 3 == 0);

        Assert.All(levels, level => Assert.InRange(level, 1, 16));
        Assert.InRange(levels[300..].Average(), 1, 3);
    }

    [Fact]
    public async Task A_waiting_request_goes_when_a_place_is_given_back()
    {
        var limit = new InFlightLimit(1, new FakeTimeProvider());
        var first = await limit.EnterAsync(TestContext.Current.CancellationToken);
        var second = limit.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        limit.Leave(first, 0);

        await second;
        Assert.Equal(1, limit.Active);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_place()
    {
        var limit = new InFlightLimit(1, new FakeTimeProvider());
        var first = await limit.EnterAsync(TestContext.Current.CancellationToken);
        using var cancelled = new CancellationTokenSource();
        var second = limit.EnterAsync(cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        limit.Leave(first, 1);

        Assert.Equal(0, limit.Active);
    }

    // A server in virtual time: each request takes as long as the number of requests then under way says.
    private static async Task<int[]> SimulateAsync(int most, int pages, Func<int, double> latency, Func<int, bool>? throttle = null)
    {
        var time = new FakeTimeProvider();
        var limit = new InFlightLimit(most, time);
        var underWay = new PriorityQueue<(long Entered, bool Throttled), DateTimeOffset>();
        var levels = new List<int>();
        var asked = 0;
        while (levels.Count < pages)
        {
            while (limit.Active < limit.Current)
            {
                var entered = await limit.EnterAsync(TestContext.Current.CancellationToken);
                underWay.Enqueue(
                    (entered, throttle?.Invoke(++asked) ?? false),
                    time.GetUtcNow().AddMilliseconds(latency(limit.Active)));
            }

            underWay.TryDequeue(out var request, out var answered);
            if (answered > time.GetUtcNow())
            {
                time.SetUtcNow(answered);
            }

            levels.Add(limit.Current);
            if (request.Throttled)
            {
                limit.Throttled(request.Entered);
                limit.Leave(request.Entered, 0);
            }
            else
            {
                limit.Leave(request.Entered, 1000);
            }
        }

        return [.. levels];
    }
}

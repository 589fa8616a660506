namespace FaunaFunctions.Emulator.Tests.Transcripts;

public sealed class RunningClockTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_jump_moves_both_times_ahead_by_as_much()
    {
        var clock = new RunningClock();
        var (now, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());

        clock.Jump(TimeSpan.FromHours(1));

        Assert.InRange(clock.GetUtcNow() - now, TimeSpan.FromHours(1), TimeSpan.FromHours(1) + Soon);
        Assert.InRange(clock.GetElapsedTime(stamp), TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1) + Soon);
    }

    [Fact]
    public async Task A_delay_ends_at_the_jump_that_passes_it_and_not_before()
    {
        var clock = new RunningClock();
        var delay = Task.Delay(TimeSpan.FromHours(2), clock, TestContext.Current.CancellationToken);

        clock.Jump(TimeSpan.FromHours(1));
        var early = delay.IsCompleted;
        clock.Jump(TimeSpan.FromHours(1));

        Assert.False(early);
        await delay.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_delay_ends_by_itself_without_a_jump() =>
        await Task.Delay(TimeSpan.FromMilliseconds(5), new RunningClock(), TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_periodic_timer_keeps_firing()
    {
        var clock = new RunningClock();
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);

        for (var i = 0; i < 3; i++)
        {
            var tick = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
            clock.Jump(TimeSpan.FromHours(1));
            Assert.True(await tick.WaitAsync(Soon, TestContext.Current.CancellationToken));
        }
    }
}

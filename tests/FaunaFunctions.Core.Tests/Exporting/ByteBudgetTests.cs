using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

public sealed class ByteBudgetTests
{
    [Fact]
    public async Task A_reservation_waits_until_there_is_room()
    {
        var budget = new ByteBudget(100);
        var first = await budget.ReserveAsync(70, TestContext.Current.CancellationToken);
        var second = budget.ReserveAsync(40, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var granted = await second;
        Assert.Equal(40, budget.Used);
    }

    [Fact]
    public async Task A_reservation_beyond_the_bound_is_granted_when_it_is_alone()
    {
        var budget = new ByteBudget(100);

        using var large = await budget.ReserveAsync(1000, TestContext.Current.CancellationToken);

        Assert.Equal(1000, budget.Used);
    }

    [Fact]
    public async Task Learning_that_an_answer_is_smaller_lets_the_next_one_go()
    {
        var budget = new ByteBudget(100);
        using var first = await budget.ReserveAsync(90, TestContext.Current.CancellationToken);
        var second = budget.ReserveAsync(50, TestContext.Current.CancellationToken);

        first.Resize(10);

        (await second).Dispose();
    }

    [Fact]
    public async Task An_answer_larger_than_expected_never_waits()
    {
        var budget = new ByteBudget(100);
        using var first = await budget.ReserveAsync(10, TestContext.Current.CancellationToken);

        first.Resize(5000);

        Assert.Equal(5000, budget.Used);
    }

    [Fact]
    public async Task A_small_reservation_does_not_overtake_a_large_one()
    {
        var budget = new ByteBudget(100);
        var first = await budget.ReserveAsync(60, TestContext.Current.CancellationToken);
        var large = budget.ReserveAsync(90, TestContext.Current.CancellationToken);
        var small = budget.ReserveAsync(1, TestContext.Current.CancellationToken);
        Assert.False(small.IsCompleted);

        first.Dispose();

        (await large).Dispose();
        (await small).Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task A_reservation_is_returned_once_however_often_it_is_disposed()
    {
        var budget = new ByteBudget(100);
        var first = await budget.ReserveAsync(60, TestContext.Current.CancellationToken);
        var other = await budget.ReserveAsync(40, TestContext.Current.CancellationToken);

        first.Dispose();
        first.Dispose();
        first.Resize(10);

        Assert.Equal(40, budget.Used);
        other.Dispose();
    }
}

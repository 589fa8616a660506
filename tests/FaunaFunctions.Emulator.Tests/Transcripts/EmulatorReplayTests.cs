namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>Does the emulator answer what a real server was recorded to answer? One case for each exchange.</summary>
public sealed class EmulatorReplayTests(EmulatorReplays replays) : IClassFixture<EmulatorReplays>
{
    private static IEnumerable<(string Scenario, Exchange Exchange)> All =>
        Scenario.Names.SelectMany(name => Scenario.Load(name).Exchanges.Select(e => (name, e)));

    public static IEnumerable<TheoryDataRow<string, int>> Alike => Rows(All.Where(x => !KnownDifferences.Contains(x.Scenario, x.Exchange)));

    public static IEnumerable<TheoryDataRow<string, int>> Different => Rows(All.Where(x => KnownDifferences.Contains(x.Scenario, x.Exchange)));

    [Theory]
    [MemberData(nameof(Alike))]
    public async Task The_emulator_answers_as_recorded(string scenario, int number)
    {
        var outcome = await OutcomeAsync(scenario, number);

        Assert.True(outcome.Agrees, outcome.Describe());
    }

    [Theory]
    [MemberData(nameof(Different))]
    public async Task A_known_difference_still_differs(string scenario, int number)
    {
        var outcome = await OutcomeAsync(scenario, number);

        Assert.False(outcome.Agrees, $"{scenario} #{number} {outcome.Exchange.Name} agrees now: take it off the list of known differences.");
    }

    [Fact]
    public void At_most_two_percent_of_the_exchanges_are_known_to_differ()
    {
        var different = Different.Count();

        Assert.Equal(KnownDifferences.All.Count, different);
        Assert.InRange(different, 0, All.Count() * 2 / 100);
    }

    private async Task<Outcome> OutcomeAsync(string scenario, int number) =>
        (await replays.OfAsync(scenario)).Single(o => o.Exchange.Number == number);

    private static IEnumerable<TheoryDataRow<string, int>> Rows(IEnumerable<(string Scenario, Exchange Exchange)> exchanges) =>
        exchanges.Select(x => new TheoryDataRow<string, int>(x.Scenario, x.Exchange.Number)
            .WithTestDisplayName($"{x.Scenario} #{x.Exchange.Number} {x.Exchange.Name}"));
}

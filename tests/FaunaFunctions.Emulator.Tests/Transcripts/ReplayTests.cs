using System.Text.RegularExpressions;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>Is the replayer able to agree, and to disagree? Asked of a server that gives the recorded answers.</summary>
public sealed partial class ReplayTests
{
    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Recorded_answers_agree_with_themselves(string name)
    {
        var outcomes = await ReplayAsync(Scenario.Load(name));

        Assert.All(outcomes, o => Assert.True(o.Agrees, o.Describe()));
    }

    [Fact]
    public void All_recorded_exchanges_are_there()
    {
        Assert.Equal(15, Scenario.Names.Count);
        Assert.Equal(1459, Scenario.Names.Sum(n => Scenario.Load(n).Exchanges.Count()));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Another_status_disagrees(string name)
    {
        var scenario = Scenario.Load(name);
        var changed = scenario.Exchanges.ElementAt(scenario.Exchanges.Count() / 2);

        var outcomes = await ReplayAsync(scenario, e => e == changed ? e.Answer with { Status = e.Answer.Status + 1 } : e.Answer);

        Assert.Equal([changed.Number], Disagreeing(outcomes));
    }

    [Fact]
    public async Task Another_content_type_disagrees()
    {
        var outcomes = await ReplayAsync(Scenario.Load("v4-paging"), e => e.Number == 20 ? e.Answer with { ContentType = "text/plain" } : e.Answer);

        Assert.Equal([20], Disagreeing(outcomes));
    }

    [Fact]
    public async Task Each_changed_value_disagrees()
    {
        var scenario = Scenario.Load("v4-values");
        var scalars = scenario.Exchanges.Single(e => e.Name == "scalars: get");

        foreach (var (from, to) in new[] { ("2147483647", "2147483646"), ("true", "false"), ("9223372036854775807", "9223372036854775806"), ("\"one\"", "\"uno\"") })
        {
            var text = scalars.Answer.Text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(scalars.Answer.Text, text);

            var outcomes = await ReplayAsync(scenario, e => e == scalars ? e.Answer with { Text = text } : e.Answer);

            Assert.Equal([scalars.Number], Disagreeing(outcomes));
        }
    }

    [Fact]
    public async Task A_transaction_time_out_of_order_disagrees()
    {
        var scenario = Scenario.Load("v4-ts-index");
        var page = scenario.Exchanges.First(e => SharedTime().IsMatch(e.Answer.Text) && e.Number > 10);
        var time = SharedTime().Match(page.Answer.Text).Groups[1].Value;

        var outcomes = await ReplayAsync(scenario, e =>
            e == page ? e.Answer with { Text = e.Answer.Text.Replace(time, (long.Parse(time) + 1).ToString(), StringComparison.Ordinal) } : e.Answer);

        Assert.Contains(page.Number, Disagreeing(outcomes));
    }

    [Fact]
    public async Task A_missing_row_disagrees()
    {
        var scenario = Scenario.Load("v4-paging");
        var page = scenario.Exchanges.First(e => e.Answer.Text.StartsWith("{\"resource\":{\"data\":[{\"@ref\"", StringComparison.Ordinal));
        var text = FirstRow().Replace(page.Answer.Text, "$1", 1);
        Assert.NotEqual(page.Answer.Text, text);

        var outcomes = await ReplayAsync(scenario, e => e == page ? e.Answer with { Text = text } : e.Answer);

        Assert.Equal([page.Number], Disagreeing(outcomes));
    }

    [Fact]
    public async Task No_answer_disagrees()
    {
        var scenario = Scenario.Load("v4-paging");
        var server = await RecordedServer.StartAsync(scenario);
        var address = server.Address;
        await server.DisposeAsync();

        var outcomes = await Replay(scenario, address).RunAsync(scenario, TestContext.Current.CancellationToken);

        Assert.Equal(52, Disagreeing(outcomes).Count());
    }

    [Fact]
    public async Task Captured_values_and_offsets_are_sent()
    {
        var scenario = Scenario.Load("v4-events");
        await using var server = await RecordedServer.StartAsync(scenario);

        await Replay(scenario, server.Address).RunAsync(scenario, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(server.Requests, r => r.Contains("{{", StringComparison.Ordinal) || r.Contains("undefined", StringComparison.Ordinal));
        Assert.Contains(scenario.RecordedDatabase, server.Requests[0], StringComparison.Ordinal);
        var events = scenario.Exchanges.Single(e => e.Captures.Any(c => c.Variable == "e5"));
        var e5 = TimesOfEvents().Matches(events.Answer.Text)[5].Groups[1].Value;
        Assert.Contains(server.Requests, r => r.Contains($"{long.Parse(e5) - 1}", StringComparison.Ordinal));
    }

    private static IEnumerable<int> Disagreeing(IEnumerable<Outcome> outcomes) => outcomes.Where(o => !o.Agrees).Select(o => o.Exchange.Number);

    private static async Task<IReadOnlyList<Outcome>> ReplayAsync(Scenario scenario, Func<Exchange, Answer>? change = null)
    {
        await using var server = await RecordedServer.StartAsync(scenario, change);
        return await Replay(scenario, server.Address).RunAsync(scenario, TestContext.Current.CancellationToken);
    }

    private static Replay Replay(Scenario scenario, Uri server) =>
        new(server, "secret", Transcripts.Replay.RecordedStart(scenario), scenario.RecordedDatabase, _ => Task.CompletedTask);

    [GeneratedRegex("\"data\":\\[\\[([0-9]{16}),")]
    private static partial Regex SharedTime();

    [GeneratedRegex("(\"data\":\\[){\"@ref\":{\"id\":\"[0-9]+\",\"collection\":{\"@ref\":{\"id\":\"[a-z]+\",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}},")]
    private static partial Regex FirstRow();

    [GeneratedRegex("\"ts\":([0-9]{16}),\"action\"")]
    private static partial Regex TimesOfEvents();
}

using Xunit;

namespace FaunaFunctions.Fuzzing;

/// <summary>A fixed number of seeds for each reader; the command goes on from there.</summary>
public class FuzzingTests
{
    private const int Seeds = 3000;

    public static TheoryData<string> Targets => [.. AllTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Wrong_inputs_end_in_documented_errors_within_bounded_time_and_memory(string name)
    {
        var target = AllTargets.All.Single(target => target.Name == name);

        var finding = await new Fuzzer(target).RunAsync(1, target.Name is "verify" or "cursor-file" or "http" ? Seeds / 10 : Seeds);

        Assert.True(finding is null, finding?.ToString());
    }

    [Fact]
    public async Task A_crash_a_broken_promise_and_a_flood_are_found()
    {
        var crash = FuzzTarget.Of("crash", () => ["[1,2,3]"u8.ToArray()], input => _ = input[6]);
        var promise = FuzzTarget.Of("promise", () => ["[1,2,3]"u8.ToArray()], input => Broken.Unless(input.Length < 8, "it is short"));
        var flood = FuzzTarget.Of("flood", () => ["[1,2,3]"u8.ToArray()], input => GC.KeepAlive(new byte[input.Length > 7 ? 100_000_000 : 1]));

        Assert.StartsWith("IndexOutOfRangeException", (await new Fuzzer(crash).RunAsync(1, 1000))?.Kind, StringComparison.Ordinal);
        Assert.Equal("Broken it is short", (await new Fuzzer(promise).RunAsync(1, 1000))?.Kind);
        Assert.Equal("memory", (await new Fuzzer(flood).RunAsync(1, 1000))?.Kind);
    }

    [Fact]
    public async Task A_seed_makes_the_same_input_again()
    {
        foreach (var target in AllTargets.All)
        {
            Assert.Equal(new Fuzzer(target).InputOf(4711), new Fuzzer(target).InputOf(4711));
        }

        Assert.Null(await new Fuzzer(AllTargets.All[0]).TryAsync([], null));
    }
}

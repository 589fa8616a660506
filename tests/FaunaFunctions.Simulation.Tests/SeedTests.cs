namespace FaunaFunctions.Simulation.Tests;

/// <summary>Some of the seeds that the command plays as many of as one likes: see docs/simulation.md.</summary>
public sealed class SeedTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("v4", "1500")]
    [InlineData("v10", "1000")]
    public async Task No_seed_breaks_a_promise(string api, string seeds)
    {
        var (exitCode, output) = await SimulationProcess.RunAsync(SimulationProcess.Folder, Nothing, "--seeds", seeds, "--api", api);

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{seeds} seeds, 0 with findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_is_replayed_exactly()
    {
        var (exitCode, output) = await SimulationProcess.RunAsync(SimulationProcess.Folder, Nothing, "--seeds", "150", "--from", "50000", "--twice");

        Assert.True(exitCode == 0, output);
        Assert.Contains("150 seeds, 0 with findings", output, StringComparison.Ordinal);
    }
}

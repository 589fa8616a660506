namespace FaunaFunctions.Simulation.Tests;

/// <summary>A check that finds nothing may be blind: every break made on purpose must be found within a thousand seeds.</summary>
public sealed class MutationTests(MutatedCore core) : IClassFixture<MutatedCore>
{
    public static TheoryData<string> Names => [.. Mutations.All.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_break_is_found_within_a_thousand_seeds(string name)
    {
        var mutation = Mutations.All.Single(m => m.Name == name);

        var (exitCode, output) = await SimulationProcess.RunAsync(
            core.Folder, new Dictionary<string, string> { [MutatedCore.Variable] = name }, "--seeds", "1000", "--stop-at-first", "--api", mutation.Api);

        Assert.True(exitCode == 1 && output.Contains("1 with findings", StringComparison.Ordinal), $"{name} was not found: {output}");
    }

    [Fact]
    public async Task A_store_that_overwrites_parts_is_found_within_a_thousand_seeds()
    {
        var (exitCode, output) = await SimulationProcess.RunAsync(
            core.Folder, new Dictionary<string, string>(), "--seeds", "1000", "--stop-at-first", "--break-create-only");

        Assert.True(exitCode == 1 && output.Contains("1 with findings", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task The_same_program_without_a_break_finds_nothing()
    {
        var (exitCode, output) = await SimulationProcess.RunAsync(core.Folder, new Dictionary<string, string>(), "--seeds", "200");

        Assert.True(exitCode == 0, output);
    }
}

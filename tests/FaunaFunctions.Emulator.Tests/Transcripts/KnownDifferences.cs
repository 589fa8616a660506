namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>The recorded exchanges that the emulator answers otherwise, each with the reason why that is right. At most 2 % of all.</summary>
internal static class KnownDifferences
{
    /// <param name="Step">The exchange's name in its file.</param>
    public sealed record Difference(string Scenario, string Step, string Reason);

    public static IReadOnlyList<Difference> All { get; } =
    [
        new("v4-values", "dangling refs: v10", "An FQL v10 query in the midst of v4 ones: the emulator speaks v4."),
        new("v4-values", "dangling refs: v10 simple", "An FQL v10 query in the midst of v4 ones: the emulator speaks v4."),
    ];

    public static bool Contains(string scenario, Exchange exchange) => All.Any(d => d.Scenario == scenario && d.Step == exchange.Name);
}

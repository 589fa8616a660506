namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>The recorded exchanges that the emulator answers otherwise, each with the reason why that is right. At most 2 % of all.</summary>
internal static class KnownDifferences
{
    /// <param name="Step">The exchange's name in its file.</param>
    public sealed record Difference(string Scenario, string Step, string Reason);

    public static IReadOnlyList<Difference> All { get; } =
    [
        new("v10-errors", "body {", "The text of the server's JSON parser: the emulator has another parser, whose own text it gives."),
        new("v10-feed", "bad json", "The text of the server's JSON parser: the emulator has another parser, whose own text it gives."),
    ];

    public static bool Contains(string scenario, Exchange exchange) => All.Any(d => d.Scenario == scenario && d.Step == exchange.Name);
}

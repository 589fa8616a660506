using System.Diagnostics;
using FaunaFunctions.Simulation.Runs;

namespace FaunaFunctions.Simulation;

/// <summary>Plays many seeds, one after the other.</summary>
internal sealed class Campaign(SimulationOptions options, TextWriter output)
{
    /// <summary>Seeds played.</summary>
    public int Played { get; private set; }

    public List<ulong> Findings { get; } = [];

    public async Task PlayAsync(ulong from, int count, int step, bool stopAtFirst)
    {
        var clock = Stopwatch.StartNew();
        long happenings = 0;
        for (var i = 0; i < count; i++)
        {
            var result = await Runs.Simulation.PlayAsync(from + ((ulong)i * (ulong)step), options);
            Played++;
            happenings += result.Happenings;
            if (result.Finding is not null)
            {
                Findings.Add(result.Seed);
                output.WriteLine($"seed {result.Seed} ({result.Scenario.Api}): {result.Finding}");
                if (stopAtFirst)
                {
                    break;
                }
            }
        }

        output.WriteLine(FormattableString.Invariant(
            $"{Played} seeds, {Findings.Count} with findings, {happenings / Math.Max(1, Played)} happenings each, {Played / clock.Elapsed.TotalSeconds:0} seeds/s"));
    }
}

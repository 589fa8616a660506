using System.Diagnostics;
using FaunaFunctions.Simulation.Runs;

namespace FaunaFunctions.Simulation;

/// <summary>Plays many seeds, one after the other.</summary>
internal sealed class Campaign(SimulationOptions options, TextWriter output)
{
    /// <summary>Seeds played.</summary>
    public int Played { get; private set; }

    public List<ulong> Findings { get; } = [];

    /// <summary>Plays them.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="stopAtFirst">Whether the first finding is enough.</param>
    /// <param name="twice">Whether each is played again, to see that the same happens.</param>
    public async Task PlayAsync(ulong from, int count, bool stopAtFirst, bool twice)
    {
        var clock = Stopwatch.StartNew();
        long happenings = 0;
        for (var i = 0; i < count; i++)
        {
            var result = await Runs.Simulation.PlayAsync(from + (ulong)i, options);
            if (twice && (await Runs.Simulation.PlayAsync(result.Seed, options)).TraceHash != result.TraceHash)
            {
                result = result with { Finding = "Played again, something else happened." };
            }

            Played++;
            happenings += result.Happenings;
            if (result.Finding is not null)
            {
                Findings.Add(result.Seed);
                output.WriteLine($"seed {result.Seed} ({result.Scenario.Api}): {result.Finding}");
                output.WriteLine($"  replay: --seed {result.Seed} --api {result.Scenario.Api.ToString().ToLowerInvariant()} --faults {await FewestAsync(result)}");
                if (stopAtFirst)
                {
                    break;
                }
            }
        }

        output.WriteLine(FormattableString.Invariant(
            $"{Played} seeds, {Findings.Count} with findings, {happenings / Math.Max(1, Played)} happenings each, {Played / clock.Elapsed.TotalSeconds:0} seeds/s"));
    }

    private async Task<string> FewestAsync(SimulationResult found)
    {
        var fewest = string.Join(',', (await Shrinker.ShrinkAsync(found, options)).Order());
        return fewest.Length == 0 ? "none" : fewest;
    }
}

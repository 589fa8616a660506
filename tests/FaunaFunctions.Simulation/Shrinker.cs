using FaunaFunctions.Simulation.Runs;

namespace FaunaFunctions.Simulation;

/// <summary>Finds few faults that are enough for a seed's finding.</summary>
internal static class Shrinker
{
    // Each is a whole world: enough for some dozens of faults.
    private const int MostTries = 400;

    /// <summary>The numbers of operations whose faults are enough; leaving out any one of them ends the finding.</summary>
    public static async Task<IReadOnlySet<int>> ShrinkAsync(SimulationResult found, SimulationOptions options)
    {
        var kept = found.Faults.Select(fault => fault.Number).ToList();
        var tries = 0;
        for (var size = Math.Max(1, kept.Count / 2); ; size = Math.Max(1, size / 2))
        {
            var changed = false;
            for (var start = 0; start < kept.Count && tries < MostTries;)
            {
                var fewer = kept.Where((_, i) => i < start || i >= start + size).ToHashSet();
                tries++;
                if ((await Runs.Simulation.PlayAsync(found.Seed, options with { Faults = fewer })).Finding is not null)
                {
                    kept = [.. kept.Where(fewer.Contains)];
                    changed = true;
                }
                else
                {
                    start += size;
                }
            }

            if ((size == 1 && !changed) || tries >= MostTries || kept.Count == 0)
            {
                return kept.ToHashSet();
            }
        }
    }
}

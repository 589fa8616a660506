using System.Globalization;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Simulation.Runs;

namespace FaunaFunctions.Simulation;

/// <summary>The command: <c>--seeds 100000 [--from N] [--api v4|v10]</c> plays many seeds, <c>--seed N</c> one, with its trace.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, TextWriter output)
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            output.WriteLine("The thread pool does not take one thread: seeds could not be replayed.");
            return 2;
        }

        // This thread only waits: everything else happens on the one of the pool.
        return Task.Run(() => RunAsync(args, output)).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var options = new SimulationOptions(
            Value(args, "--api") switch { "v4" => FaunaApi.V4, "v10" => FaunaApi.V10, _ => null },
            CreateOnly: !args.Contains("--break-create-only"),
            Faults: Value(args, "--faults") is { } list
                ? list.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(n => n != "none").Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToHashSet()
                : null);
        if (Value(args, "--seed") is { } one)
        {
            return await ReplayAsync(ulong.Parse(one, CultureInfo.InvariantCulture), options, args.Contains("--whole"), output);
        }

        var campaign = new Campaign(options, output);
        await campaign.PlayAsync(
            Number(args, "--from") ?? 1, (int)(Number(args, "--seeds") ?? 1000), args.Contains("--stop-at-first"), args.Contains("--twice"));
        return campaign.Findings.Count == 0 ? 0 : 1;
    }

    private static async Task<int> ReplayAsync(ulong seed, SimulationOptions options, bool whole, TextWriter output)
    {
        var result = await Runs.Simulation.PlayAsync(seed, options with { Tracing = true });
        foreach (var line in result.Trace)
        {
            output.WriteLine(whole || line.Length < 400 ? line : line[..400] + " …");
        }

        output.WriteLine(result.Scenario);
        output.WriteLine($"faults: {string.Join(", ", result.Faults.Select(f => $"{f.Number} {f.Fault}"))}");
        output.WriteLine(result.Finding is null ? "no finding" : "finding: " + result.Finding);
        return result.Finding is null ? 0 : 1;
    }

    private static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static ulong? Number(string[] args, string name) =>
        Value(args, name) is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}

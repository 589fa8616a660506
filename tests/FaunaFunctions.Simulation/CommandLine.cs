using System.CommandLine;
using System.Globalization;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Simulation.Runs;

namespace FaunaFunctions.Simulation;

/// <summary>The command: <c>--seeds 100000 [--from N] [--api v4|v10]</c> plays many seeds, <c>--seed N</c> one, with its trace.</summary>
internal sealed class CommandLine
{
    private readonly Option<int> _seeds = new("--seeds") { Description = "How many seeds to play.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<ulong> _from = new("--from") { Description = "The first seed.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<FaunaApi?> _api = new("--api") { Description = "The query language; by default even seeds are v4, odd ones v10.", HelpName = "v4|v10" };
    private readonly Option<bool> _stopAtFirst = new("--stop-at-first") { Description = "End with the first finding." };
    private readonly Option<bool> _twice = new("--twice") { Description = "Play every seed twice, and see that the same happens." };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Play one seed and print its trace.", HelpName = "N" };
    private readonly Option<bool> _whole = new("--whole") { Description = "Do not cut a trace's long lines." };
    private readonly Option<bool> _breakCreateOnly = new("--break-create-only") { Description = "Let the store write over parts, which must be found." };
    private readonly Option<bool> _breakCompare = new("--break-compare") { Description = "Let the store replace documents whatever is there, which must be found." };
    private readonly Option<HashSet<int>?> _faults = new("--faults")
    {
        Description = "Keep only the faults of these operations; none keeps none.",
        HelpName = "12,40|none",
        CustomParser = result =>
        {
            var list = result.Tokens[0].Value;
            string[] numbers = list == "none" ? [] : list.Split(',');
            if (numbers.All(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                return [.. numbers.Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            }

            result.AddError($"'{list}' is no list of operations such as 12,40.");
            return null;
        },
    };

    /// <summary>Does what the arguments say. Exit code 1 when there are findings.</summary>
    public static int Run(string[] args)
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            Console.Error.WriteLine("The thread pool does not take one thread: seeds could not be replayed.");
            return 2;
        }

        // This thread only waits: everything else happens on the one of the pool.
        return Task.Run(() => new CommandLine().Create().Parse(args).InvokeAsync()).GetAwaiter().GetResult();
    }

    private RootCommand Create()
    {
        var command = new RootCommand("Plays whole exports in seeded worlds where everything goes wrong. docs/simulation.md explains it.")
        {
            _seeds, _from, _api, _stopAtFirst, _twice, _seed, _faults, _whole, _breakCreateOnly, _breakCompare,
        };
        command.SetAction(parsed => RunAsync(parsed, parsed.InvocationConfiguration.Output));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TextWriter output)
    {
        var options = new SimulationOptions(
            parsed.GetValue(_api),
            Faults: parsed.GetValue(_faults),
            CreateOnly: !parsed.GetValue(_breakCreateOnly),
            Compares: !parsed.GetValue(_breakCompare));
        if (parsed.GetValue(_seed) is { } one)
        {
            return await ReplayAsync(one, options, parsed.GetValue(_whole), output);
        }

        var campaign = new Campaign(options, output);
        await campaign.PlayAsync(parsed.GetValue(_from), parsed.GetValue(_seeds), parsed.GetValue(_stopAtFirst), parsed.GetValue(_twice));
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
}

using System.CommandLine;

namespace FaunaFunctions.Fuzzing;

/// <summary>
/// The command: <c>--minutes 30 [--target NAME,NAME] [--from SEED] [--out FOLDER]</c> fuzzes, <c>--target NAME --seed N</c> tries one seed,
/// <c>--target NAME --input FILE</c> one input.
/// </summary>
internal sealed class CommandLine
{
    private readonly Option<double?> _minutes = new("--minutes") { Description = "How long to fuzz, in minutes of processor time.", HelpName = "N" };
    private readonly Option<IReadOnlyList<FuzzTarget>?> _targets = new("--target")
    {
        Description = "What to fuzz; everything in turn by default.",
        HelpName = "NAME,NAME",
        CustomParser = result =>
        {
            var names = result.Tokens[0].Value.Split(',');
            if (names.FirstOrDefault(name => AllTargets.All.All(target => target.Name != name)) is { } unknown)
            {
                result.AddError($"There is no target '{unknown}': --list names them.");
            }

            return [.. AllTargets.All.Where(target => names.Contains(target.Name, StringComparer.Ordinal))];
        },
    };
    private readonly Option<int?> _from = new("--from") { Description = "The first seed; somewhere by default.", HelpName = "SEED" };
    private readonly Option<string> _out = new("--out") { Description = "Where inputs of findings are written to.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
    private readonly Option<int?> _seed = new("--seed") { Description = "Try one seed of one target.", HelpName = "N" };
    private readonly Option<FileInfo> _input = new Option<FileInfo>("--input") { Description = "Try one input of one target.", HelpName = "FILE" }.AcceptExistingOnly();
    private readonly Option<bool> _list = new("--list") { Description = "Name the targets." };

    /// <summary>Whether the command is meant, and not the test runner, whose arguments are others.</summary>
    public static bool IsMeant(string[] args) => args.Any(arg => arg is "--minutes" or "--target" or "--seed" or "--input" or "--list" or "--help");

    /// <summary>Does what the arguments say. Exit code 1 when there are findings.</summary>
    public static Task<int> RunAsync(string[] args) => new CommandLine().Create().Parse(args).InvokeAsync();

    private RootCommand Create()
    {
        var command = new RootCommand("Feeds mutated inputs to everything that reads what others wrote. docs/fuzzing.md explains it.")
        {
            _minutes, _targets, _from, _out, _seed, _input, _list,
        };
        command.Validators.Add(result =>
        {
            var ways = new Option[] { _minutes, _seed, _input, _list }.Count(option => result.GetResult(option) is not null);
            if (ways != 1)
            {
                result.AddError("One of --minutes, --seed, --input and --list says what to do.");
            }
            else if ((result.GetResult(_seed) ?? result.GetResult(_input)) is not null && result.GetValue(_targets)?.Count != 1)
            {
                result.AddError("A seed or an input is that of one --target.");
            }
        });
        command.SetAction(parsed => RunAsync(parsed, parsed.InvocationConfiguration.Output));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TextWriter output)
    {
        var targets = parsed.GetValue(_targets) ?? AllTargets.All;
        if (parsed.GetValue(_minutes) is { } minutes)
        {
            var campaign = new Campaign(targets, parsed.GetValue(_out)!, output);
            await campaign.RunAsync(TimeSpan.FromMinutes(minutes), parsed.GetValue(_from) ?? Random.Shared.Next(1_000_000_000));
            return campaign.Findings == 0 ? 0 : 1;
        }

        if (parsed.GetValue(_seed) is { } seed)
        {
            return await OneAsync(targets[0], fuzzer => fuzzer.InputOf(seed), seed, output);
        }

        if (parsed.GetValue(_input) is { } file)
        {
            var input = await File.ReadAllBytesAsync(file.FullName);
            return await OneAsync(targets[0], _ => input, null, output);
        }

        output.WriteLine("Targets: " + string.Join(", ", AllTargets.All.Select(target => target.Name)));
        return 0;
    }

    private static async Task<int> OneAsync(FuzzTarget target, Func<Fuzzer, byte[]> inputOf, int? seed, TextWriter output)
    {
        var fuzzer = new Fuzzer(target);
        var input = inputOf(fuzzer);
        var finding = await fuzzer.TryAsync(input, seed);
        output.WriteLine(FormattableString.Invariant($"{target.Name}: {input.Length} bytes"));
        output.WriteLine(finding?.ToString() ?? "no finding");
        return finding is null ? 0 : 1;
    }
}

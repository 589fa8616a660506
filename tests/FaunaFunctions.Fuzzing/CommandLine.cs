using System.Globalization;

namespace FaunaFunctions.Fuzzing;

/// <summary>
/// The command: <c>--minutes 30 [--target NAME,NAME] [--from SEED] [--out FOLDER]</c> fuzzes, <c>--target NAME --seed N</c> tries one seed,
/// <c>--target NAME --input FILE</c> one input.
/// </summary>
internal static class CommandLine
{
    public static bool IsMeant(string[] args) => args.Any(arg => arg is "--minutes" or "--seed" or "--input" or "--list");

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var wanted = Value(args, "--target")?.Split(',').ToHashSet(StringComparer.Ordinal);
        var targets = AllTargets.All.Where(target => wanted?.Contains(target.Name) != false).ToList();
        if (targets.Count < (wanted?.Count ?? 1) || args.Contains("--list"))
        {
            output.WriteLine("Targets: " + string.Join(", ", AllTargets.All.Select(target => target.Name)));
            return args.Contains("--list") ? 0 : 2;
        }

        if (Value(args, "--seed") is { } seed)
        {
            return await OneAsync(targets[0], fuzzer => fuzzer.InputOf(Number(seed)), Number(seed), output);
        }

        if (Value(args, "--input") is { } file)
        {
            var input = await File.ReadAllBytesAsync(file);
            return await OneAsync(targets[0], _ => input, null, output);
        }

        var campaign = new Campaign(targets, Value(args, "--out") ?? ".", output);
        var minutes = double.Parse(Value(args, "--minutes")!, CultureInfo.InvariantCulture);
        await campaign.RunAsync(TimeSpan.FromMinutes(minutes), Value(args, "--from") is { } from ? Number(from) : Random.Shared.Next(1_000_000_000));
        return campaign.Findings == 0 ? 0 : 1;
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

    private static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

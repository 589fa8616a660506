using System.Globalization;

namespace FaunaFunctions.Benchmarks.ColdStart;

/// <summary>
/// The mode of this program that measures how the function app starts:
/// <c>--cold-start [--rounds N] [--documents N] [--aot FOLDER] [--jit FOLDER]</c>. Builds that are not given are published first.
/// </summary>
internal static class ColdStartModes
{
    private const string ColdStart = "--cold-start";

    /// <summary>Runs the mode that the arguments ask for.</summary>
    /// <returns>False when they ask for none of ours.</returns>
    public static async Task<bool> TryRunAsync(string[] args)
    {
        switch (args)
        {
            case [EmulatorProcess.Mode, var documents]:
                await EmulatorProcess.ServeAsync(int.Parse(documents, CultureInfo.InvariantCulture));
                return true;
            case [ColdStart, ..]:
                await new ColdStartBenchmark(
                    int.Parse(Value(args, "--rounds") ?? "10", CultureInfo.InvariantCulture),
                    int.Parse(Value(args, "--documents") ?? "1000", CultureInfo.InvariantCulture),
                    Console.Out).RunAsync(Value(args, "--aot"), Value(args, "--jit"), CancellationToken.None);
                return true;
            default:
                return false;
        }
    }

    private static string? Value(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? null : args[at + 1];
    }
}

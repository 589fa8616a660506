using System.Globalization;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>The modes of this program that measure whole exports, and those of the child processes that takes.</summary>
internal static class EndToEndModes
{
    private const string EndToEnd = "--end-to-end";

    /// <summary>Runs the mode that the arguments ask for.</summary>
    /// <returns>False when they ask for none of ours.</returns>
    public static async Task<bool> TryRunAsync(string[] args)
    {
        switch (args)
        {
            case [ReplayProcess.Mode, var options]:
                await ReplayServer.RunAsync(ReplayOptions.Parse(options));
                return true;
            case [Drain.Mode, var options]:
                Console.WriteLine((await Drain.RunAsync(ReadOptions.Parse(options))).ToJson());
                return true;
            case [ClientDrain.Mode, var options]:
                Console.WriteLine((await ClientDrain.RunAsync(ReadOptions.Parse(options))).ToJson());
                return true;
            case [Export.Mode, var options]:
                Console.WriteLine((await Export.RunAsync(ReadOptions.Parse(options))).ToJson());
                return true;
            case [EndToEnd, ..]:
                await BenchmarkAsync(args);
                return true;
            default:
                return false;
        }
    }

    private static async Task BenchmarkAsync(string[] args)
    {
        var quick = args.Contains("--quick");
        foreach (var api in Apis(args))
        {
            await new EndToEndBenchmark(
                api,
                Number(args, "--documents", quick ? 50_000 : EndToEndBenchmark.DefaultDocuments),
                Number(args, "--documents", quick ? 50_000 : EndToEndBenchmark.DefaultDocumentsAtOnce),
                Number(args, "--rounds", quick ? 1 : EndToEndBenchmark.DefaultRounds),
                Console.Out).RunAsync(CancellationToken.None);
        }
    }

    private static FaunaApi[] Apis(string[] args)
    {
        var at = Array.IndexOf(args, "--api");
        return at < 0 ? [FaunaApi.V4, FaunaApi.V10] : [Enum.Parse<FaunaApi>(args[at + 1], ignoreCase: true)];
    }

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}

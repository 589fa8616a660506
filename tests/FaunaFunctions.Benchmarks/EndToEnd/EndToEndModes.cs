using FaunaFunctions.Benchmarks.EndToEnd.Replay;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>The modes of this program that measure whole exports, and those of the child processes that takes.</summary>
internal static class EndToEndModes
{
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
            default:
                return false;
        }
    }
}

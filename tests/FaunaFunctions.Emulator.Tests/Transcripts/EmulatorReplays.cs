using System.Collections.Concurrent;
using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>Replays each scenario once, on an emulator of its own whose clock jumps over the pauses, and keeps what came out.</summary>
public sealed class EmulatorReplays
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<Outcome>>>> _outcomes = [];

    internal Task<IReadOnlyList<Outcome>> OfAsync(string scenario) =>
        _outcomes.GetOrAdd(scenario, name => new(() => ReplayAsync(Scenario.Load(name)))).Value;

    private static async Task<IReadOnlyList<Outcome>> ReplayAsync(Scenario scenario)
    {
        var clock = new RunningClock();
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { TimeProvider = clock });
        var start = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var replay = new Replay(emulator.Address, emulator.RootSecret, start, "replay_" + scenario.Name.Replace('-', '_'), pause =>
        {
            clock.Jump(pause);
            return Task.CompletedTask;
        });
        return await replay.RunAsync(scenario, CancellationToken.None);
    }
}

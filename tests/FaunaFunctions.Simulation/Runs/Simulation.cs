using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Simulation.Model;
using FaunaFunctions.Simulation.Scheduling;
using FaunaFunctions.Simulation.Server;
using FaunaFunctions.Simulation.Storage;

namespace FaunaFunctions.Simulation.Runs;

/// <summary>One seed: a world with two workers, a writer, and everything that goes wrong; then a quiet end, in which nothing does.</summary>
internal sealed class Simulation : IDisposable
{
    // One that ends what is under way, one for what happened meanwhile, and some to spare.
    private const int MostQuietRuns = 8;

    // Of the answers, of which a world has some dozens.
    private const double ShareBehind = 0.02;

    private readonly World _world;
    private readonly Scenario _scenario;
    private readonly FaultPlan _faults;
    private readonly SimulatedFauna _server;
    private readonly Oracle _oracle;
    private readonly StoredParts _parts;
    private readonly StoredCursorRow _row;
    private readonly Invocations _invocations;
    private readonly Writer _writer;
    private readonly Dice _dice;
    private readonly Dice _behind;
    private readonly Dice _times;

    private long _begun;

    private Simulation(ulong seed, SimulationOptions options)
    {
        _world = new World(seed, options.Tracing);
        _scenario = Scenario.Of(seed, options.Api ?? (seed % 2 == 0 ? FaunaApi.V4 : FaunaApi.V10));
        _dice = new Dice(seed, 8);
        _behind = new Dice(seed, 10);
        _times = new Dice(seed, 12);
        _faults = new FaultPlan(seed, _scenario.FaultRate, options.Faults);
        _server = new SimulatedFauna(_world, _scenario.HistoryDays, hasOutlines: _scenario.Parallelism > 1);
        _oracle = new Oracle(_world, _server.History, _scenario.Settings("secret").DeletedColumn is not null, _scenario.Fickle, _scenario.Api == FaunaApi.V10);
        _parts = new StoredParts(_oracle, options.CreateOnly, options.Compares);
        _row = new StoredCursorRow(_world, _oracle, _scenario.TakeOver);
        _invocations = new Invocations(_world, _scenario, _server, _parts, _row, _faults, _oracle);
        _writer = new Writer(_world, _scenario, _server);
    }

    /// <summary>Plays a seed.</summary>
    public static async Task<SimulationResult> PlayAsync(ulong seed, SimulationOptions options)
    {
        using var simulation = new Simulation(seed, options);
        var finding = await simulation.PlayAsync();
        return new SimulationResult(
            seed, finding, simulation._world.TraceHash, simulation._world.Happenings, [.. simulation._faults.Struck], simulation._world.Trace, simulation._scenario);
    }

    public void Dispose() => _server.Dispose();

    private async Task<string?> PlayAsync()
    {
        try
        {
            var stuck = await _world.PlayAsync(StoryAsync);
            if (_oracle.Finding is null && stuck is not null)
            {
                return $"The world {stuck}.";
            }

            if (_oracle.Finding is null)
            {
                await StateCheck.RequireAsync(Scenario.Export, _parts, _row.Cursor, _oracle, _server.History, _scenario.Settings("secret").DeletedColumn is not null, _world.Micros);
            }
        }
        catch (FindingException finding)
        {
            return _oracle.Finding ?? finding.Message;
        }

        return _oracle.Finding;
    }

    private async Task StoryAsync()
    {
        _writer.Fill();
        _begun = _world.Micros;
        _server.Answered = WriteBehind;
        var stories = new List<Task> { WriteAsync(), WorkAsync("A", _scenario.Invocations) };
        if (_scenario.HasSecondWorker)
        {
            stories.Add(WorkAsync("B", Math.Max(1, _scenario.Invocations - 1)));
        }

        await Task.WhenAll(stories);
        if (_oracle.Finding is null)
        {
            await EndQuietlyAsync();
        }
    }

    private async Task WriteAsync()
    {
        for (var i = 0; i < _scenario.Transactions; i++)
        {
            await _world.DelayAsync(Wait());
            _writer.Write();
        }
    }

    private void WriteBehind()
    {
        if (_behind.Chance(ShareBehind))
        {
            _writer.Write();
        }
    }

    private async Task WorkAsync(string name, int invocations)
    {
        for (var i = 0; i < invocations && _oracle.Finding is null; i++)
        {
            await _world.DelayAsync(Wait());
            var mode = _dice.Chance(0.1) ? RunMode.Full : _dice.Chance(0.1) ? RunMode.Incremental : (RunMode?)null;
            TimeSpan? budget = _dice.Chance(0.3) ? TimeSpan.FromMilliseconds(_dice.Of<int>([0, 0, 100, 1000, 10_000])) : null;
            TimeSpan? ends = _dice.Chance(0.05) ? TimeSpan.FromMilliseconds(_dice.Between(0, 2000)) : null;
            var at = SharedTime();
            var result = await _invocations.RunAsync(name, new RunRequest(mode, budget) { AcceptShrink = true, At = at }, ends);

            // The continuation of a run that stopped at its budget follows at once.
            for (var next = 0; next < 3 && result is { Outcome: RunOutcome.Stopped }; next++)
            {
                result = await _invocations.RunAsync(name, new RunRequest(null, budget) { AcceptShrink = true, At = at }, null);
            }
        }
    }

    // No faults, no other worker, and all claims of the dead have ended.
    private async Task EndQuietlyAsync()
    {
        _faults.IsOver = true;
        _server.Answered = null;
        _server.Calm();
        _invocations.IsQuiet = true;
        await _world.DelayAsync(TimeSpan.FromMinutes(5));
        _server.Calm();
        _world.Note("quiet", 0, 0, $"nothing goes wrong any more");
        await RunToEndAsync();
        if (_oracle.Finding is null)
        {
            await TickIdlyAsync();
        }
    }

    private async Task RunToEndAsync()
    {
        for (var i = 0; i < MostQuietRuns && _oracle.Finding is null; i++)
        {
            if (_row.IsHeldUnawares)
            {
                await _world.DelayAsync(StoredCursorRow.ClaimOfTheDead);
            }

            if (await _invocations.RunAsync("quiet", new RunRequest() { AcceptShrink = true }, null) is { Outcome: RunOutcome.Idle }
                || (_scenario.FullByDefault && i == 2))
            {
                return;
            }
        }

        if (_oracle.Finding is null)
        {
            _oracle.Add($"After {MostQuietRuns} runs without a fault there is still something to export, though nothing changes any more.");
        }
    }

    private async Task TickIdlyAsync()
    {
        if (_scenario.FullByDefault)
        {
            return;
        }

        var (requests, writes) = (_server.Requests, _parts.Writes);
        var result = await _invocations.RunAsync("idle", new RunRequest() { AcceptShrink = true }, null);
        if (result?.Outcome != RunOutcome.Idle || _parts.Writes != writes)
        {
            _oracle.Add("A tick without changes was not idle, or wrote something.");
        }
        else if (_server.Requests - requests > 2 && _server.History.Ids.Any(id => _server.History.Living(id, _world.Micros) is not null))
        {
            _oracle.Add($"A tick without changes took {_server.Requests - requests} requests.");
        }
    }

    // That of a list of collections, made some time ago.
    private long? SharedTime() => _scenario.SharesTimes && _times.Chance(0.5)
        ? Math.Max(_begun, _world.Micros - (_times.Of<int>([0, 0, 1, 10, 300, 2000]) * 1_000_000L))
        : null;

    private TimeSpan Wait() => _dice.Chance(_scenario.LongWaits)
        ? TimeSpan.FromMinutes(_dice.Between(5, 40))
        : TimeSpan.FromMilliseconds(_dice.Of<int>([0, 0, 1, 20, 200, 2000, 20_000, 200_000]));
}

/// <summary>How seeds are played.</summary>
/// <param name="Api">The query language; null for v4 with even seeds and v10 with odd ones.</param>
/// <param name="Tracing">Whether a trace is kept.</param>
/// <param name="Faults">Numbers of the operations whose faults are kept; null for all.</param>
/// <param name="CreateOnly">Whether the store keeps a part that is there; false breaks it on purpose.</param>
/// <param name="Compares">Whether the store replaces a document only at the version that was looked at; false breaks it on purpose.</param>
internal sealed record SimulationOptions(
    FaunaApi? Api = null, bool Tracing = false, IReadOnlySet<int>? Faults = null, bool CreateOnly = true, bool Compares = true);

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Finding">The promise that was broken; null when none was.</param>
/// <param name="TraceHash">Equal whenever the seed is played again.</param>
/// <param name="Happenings">How much happened.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Trace">What happened, in order; empty unless it was kept.</param>
/// <param name="Scenario">The circumstances.</param>
internal sealed record SimulationResult(
    ulong Seed, string? Finding, ulong TraceHash, int Happenings, IReadOnlyList<(int Number, Fault Fault)> Faults, IReadOnlyList<string> Trace, Scenario Scenario);

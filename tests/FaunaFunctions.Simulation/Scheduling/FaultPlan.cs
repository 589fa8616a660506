namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>Which operations go wrong, and how: drawn from the seed, and known by the operation's number, so that a failing seed can be replayed with fewer.</summary>
/// <param name="seed">Of the world.</param>
/// <param name="rate">Share of operations that go wrong.</param>
/// <param name="only">Numbers of the operations whose faults are kept; null for all.</param>
internal sealed class FaultPlan(ulong seed, double rate, IReadOnlySet<int>? only)
{
    private static readonly Fault[] Storage =
    [
        Fault.FailsBefore, Fault.FailsAfter, Fault.FailsAfter, Fault.Hangs, Fault.HangsAndIsDone, Fault.DiesBefore, Fault.DiesBefore, Fault.DiesAfter,
        Fault.DiesAfter, Fault.Pauses,
    ];

    private static readonly Fault[] Server =
    [
        Fault.Throttled, Fault.Throttled, Fault.TimedOut, Fault.TimedOut, Fault.Contended, Fault.ServerError, Fault.Reset, Fault.CutShort, Fault.CutShort,
        Fault.Hangs, Fault.Storm, Fault.Storm, Fault.Blind, Fault.PageLacks, Fault.OutlineLacks, Fault.DiesBefore, Fault.DiesAfter, Fault.FeedBreaks,
    ];

    private readonly Dice _dice = new(seed, 2);
    private int _operations;

    /// <summary>What went wrong so far: the operation's number and how.</summary>
    public List<(int Number, Fault Fault)> Struck { get; } = [];

    /// <summary>No more faults from here on.</summary>
    public bool IsOver { get; set; }

    public Fault NextForStorage() => Next(Storage);

    public Fault NextForServer() => Next(Server);

    private Fault Next(Fault[] faults)
    {
        var number = ++_operations;
        var strikes = _dice.Share() < rate;
        var fault = faults[_dice.Below(faults.Length)];
        if (!strikes || IsOver || only?.Contains(number) == false)
        {
            return Fault.None;
        }

        Struck.Add((number, fault));
        return fault;
    }
}

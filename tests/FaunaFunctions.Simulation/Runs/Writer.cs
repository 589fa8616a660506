using FaunaFunctions.Simulation.Scheduling;
using FaunaFunctions.Simulation.Server;

namespace FaunaFunctions.Simulation.Runs;

/// <summary>Somebody who changes the collection while it is exported.</summary>
internal sealed class Writer(World world, Scenario scenario, SimulatedFauna server)
{
    private readonly Dice _dice = new(world.Seed, 7);
    private int _value;

    /// <summary>The documents that are there before the first run.</summary>
    public void Fill()
    {
        var ids = Ids(scenario.Documents);
        for (var start = 0; start < ids.Count; start += 4)
        {
            server.Write([.. ids.Skip(start).Take(4).Select(id => (id, (int?)++_value, Ttl(0.1), false))]);
        }
    }

    /// <summary>One transaction.</summary>
    public void Write()
    {
        if (scenario.MadeAnew && _dice.Chance(0.1))
        {
            server.MakeAnew();
            return;
        }

        var ids = Ids(_dice.Between(1, _dice.Chance(0.3) ? 8 : 3));
        var kind = _dice.Below(10);
        server.Write([.. ids.Select(id => kind switch
        {
            < 3 => (id, (int?)null, long.MaxValue, false),
            3 => (id, ++_value, Ttl(1), false),
            4 => (id, ++_value, Ttl(0.3), true),
            5 => _dice.Chance(0.5) ? (id, null, long.MaxValue, false) : (id, ++_value, Ttl(0.1), false),
            _ => (id, ++_value, Ttl(0.05), false),
        })]);
    }

    private List<long> Ids(int most)
    {
        var ids = new SortedSet<long>();
        for (var i = 0; i < most; i++)
        {
            ids.Add(_dice.Below(scenario.Ids));
        }

        return [.. ids];
    }

    private long Ttl(double share) => _dice.Chance(share)
        ? world.Micros + ((long)_dice.Of<int>([1, 10, 60, 600, 3600, 400_000]) * 1_000_000)
        : long.MaxValue;
}

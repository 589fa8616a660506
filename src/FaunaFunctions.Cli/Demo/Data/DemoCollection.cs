using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Demo.Data;

/// <summary>A collection of the demo: made up from a seed, the same every time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many documents it starts with.</param>
/// <param name="Write">Writes a document: where to, its id, and what to make it up from.</param>
internal sealed record DemoCollection(string Name, int Count, Action<WireDocument, long, Random> Write)
{
    private const int Seed = 20_251_122;

    /// <summary>The three collections.</summary>
    /// <param name="orders">Documents of the largest.</param>
    public static IReadOnlyList<DemoCollection> All(int orders)
    {
        var customers = Math.Max(50, orders / 20);
        var events = Math.Max(50, orders / 10);
        return
        [
            new(CustomerDocument.Collection, customers, CustomerDocument.Write),
            new(OrderDocument.Collection, orders, (wire, _, random) => OrderDocument.Write(wire, random, customers)),
            new(EventDocument.Collection, events, (wire, id, random) => EventDocument.Write(wire, id, random, customers)),
        ];
    }

    /// <summary>Ids are far apart and in no order that means anything, as a server gives them.</summary>
    public static long IdOf(int number) => 280_000_000_000_000_000 + number * 4_096L;

    /// <summary>A document that the collection does not start with.</summary>
    /// <param name="number">0, 1, 2 …</param>
    public EmulatorDocument Another(int number)
    {
        using var wire = new WireDocument();
        return Make(wire, Count + number, new Random(Seed + number));
    }

    /// <summary>Its documents.</summary>
    public IEnumerable<EmulatorDocument> Documents()
    {
        var random = new Random(Seed + Name.Length);
        using var wire = new WireDocument();
        for (var number = 0; number < Count; number++)
        {
            yield return Make(wire, number, random);
        }
    }

    private EmulatorDocument Make(WireDocument wire, int number, Random random)
    {
        var id = IdOf(number);
        wire.Begin();
        Write(wire, id, random);
        return wire.End(id);
    }
}

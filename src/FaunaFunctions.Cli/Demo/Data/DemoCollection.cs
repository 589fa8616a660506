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
            new(OrderDocument.Collection, orders, (wire, id, random) => OrderDocument.Write(wire, id, random, customers)),
            new(EventDocument.Collection, events, (wire, id, random) => EventDocument.Write(wire, id, random, customers)),
        ];
    }

    /// <summary>Ids are far apart and in no order that means anything, as a server gives them.</summary>
    public static long IdOf(int number) => 280_000_000_000_000_000 + number * 4_096L;

    /// <summary>Its documents in their wire form; each is valid until the next one.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Documents()
    {
        var random = new Random(Seed + Name.Length);
        using var wire = new WireDocument();
        for (var number = 0; number < Count; number++)
        {
            Write(wire, IdOf(number), random);
            yield return wire.Bytes;
        }
    }
}

using System.Globalization;

namespace FaunaFunctions.Cli.Demo.Data;

/// <summary>A line of an audit trail: references to every kind of thing that a database has, keys that need escaping, values that are no numbers, a ttl.</summary>
internal static class EventDocument
{
    public const string Collection = "events";

    /// <summary>What the audit trail speaks of: the demo creates it before the events.</summary>
    public const string Role = "auditor";

    /// <summary>Likewise.</summary>
    public const string Function = "close_month";

    /// <summary>Likewise.</summary>
    public const string ChildDatabase = "archive";

    /// <summary>Likewise.</summary>
    public const string AccessProvider = "single-sign-on";

    private static readonly DateTime Opening = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime FirstExpiry = new(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // One event in three expires, long after this demo.
    private const int Expiring = 3;

    private static readonly (string Type, Action<WireDocument, Random> WriteTarget)[] Kinds =
    [
        ("customer.viewed", (wire, random) => wire.Reference("target", CustomerDocument.Collection, DemoCollection.IdOf(random.Next(50)))),
        ("collection.read", (wire, _) => wire.Native("target", "collections", OrderDocument.Collection)),
        ("index.read", (wire, _) => wire.Native("target", "indexes", CustomerDocument.ByCity)),
        ("function.called", (wire, _) => wire.Native("target", "functions", Function)),
        ("role.granted", (wire, _) => wire.Native("target", "roles", Role)),
        ("database.opened", (wire, _) => wire.Native("target", "databases", ChildDatabase)),
        ("login.redirected", (wire, _) => wire.Native("target", "access_providers", AccessProvider)),
        ("key.used", (wire, random) => wire.Native("target", "keys", Id(random))),
        ("token.issued", (wire, random) => wire.Native("target", "tokens", Id(random))),
        ("password.changed", (wire, random) => wire.Native("target", "credentials", Id(random))),
        ("schema.listed", (wire, _) => wire.Native("target", "collections", null)),
    ];

    public static void Write(WireDocument wire, long id, Random random, int customers)
    {
        var (type, writeTarget) = Kinds[random.Next(Kinds.Length)];
        var at = Opening.AddTicks(random.NextInt64(300_000_000_000_000));
        wire.Text("type", type);
        wire.Time("at", at, random.Next(100));
        wire.Reference("actor", CustomerDocument.Collection, DemoCollection.IdOf(random.Next(customers)));
        writeTarget(wire, random);
        wire.BeginEscaped("payload");
        wire.Text("@type", type);
        wire.Text("@id", id.ToString(CultureInfo.InvariantCulture));
        wire.Double("score", random.NextDouble());
        wire.EndObject();
        wire.EndObject();
        wire.Text("confidence", random.Next(50) switch { 0 => "NaN", 1 => "Infinity", 2 => "-Infinity", _ => "high" });
        if (random.Next(Expiring) == 0)
        {
            wire.Expire(FirstExpiry.AddHours(random.Next(10_000)));
        }
    }

    private static string Id(Random random) => random.NextInt64(280_000_000_000_000_000, 290_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);
}

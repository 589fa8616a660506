using System.Globalization;

namespace FaunaFunctions.Cli.Demo.Data;

/// <summary>An order: a reference to its customer, nested lines, money, times.</summary>
internal static class OrderDocument
{
    public const string Collection = "orders";

    private static readonly DateTime Opening = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] States = ["placed", "paid", "packed", "shipped", "delivered", "returned"];
    private static readonly string[] Products = ["espresso cups, set of 4", "wool blanket", "desk lamp \"Lumière\"", "teapot", "notebook A5", "rain jacket", "jeu d'échecs", "雪駄"];

    public static void Write(WireDocument wire, Random random, int customers)
    {
        wire.Reference("customer", CustomerDocument.Collection, DemoCollection.IdOf(random.Next(customers)));
        wire.Text("status", States[random.Next(States.Length)]);
        wire.Time("placed", Opening.AddMilliseconds(random.NextInt64(60_000_000_000)));
        wire.Date("due", Opening.AddDays(random.Next(700)));
        WriteLines(wire, random);
        wire.BeginObject("ship_to");
        wire.Text("city", CustomerDocument.CityOf(random));
        wire.Text("street", string.Create(CultureInfo.InvariantCulture, $"Rua Augusta {random.Next(1, 300)}"));
        wire.EndObject();
        wire.Text("note", random.Next(4) == 0 ? "Please ring twice – the bell is “shy”." : "");
        wire.Flag("gift", random.Next(12) == 0);
    }

    private static void WriteLines(WireDocument wire, Random random)
    {
        var total = 0L;
        wire.BeginList("lines");
        for (var line = random.Next(1, 4); line > 0; line--)
        {
            var (quantity, cents) = (random.Next(1, 5), random.Next(290, 24_000));
            total += quantity * cents;
            wire.BeginItem();
            wire.Text("product", Products[random.Next(Products.Length)]);
            wire.Long("quantity", quantity);
            wire.Double("price", cents / 100.0);
            wire.EndObject();
        }

        wire.EndList();
        wire.Double("total", total / 100.0);
        wire.Long("total_cents", total);
    }
}

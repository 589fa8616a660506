using System.Globalization;

namespace FaunaFunctions.Cli.Demo.Data;

/// <summary>A customer: text of many languages, dates, times, bytes, UUIDs, a stored lambda and a stored set.</summary>
internal static class CustomerDocument
{
    public const string Collection = "customers";

    /// <summary>Index by city: what the stored sets refer to.</summary>
    public const string ByCity = "customers_by_city";

    private const long BeyondDoubles = 9_007_199_254_740_993;
    private static readonly DateTime Opening = new(2019, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Given =
        ["Ada", "Björn", "Chloé", "Daryna", "Emre", "Françoise", "Grace", "Håkon", "Ioana", "José", "Kwame", "Łukasz", "Mei", "Nguyễn", "Olga", "Παύλος", "Quentin", "莉", "Søren", "Zoë"];

    private static readonly string[] Family =
        ["Abbott", "Brandão", "Castillo", "Dvořák", "Eriksson", "Fernández", "García", "Hoffmann", "Ivanova", "Jansen", "Kowalska", "Lefèvre", "Müller", "O'Brien", "Papadopoulos", "Rossi", "Suzuki", "Tanaka", "Weiß", "Yılmaz"];

    private static readonly (string City, string Zip, string Country)[] Cities =
        [("Lisboa", "1100-053", "PT"), ("Zürich", "8001", "CH"), ("Kraków", "31-042", "PL"), ("São Paulo", "01310-100", "BR"), ("Reykjavík", "101", "IS"), ("Chicago", "60601", "US"), ("京都", "604-8571", "JP"), ("Αθήνα", "105 57", "GR")];

    public static string CityOf(Random random) => Cities[random.Next(Cities.Length)].City;

    public static void Write(WireDocument wire, long id, Random random)
    {
        var (given, family) = (Given[random.Next(Given.Length)], Family[random.Next(Family.Length)]);
        var (city, zip, country) = Cities[random.Next(Cities.Length)];
        var since = Opening.AddTicks(random.NextInt64(2_000_000_000_000_000));
        var bytes = new byte[24];
        random.NextBytes(bytes);

        wire.Text("name", $"{given} {family}");
        wire.Text("email", string.Create(CultureInfo.InvariantCulture, $"customer{id % 1_000_003}@example.com"));
        wire.Date("born", new DateTime(1940, 1, 1).AddDays(random.Next(25_000)));
        wire.Time("since", since, random.Next(100));
        wire.Uuid("account", new Guid(bytes.AsSpan(..16)));
        wire.Bytes64("avatar_hash", bytes);
        wire.Long("points", random.Next(40) == 0 ? BeyondDoubles + random.Next(1000) : random.Next(50_000));
        wire.Double("balance", Math.Round(random.NextDouble() * 4000 - 500, 2));
        wire.BeginObject("address");
        wire.Text("city", city);
        wire.Text("zip", zip);
        wire.Text("country", country);
        wire.EndObject();
        wire.BeginList("tags");
        foreach (var tag in (ReadOnlySpan<string>)["vip", "newsletter", "b2b", "née \"test\"\n", "🛍️"])
        {
            if (random.Next(3) == 0)
            {
                wire.Item(tag);
            }
        }

        wire.EndList();
        wire.Flag("active", random.Next(10) != 0);
        if (random.Next(20) == 0)
        {
            wire.Times("discount", 1 - random.Next(1, 9) / 20.0);
            wire.Match("neighbours", ByCity, city);
        }
    }
}

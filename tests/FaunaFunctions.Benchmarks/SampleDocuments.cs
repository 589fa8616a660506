using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks;

/// <summary>
/// Documents as a server writes them, of about 1 KB and 15 fields: nested items, escapes, raw UTF-8, references, times, bytes, longs, doubles. One seed
/// gives the same documents on every machine, and in both languages.
/// </summary>
internal sealed class SampleDocuments
{
    public const int DefaultSeed = 20231114;
    public const string Collection = "orders";

    private const long FirstTs = 1_700_000_000_000_000;

    private static readonly string[] Words =
    [
        "ash", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "juniper", "larch", "maple", "oak", "pine",
        "rowan", "spruce", "willow", "café", "Straße", "naïve", "Żółw", "中文", "日本", "🔥", "Ελλάς",
    ];

    private readonly int _seed;
    private readonly string _collection;
    private readonly SampleWire _wire;

    public SampleDocuments(FaunaApi api, int seed = DefaultSeed, string collection = Collection)
    {
        _seed = seed;
        _collection = collection;
        _wire = new SampleWire(api);
    }

    /// <summary>The document's text; the same for every call with one id.</summary>
    /// <param name="id">Its id; its ts grows with it.</param>
    public byte[] Document(long id) => Encoding.UTF8.GetBytes(Append(new StringBuilder(1200), id).ToString());

    /// <summary>A page of documents with ids that follow each other, as the server answers our own request for one.</summary>
    /// <param name="firstId">Id of the first document.</param>
    /// <param name="count">Documents in the page.</param>
    /// <param name="more">Whether another page follows.</param>
    public byte[] Page(long firstId, int count, bool more = false)
    {
        var page = new StringBuilder(count * 1400).Append(_wire.PageHead(more ? firstId + count : null, _collection));
        for (var i = 0; i < count; i++)
        {
            Append(i == 0 ? page : page.Append(','), firstId + i);
        }

        return Encoding.UTF8.GetBytes(page.Append(_wire.PageTail).ToString());
    }

    /// <summary>Offset of a page's first document.</summary>
    public static int FirstDocument(ReadOnlySpan<byte> page) => page.IndexOf("\"data\":["u8) + 8;

    /// <summary>What stands behind a document's time: its fields.</summary>
    public ReadOnlySpan<byte> Fields(long id)
    {
        var head = Encoding.UTF8.GetByteCount(_wire.Head(id, _collection, Ts(id)));
        return Document(id).AsSpan(head);
    }

    private static long Ts(long id) => FirstTs + (id * 1000);

    private StringBuilder Append(StringBuilder text, long id)
    {
        var random = new Random(HashCode(_seed, id));
        text.Append(_wire.Head(id, _collection, Ts(id))).Append(_wire.BeforeFields);
        text.Append(CultureInfo.InvariantCulture, $"\"name\":\"{Phrase(random, 3)}\"");
        text.Append(CultureInfo.InvariantCulture, $",\"email\":\"{Words[random.Next(16)]}.{random.Next(10_000)}@example.com\"");
        text.Append(CultureInfo.InvariantCulture, $",\"description\":\"{Phrase(random, 12)} \\\"{Phrase(random, 2)}\\\"\\n{Phrase(random, 5)}\"");
        text.Append(CultureInfo.InvariantCulture, $",\"sequence\":{_wire.Integer(random.Next(1_000_000))},\"account\":{_wire.Integer(random.NextInt64(1L << 53, long.MaxValue))}");
        text.Append(CultureInfo.InvariantCulture, $",\"total\":{Double($"{random.Next(100_000) / 100.0:0.0#}")},\"volume\":{Double($"{random.Next(1000, 9999) / 1000.0:0.0##}E{random.Next(7, 20)}")}");
        text.Append(random.Next(2) == 0 ? ",\"active\":true" : ",\"active\":false");
        text.Append(",\"created\":").Append(_wire.Time(Text($"{DateTime.UnixEpoch.AddSeconds(random.Next()):yyyy-MM-dd'T'HH:mm:ss}.{random.Next(1_000_000):D6}Z")));
        text.Append(CultureInfo.InvariantCulture, $",\"due\":{{\"@date\":\"{DateTime.UnixEpoch.AddDays(random.Next(20_000)):yyyy-MM-dd}\"}}");
        text.Append(",\"customer\":").Append(_wire.Reference(random.Next(1, int.MaxValue), "customers"));
        var bytes = new byte[24];
        random.NextBytes(bytes);
        text.Append(CultureInfo.InvariantCulture, $",\"checksum\":{{\"@bytes\":\"{Convert.ToBase64String(bytes)}\"}}");
        text.Append(CultureInfo.InvariantCulture, $",\"address\":{{\"street\":\"{Phrase(random, 2)} {random.Next(1, 200)}\",\"city\":\"{Words[random.Next(Words.Length)]}\",\"zip\":\"{random.Next(10_000, 99_999)}\",\"position\":[{Double($"{random.NextDouble() * 180:0.0#####}")},{Double($"{random.NextDouble() * 90:0.0#####}")}]}}");
        text.Append(CultureInfo.InvariantCulture, $",\"tags\":[\"{Words[random.Next(Words.Length)]}\",\"{Words[random.Next(Words.Length)]}\"],\"items\":[");
        for (var item = 0; item < 3; item++)
        {
            text.Append(item == 0 ? "" : ",");
            text.Append(CultureInfo.InvariantCulture, $"{{\"sku\":\"SKU-{random.Next(100_000):D6}\",\"quantity\":{_wire.Integer(random.Next(1, 20))},\"price\":{Double($"{random.Next(10_000) / 100.0:0.0#}")}}}");
        }

        return text.Append("]}}");
    }

    private string Double(FormattableString text) => _wire.Double(Text(text));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Phrase(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    private static int HashCode(int seed, long id) => unchecked((int)((ulong)(id + seed) * 0x9E3779B97F4A7C15UL >> 33));
}

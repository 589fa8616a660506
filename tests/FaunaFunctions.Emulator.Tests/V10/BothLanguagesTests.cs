using System.Text;
using System.Text.Json;
using CsCheck;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>One document, stored once, through both languages.</summary>
public sealed class BothLanguagesTests
{
    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> s_scalar = Gen.OneOf(
        Gen.Int.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Long.Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Double[-1e9, 1e9].Select(d => d.ToString("0.0##", System.Globalization.CultureInfo.InvariantCulture)),
        OneOf("true", "false", "1.0E7", "-0.0", "\"\"", "\"@x\"", "{\"@ts\":\"2023-11-14T22:13:20.000000001Z\"}", "{\"@date\":\"2020-01-01\"}", "{\"@bytes\":\"+/8=\"}", "{\"@uuid\":\"123e4567-e89b-12d3-a456-426614174000\"}"),
        Gen.String[Gen.Char.AlphaNumeric, 0, 9].Select(s => $"\"{s}\\n\\\"é🔥\""));

    private static readonly Gen<string> s_key = OneOf("a", "b", "id", "data", "ts", "ttl", "delete", "ref", "a b", "", "é", "replace", "coll");

    private static readonly Gen<string> s_value = Gen.Recursive<string>((depth, inner) => depth > 3 ? s_scalar : Gen.Frequency(
        (4, s_scalar),
        (1, inner.List[0, 3].Select(l => $"[{string.Join(',', l)}]")),
        (1, Fields(inner)),
        (1, inner.Select(v => $"{{\"@obj\":{{\"@k\":{v},\"plain\":1}}}}"))));

    /// <summary>What is kept as text is shown as what is kept as values.</summary>
    [Fact]
    public async Task Documents_kept_as_text_and_as_values_look_the_same()
    {
        await using var fql = await FqlDatabase.StartAsync();
        fql.Ask("""Collection.create({ name: "Text" })""");
        fql.Ask("""Collection.create({ name: "Values" })""");
        long id = 0;

        Fields(s_value).Sample(
            data =>
            {
                id++;
                fql.Database.Load("Text", [new EmulatorDocument(id, Encoding.UTF8.GetBytes(data))]);
                fql.Database.Put("Values", new EmulatorDocument(id, Encoding.UTF8.GetBytes(data)));
                Assert.Equal(Shown("Values"), Shown("Text"));
            },
            iter: 300,
            threads: 1);

        string Shown(string collection)
        {
            using var document = JsonDocument.Parse(fql.Ask($"Collection(\"{collection}\").byId(\"{id}\")"));
            var text = document.RootElement.GetRawText().Replace(collection, "C", StringComparison.Ordinal);
            return text.Remove(text.IndexOf("\"ts\":", StringComparison.Ordinal), text.IndexOf('}', text.IndexOf("\"ts\":", StringComparison.Ordinal)) - text.IndexOf("\"ts\":", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_v10_writes_v4_reads_and_the_other_way_round()
    {
        await using var fql = await FqlDatabase.StartAsync();
        fql.Ask("""Collection.create({ name: "C" })""");
        fql.Ask("""C.create({ id: "1", a: 1, t: Time("2020-01-01T00:00:00Z"), to: C.byId("2"), ttl: Time("2100-01-01T00:00:00Z") })""");
        fql.Database.Query("""{"create":{"ref":{"collection":"C"},"id":"2"},"params":{"object":{"data":{"object":{"id":5,"b":{"ref":{"collection":"C"},"id":"1"}}}}}}""");

        var v4 = fql.Database.Query("""{"select":["data"],"from":{"get":{"ref":{"collection":"C"},"id":"1"}}}""");
        var v10 = fql.Ask("""C.byId("2")""");

        Assert.Equal("""{"resource":{"a":1,"t":{"@ts":"2020-01-01T00:00:00Z"},"to":{"@ref":{"id":"2","collection":{"@ref":{"id":"C","collection":{"@ref":{"id":"collections"}}}}}}}}""", v4);
        Assert.EndsWith(""","b":{"@ref":{"id":"1","coll":{"@mod":"C"}}},"data":{"id":{"@int":"5"}}}}""", v10, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_tells_every_write_of_either_language_once_whatever_the_page_size()
    {
        await using var fql = await FqlDatabase.StartAsync();
        fql.Ask("""Collection.create({ name: "C", history_days: 1 })""");
        var token = fql.Source("C.all()");
        var written = new List<(string Type, string Id)>();
        for (var i = 0; i < 60; i++)
        {
            var id = (i % 7) + 1;
            var deletes = i % 3 == 2;
            var type = !Living(id) ? deletes ? "" : "add" : deletes ? "remove" : "update";
            if (type.Length == 0)
            {
                continue;
            }

            _ = deletes ? fql.Database.Delete("C", id) : fql.Database.Put("C", new EmulatorDocument(id, $"{{\"i\":{i}}}"));
            written.Add((type, $"{id}"));
        }

        foreach (var size in new[] { 1, 2, 7, 16_000 })
        {
            Assert.Equal(written, await Events(fql, token, size));
        }

        bool Living(int id) => written.FindLast(w => w.Id == $"{id}") is { Type: "add" or "update" };
    }

    private static async Task<List<(string Type, string Id)>> Events(FqlDatabase fql, string token, int size)
    {
        var events = new List<(string, string)>();
        var cursor = "";
        while (true)
        {
            var page = (await fql.FeedAsync(token, $",\"page_size\":{size}{cursor}")).Json;
            events.AddRange(page.GetProperty("events").EnumerateArray().Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("data").GetProperty("@doc").GetProperty("id").GetString()!)));
            Assert.True(events.Count <= 100, "The feed repeats itself.");
            if (!page.GetProperty("has_next").GetBoolean())
            {
                return events;
            }

            cursor = $",\"cursor\":\"{page.GetProperty("cursor").GetString()}\"";
        }
    }

    private static Gen<string> Fields(Gen<string> value) => Gen.Select(s_key, value, (k, v) => (k, v)).List[0, 5]
        .Select(l => $"{{{string.Join(',', l.DistinctBy(f => f.k).Select(f => $"\"{f.k}\":{f.v}"))}}}");
}

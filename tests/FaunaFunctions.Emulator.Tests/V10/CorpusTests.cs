using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>
/// 301 documents with every kind of value, recorded in both languages: those that v4 showed are stored, and v10 must show what it was
/// recorded to show, character by character but for the time of writing.
/// </summary>
public sealed partial class CorpusTests
{
    [Fact]
    public async Task Documents_stored_as_v4_showed_them_are_shown_as_v10_showed_them()
    {
        var (v4, v10) = Load();
        await using var emulator = await FaunaEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var database = emulator.CreateDatabase("corpus");
        database.QueryV10("""Collection.create({ name: "Item" }); Collection.create({ name: "Other" }); Database.create({ name: "child" }); Function.create({ name: "fn", body: "x => x" }); Role.create({ name: "ro" })""");
        database.Query("""{"create_index":{"object":{"name":"by_el","source":{"collection":"Item"}}}}""");

        database.Load("Item", v4.Select(Document));

        var shown = Pages(database).ToDictionary(Id, d => d);
        Assert.Equal(301, v10.Count);
        Assert.Equal(301, shown.Count);
        Assert.All(v10, recorded => Assert.Equal(Comparable(recorded), Comparable(shown[Id(recorded)])));
    }

    private static IEnumerable<JsonElement> Pages(EmulatorDatabase database)
    {
        var answer = database.QueryV10("Item.all().paginate(64)");
        while (true)
        {
            var page = JsonDocument.Parse(answer).RootElement.GetProperty("data");
            foreach (var document in page.GetProperty("data").EnumerateArray())
            {
                yield return document;
            }

            if (!page.TryGetProperty("after", out var after))
            {
                yield break;
            }

            answer = database.QueryV10($"Set.paginate(\"{after.GetString()}\")");
        }
    }

    private static EmulatorDocument Document(JsonElement document) => new(
        long.Parse(document.GetProperty("ref").GetProperty("@ref").GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
        document.TryGetProperty("data", out var data) ? data.GetRawText() : "{}",
        document.TryGetProperty("ttl", out var ttl) ? DateTimeOffset.Parse(ttl.GetProperty("@ts").GetString()!, CultureInfo.InvariantCulture) : null);

    private static string Id(JsonElement document)
    {
        var fields = document.GetProperty("@doc");
        return (fields.TryGetProperty("@object", out var inner) && inner.TryGetProperty("coll", out _) ? inner : fields).GetProperty("id").GetString()!;
    }

    // v4 shows NaN and the infinities as text, so that is what was stored.
    private static string Comparable(JsonElement document) =>
        Written().Replace(NotFinite().Replace(document.GetRawText(), "$1"), "\"ts\":<written>", 1);

    private static (IReadOnlyList<JsonElement> V4, IReadOnlyList<JsonElement> V10) Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "every-kind.corpus.gz"));
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var (v4, v10) = (new List<JsonElement>(), new List<JsonElement>());
        while (lines.ReadLine() is { } line)
        {
            var page = JsonDocument.Parse(line).RootElement;
            var answer = JsonDocument.Parse(page.GetProperty("response").GetString()!).RootElement;
            var isV4 = page.GetProperty("api").GetString() == "v4";
            (isV4 ? v4 : v10).AddRange(answer.GetProperty(isV4 ? "resource" : "data").GetProperty("data").EnumerateArray());
        }

        return (v4, v10);
    }

    [GeneratedRegex("""\{"@double":("NaN"|"-?Infinity")\}""")]
    private static partial Regex NotFinite();

    [GeneratedRegex("""(?<="coll":\{"@mod":"Item"\},)"ts":\{"@time":"[^"]*"\}""")]
    private static partial Regex Written();
}

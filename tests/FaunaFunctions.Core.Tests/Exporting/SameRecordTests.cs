using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Records;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>One database, exported through FQL v4 and through v10: the same records, but for what v10 does not tell any more.</summary>
public class SameRecordTests
{
    [Fact]
    public async Task Every_kind_of_document_gives_the_same_record_in_full_exports_and_in_changes()
    {
        await using var both = await StartAsync(
            EveryKindCorpus.Collection,
            Column("ttl", "ttl"), Column("a", "data", "a"), Column("at", "ts"), Column("ref", "ref"));
        both.Database.Load(EveryKindCorpus.Collection, EveryKindCorpus.Documents());
        both.Database.QueryV10("""Collection.byName("Gone")!.delete()""");

        var full = await both.ExportAsync(RunMode.Full);
        both.Database.Delete(EveryKindCorpus.Collection, 1);
        foreach (var document in EveryKindCorpus.Documents().Skip(1))
        {
            both.Database.Put(EveryKindCorpus.Collection, document);
        }

        var changes = await both.ExportAsync(RunMode.Incremental);

        AssertSame(full);
        AssertSame(changes);
        Assert.Contains("deleted_at", changes.V4[0], StringComparison.Ordinal);
        Assert.InRange(full.V4.Zip(full.V10).Count(record => record.First == record.Second), 100, 300);
    }

    [Fact]
    public async Task A_key_that_may_not_look_back_gets_the_same_records()
    {
        await using var pinned = await StartAsync(EveryKindCorpus.Collection);
        await using var along = await StartAsync(EveryKindCorpus.Collection, looksBack: false);
        foreach (var both in (CollectionThroughBoth[])[pinned, along])
        {
            both.Database.Load(EveryKindCorpus.Collection, EveryKindCorpus.Documents());
            both.Database.QueryV10("""Collection.byName("Gone")!.delete()""");
        }

        var (_, v4) = await pinned.ExportAsync(FaunaApi.V4);
        var (_, v10) = await along.ExportAsync(FaunaApi.V10);

        AssertSame((v4, v10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_a_document_that_is_referred_to_comes_into_a_record(bool looksBack)
    {
        const string Canary = "canary-of-another-document";
        const string Other = """{"@ref":{"id":"2","collection":{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}}}""";
        const string Gone = """{"@ref":{"id":"9","collection":{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}}}""";
        var set = """{"@obj":{"@set":{"union":[{"@obj":{"@set":{"singleton":OTHER}}},{"@obj":{"@set":{"events":GONE}}},{"@obj":{"@set":{"documents":ITEM}}}]}}}"""
            .Replace("OTHER", Other, StringComparison.Ordinal)
            .Replace("GONE", Gone, StringComparison.Ordinal)
            .Replace("ITEM", """{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}""", StringComparison.Ordinal);
        await using var pinned = await StartAsync(EveryKindCorpus.Collection, Columns());
        await using var mapped = await StartAsync(EveryKindCorpus.Collection, looksBack, Columns());
        foreach (var both in (CollectionThroughBoth[])[pinned, mapped])
        {
            both.Database.Load(
                EveryKindCorpus.Collection,
                [
                    new EmulatorDocument(1, $$"""{"to":{{Other}},"all":[{{Other}},{"deep":{{Gone}} }],"o":{"@obj":{"@in":{{Other}} } },"set":{{set}} }"""),
                    new EmulatorDocument(2, $$"""{"@obj":{"@at":"{{Canary}}","text":"{{Canary}}","set":{{set}} } }"""),
                ]);
        }

        // Of a page that a computed field fails, the fields are asked for one by one; so they are by a key that may not look back.
        mapped.Database.QueryV10("""Collection.byName("Item")!.update({ computed_fields: { up: { body: "d => if (d.to != null) d.nothing.toUpperCase() else null" } } })""");

        var (_, whole) = await pinned.ExportAsync(FaunaApi.V10);
        var (_, parts) = await mapped.ExportAsync(FaunaApi.V10);

        Assert.Equal(whole, parts);
        Assert.DoesNotContain(Canary, parts[0], StringComparison.Ordinal);
        Assert.Contains("""\"union\":[{\"@object\":{\"@set\":{\"singleton\":{\"@ref\":{\"id\":\"2\",\"coll\":{\"@mod\":\"Item\"}}}}}}""", parts[0], StringComparison.Ordinal);
        Assert.EndsWith(
            ""","id":"2","text":null,"set":"{\"@set\":{\"union\":[{\"@object\":{\"@set\":{\"singleton\":{\"@ref\":{\"id\":\"2\",\"coll\":{\"@mod\":\"Item\"}}}}}},{\"@object\":{\"@set\":{\"events\":{\"@ref\":{\"id\":\"9\",\"coll\":{\"@mod\":\"Item\"}}}}}},{\"@object\":{\"@set\":{\"documents\":{\"@ref\":{\"name\":\"Item\",\"coll\":{\"@mod\":\"Collection\"}}}}}}]}}"}""",
            parts[0], StringComparison.Ordinal);

        static AdditionalColumn[] Columns() => [Column("id", "data", "to", "id"), Column("text", "data", "to", "text"), Column("set", "data", "set")];
    }

    [Theory]
    [InlineData("a reference to an index", """{"@ref":{"id":"by_el","collection":{"@ref":{"id":"indexes"}}}}""", """{"id":"by_el","type":"index"}""", "\"[legacy index by_el]\"")]
    [InlineData("a reference to an index that was dropped", """{"@ref":{"id":"by_old","collection":{"@ref":{"id":"indexes"}}}}""", """{"id":"by_old","type":"index"}""", "\"[legacy index <deleted>]\"")]
    [InlineData("a lambda", """{"@query":{"api_version":"4","lambda":"x","expr":{"var":"x"}}}""", """ "{\"@query\":{\"api_version\":\"4\",\"lambda\":\"x\",\"expr\":{\"var\":\"x\"}}}" """, "\"[function <lambda>]\"")]
    [InlineData("a set", """{"@obj":{"@set":{"match":{"@ref":{"id":"by_el","collection":{"@ref":{"id":"indexes"}}}},"terms":[1,"b"]}}}""", """ "{\"@set\":{\"match\":{\"@ref\":{\"id\":\"by_el\",\"collection\":{\"@ref\":{\"id\":\"indexes\"}}}},\"terms\":[1,\"b\"]}}" """, """ "{\"@set\":{\"match\":\"[legacy index by_el]\",\"terms\":[{\"@int\":\"1\"},\"b\"]}}" """)]
    [InlineData("the collections", """{"@ref":{"id":"collections"}}""", """{"id":"collections","type":"unknown"}""", """{"id":"[new collection]","type":"unknown"}""")]
    [InlineData("the tokens", """{"@ref":{"id":"tokens"}}""", """{"id":"tokens","type":"unknown"}""", """{"id":"[new collection]","type":"unknown"}""")]
    [InlineData("a document of a collection that was dropped", """{"@ref":{"id":"8","collection":{"@ref":{"id":"Gone","collection":{"@ref":{"id":"collections"}}}}}}""", """{"id":"8","collection":"Gone","type":"document"}""", """{"id":"8","type":"unknown"}""")]
    [InlineData("a collection that was dropped", """{"@ref":{"id":"Gone","collection":{"@ref":{"id":"collections"}}}}""", """{"id":"Gone","type":"collection"}""", """{"id":"Gone","type":"collection"}""")]
    [InlineData("a collection", """{"@ref":{"id":"Item","collection":{"@ref":{"id":"collections"}}}}""", """{"id":"Item","type":"collection"}""", """{"id":"Item","type":"collection"}""")]
    [InlineData("a document", """{"@ref":{"id":"8","collection":{"@ref":{"id":"Other","collection":{"@ref":{"id":"collections"}}}}}}""", """{"id":"8","collection":"Other","type":"document"}""", """{"id":"8","collection":"Other","type":"document"}""")]
    [InlineData("a document of a collection named like a native one", """{"@ref":{"id":"8","collection":{"@ref":{"id":"Key","collection":{"@ref":{"id":"collections"}}}}}}""", """{"id":"8","collection":"Key","type":"document"}""", """{"id":"8","type":"key"}""")]
    public async Task What_v10_tells_otherwise_is_this_and_nothing_else(string what, string stored, string throughV4, string throughV10)
    {
        await using var both = await StartAsync(EveryKindCorpus.Collection);
        both.Database.CreateCollection("Key");
        both.Database.Query("""{"create_index":{"object":{"name":"by_old","source":{"collection":"Item"}}}}""");
        both.Database.Load(EveryKindCorpus.Collection, [new EmulatorDocument(1, $$"""{"top":{{stored}},"in":[{"deep":{{stored}}}]}""")]);
        both.Database.Query("""{"delete":{"index":"by_old"}}""");
        both.Database.QueryV10("""Collection.byName("Gone")!.delete()""");

        var (v4, v10) = await both.ExportAsync(RunMode.Full);

        Assert.Equal((what, Record(throughV4.Trim())), (what, Data(v4)));
        Assert.Equal((what, Record(throughV10.Trim())), (what, Data(v10)));

        static string Record(string value) => $$"""{"top":{{value}},"in":[{"deep":{{value}}}]}""";
    }

    [Fact]
    public async Task Computed_fields_are_there_in_v10_and_a_stored_one_of_the_name_counts()
    {
        await using var both = await StartAsync(EveryKindCorpus.Collection);
        both.Database.Load(EveryKindCorpus.Collection, [new EmulatorDocument(1, """{"@obj":{"n":20,"twice":"stored","@at":1}}"""), new EmulatorDocument(2, """{"n":21}""")]);
        both.Database.QueryV10("""Collection.byName("Item")!.update({ computed_fields: { twice: { body: "d => d.n * 2" } } })""");

        var (v4, v10) = await both.ExportAsync(RunMode.Full);

        Assert.Equal(["""{"n":20,"twice":"stored","@at":1}""", """{"n":21}"""], v4.Select(Data));
        Assert.Equal(["""{"n":20,"@at":1,"twice":"stored"}""", """{"twice":42,"n":21}"""], v10.Select(Data));
    }

    [Fact]
    public async Task Columns_find_the_same_values()
    {
        string[][] paths =
        [
            ["data", "id"], ["data", "ttl"], ["data", "data", "x"], ["data", "@ts"], ["data", "to"], ["data", "to", "id"], ["data", "to", "collection", "id"],
            ["data", "to", "class"], ["ttl"], ["ts"], ["ref"], ["ref", "id"], ["ref", "collection", "id"], ["data", "nothing"], ["id"], ["coll"], ["data", "when"], ["data", "o", "@n", "deep"],
        ];
        await using var both = await StartAsync(EveryKindCorpus.Collection, [Column(WhatV10Tells.DataAgain, "data"), .. paths.Select((path, i) => Column($"c{i + 1}", path))]);
        both.Database.Load(
            EveryKindCorpus.Collection,
            [
                new EmulatorDocument(1, """{"@obj":{"id":1,"ttl":"mine","data":{"x":{"@date":"2020-01-01"}},"@ts":9007199254740993,"to":{"@ref":{"id":"8","collection":{"@ref":{"id":"Other","collection":{"@ref":{"id":"collections"}}}}}},"when":{"@ts":"2020-01-01T00:00:00.123456789Z"},"o":{"@obj":{"@n":{"deep":[1.0E7]}}}}}""", both.Time.GetUtcNow().AddDays(1)),
                new EmulatorDocument(2, """{"to":{"@ref":{"id":"7","collection":{"@ref":{"id":"keys"}}}},"data":1,"o":"@n","id":null}"""),
                new EmulatorDocument(3, "{}"),
            ]);

        var (v4, v10) = await both.ExportAsync(RunMode.Full);

        Assert.Equal(v4.Select(WhatV10Tells.ReservedLast), v10.Select(WhatV10Tells.ReservedLast));
        Assert.EndsWith(
            ""","c1":1,"c2":"mine","c3":"2020-01-01","c4":9007199254740993,"c5":{"id":"8","collection":"Other","type":"document"},"c6":"8","c7":"Other","c8":{"id":"Other","type":"collection"},"c9":"2026-05-02T12:00:00Z","c10":1777636800000017,"c11":{"id":"1","collection":"Item","type":"document"},"c12":"1","c13":"Item","c14":null,"c15":null,"c16":null,"c17":"2020-01-01T00:00:00.123456789Z","c18":[1.0E7]}""",
            v10[0], StringComparison.Ordinal);
    }

    private static string Data(List<string> records) => Data(Assert.Single(records));

    private static string Data(string record)
    {
        var start = record.IndexOf("\"data\":", StringComparison.Ordinal) + "\"data\":".Length;
        return record[start..^1];
    }

    private static void AssertSame((List<string> V4, List<string> V10) records)
    {
        Assert.Equal(301, records.V4.Count);
        Assert.Equal(
            records.V4.Select(record => WhatV10Tells.Of(record, EveryKindCorpus.Dropped)),
            records.V10.Select(WhatV10Tells.ReservedLast));
    }

    private static Task<CollectionThroughBoth> StartAsync(string collection, params AdditionalColumn[] columns) =>
        StartAsync(collection, looksBack: true, columns);

    private static async Task<CollectionThroughBoth> StartAsync(string collection, bool looksBack, params AdditionalColumn[] columns)
    {
        var both = await CollectionThroughBoth.StartAsync(collection, looksBack, columns);
        EveryKindCorpus.Prepare(both.Database);
        both.Database.Query("""{"create_index":{"object":{"name":"by_el","source":{"collection":"Item"}}}}""");
        return both;
    }

    private static AdditionalColumn Column(string name, params string[] path) => new(name, path, "string", null, null, Required: false);
}

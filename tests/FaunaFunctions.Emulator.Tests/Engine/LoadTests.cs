using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class LoadTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1.5,"x",null,{"@ts":"2020-01-01T00:00:00.000000001Z"}],"@k":2}""", """{"@obj":{"a":1,"b":[1.5,"x",null,{"@ts":"2020-01-01T00:00:00.000000001Z"}],"@k":2}}""")]
    [InlineData("""{"r":{"@ref":{"id":"7","collection":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}}}}""", null)]
    [InlineData("""{"r":{"@ref":{"id":"7","collection":{"@ref":{"id":"Gone","collection":{"@ref":{"id":"collections"}}}}}}}""", null)]
    [InlineData("""{"q":{"@query":{"api_version":"4","lambda":"x","expr":{"var":"x"}}}}""", null)]
    [InlineData("""{"s":{"@obj":{"@set":{"documents":{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}}}}}""", null)]
    [InlineData("{}", null)]
    public async Task A_loaded_document_is_read_as_it_was_given(string data, string? shown)
    {
        await using var engine = await EngineDatabase.StartAsync();

        engine.Database.Load("c", [new EmulatorDocument(1, shown ?? data)]);

        using var answer = JsonDocument.Parse(engine.Database.Query($$"""{"get":{{EngineDatabase.Ref(1)}}}"""));
        Assert.Equal(shown ?? data, answer.RootElement.GetProperty("resource").GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_loaded_document_can_be_selected_from_and_updated()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.Load("c", [new EmulatorDocument(1, """{"a":{"b":[1,2]},"c":3}""", engine.Clock.GetUtcNow().AddDays(1))]);

        var picked = engine.Database.Query($$$"""{"select":["data","a","b",1],"from":{"get":{{{EngineDatabase.Ref(1)}}}}}""");
        var updated = engine.Database.Query($$$$$$$"""{"select":"data","from":{"update":{{{{{{{EngineDatabase.Ref(1)}}}}}}},"params":{"object":{"data":{"object":{"c":null,"d":4}}}}}}""");

        Assert.Equal("""{"resource":2}""", picked);
        Assert.Equal("""{"resource":{"a":{"b":[1,2]},"d":4}}""", updated);
        engine.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(engine.Ids());
    }

    [Fact]
    public async Task Documents_of_one_load_share_a_time_and_a_document_that_is_there_already_undoes_all_of_it()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.CreateTsIndex("by_ts", "c");
        var ts = engine.Database.Load("c", Enumerable.Range(1, 5).Select(i => new EmulatorDocument(i, "{}")));

        Assert.Throws<ArgumentException>(() => engine.Database.Load("c", [new EmulatorDocument(9, "{}"), new EmulatorDocument(5, "{}")]));

        Assert.All(engine.Data(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""")), row => Assert.Equal(ts, row[0].GetInt64()));
        Assert.Equal([1, 2, 3, 4, 5], engine.Ids());
    }

    [Fact]
    public async Task A_renamed_collection_shows_its_new_name_in_documents_read_before()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.Query($$$$$$$"""{"create":{{{{{{{EngineDatabase.Ref(1)}}}}}}},"params":{"object":{"data":{"object":{"r":{"collection":"c"}}}}}}""");
        engine.Database.Query($$"""{"get":{{EngineDatabase.Ref(1)}}}""");

        engine.Database.Query("""{"update":{"collection":"c"},"params":{"object":{"name":"renamed"}}}""");

        var shown = engine.Database.Query("""{"get":{"ref":{"collection":"renamed"},"id":"1"}}""");
        Assert.Contains("""{"r":{"@ref":{"id":"renamed",""", shown, StringComparison.Ordinal);
    }
}

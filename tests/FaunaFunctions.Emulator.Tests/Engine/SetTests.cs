namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class SetTests
{
    [Theory]
    [InlineData("""{"union":[{"match":{"index":"by_tag"},"terms":"a"},{"match":{"index":"by_tag"},"terms":"b"}]}""", "1 2 3")]
    [InlineData("""{"intersection":[{"match":{"index":"by_tag"},"terms":"a"},{"match":{"index":"by_tag"},"terms":"b"}]}""", "2")]
    [InlineData("""{"difference":[{"match":{"index":"by_tag"},"terms":"a"},{"match":{"index":"by_tag"},"terms":"b"}]}""", "1")]
    [InlineData("""{"reverse":{"documents":{"collection":"c"}}}""", "4 3 2 1")]
    [InlineData("""{"filter":{"lambda":"r","expr":{"equals":[{"select":["data","n"],"from":{"get":{"var":"r"}}},1]}},"collection":{"documents":{"collection":"c"}}}""", "1 3")]
    [InlineData("""{"join":{"match":{"index":"by_tag"},"terms":"a"},"with":{"lambda":"r","expr":{"singleton":{"var":"r"}}}}""", "1 2")]
    public async Task Sets_hold_what_their_operation_says(string set, string expected)
    {
        await using var engine = await TaggedAsync();

        Assert.Equal(expected, Ids(engine, EngineDatabase.Page(set)));
    }

    [Fact]
    public async Task Distinct_shows_each_value_once_in_both_directions()
    {
        await using var engine = await TaggedAsync();
        const string values = """{"distinct":{"match":{"index":"by_n"}}}""";

        Assert.Equal([1, 2], engine.Data(EngineDatabase.Page(values)).Select(v => v.GetInt32()));
        Assert.Equal([2, 1], engine.Data(EngineDatabase.Page($$"""{"reverse":{{values}}}""")).Select(v => v.GetInt32()));
    }

    [Theory]
    [InlineData("""{"documents":{"collection":"c"}}""", "null")]
    [InlineData("""{"reverse":{"documents":{"collection":"c"}}}""", "0")]
    [InlineData("""{"match":{"index":"by_tag"},"terms":"a"}""", "null")]
    [InlineData("""{"match":{"index":"by_n_desc"}}""", "0")]
    [InlineData("""{"union":[{"match":{"index":"by_tag"},"terms":"a"},{"match":{"index":"by_tag"},"terms":"b"}]}""", "null")]
    public async Task Pages_of_one_forwards_and_backwards_show_the_whole_set(string set, string end)
    {
        await using var engine = await TaggedAsync();
        var whole = engine.Data(EngineDatabase.Page(set)).Select(e => e.GetRawText()).ToList();

        var forwards = Walk(engine, set, "after", null).ToList();
        var backwards = Walk(engine, set, "before", end).Reverse().ToList();

        Assert.Equal(whole, forwards);
        Assert.Equal(whole, backwards);
    }

    [Fact]
    public async Task A_predicate_on_reading_hides_documents_from_pages_indexes_and_events()
    {
        await using var engine = await TaggedAsync();
        var secret = engine.Database.CreateRoleKey("some", """
            [{"object":{"resource":{"collection":"c"},"actions":{"object":{"read":{"query":{"lambda":"r","expr":{"equals":[{"select":["data","n"],"from":{"get":{"var":"r"}}},1]}}}}}}},
             {"object":{"resource":{"index":"by_tag"},"actions":{"object":{"read":true}}}}]
            """);
        engine.Client.DefaultRequestHeaders.Authorization = new("Bearer", secret);

        Assert.Equal("1 3", await IdsAsync(engine, EngineDatabase.Page(EngineDatabase.Documents)));
        Assert.Equal("1", await IdsAsync(engine, EngineDatabase.Page("""{"match":{"index":"by_tag"},"terms":"a"}""")));
        engine.Database.Delete("c", 1);
        Assert.Equal("3", await IdsAsync(engine, """{"map":{"lambda":"e","expr":{"select":"document","from":{"var":"e"}}},"collection":{"paginate":{"events":{"documents":{"collection":"c"}}}}}"""));
    }

    private static async Task<EngineDatabase> TaggedAsync()
    {
        var engine = await EngineDatabase.StartAsync();
        engine.Database.Query("""{"create_index":{"object":{"name":"by_tag","source":{"collection":"c"},"terms":[{"object":{"field":["data","tags"]}}]}}}""");
        engine.Database.Query("""{"create_index":{"object":{"name":"by_n","source":{"collection":"c"},"values":[{"object":{"field":["data","n"]}}]}}}""");
        engine.Database.Query("""{"create_index":{"object":{"name":"by_n_desc","source":{"collection":"c"},"values":[{"object":{"field":["data","n"],"reverse":true}},{"object":{"field":["ref"]}}]}}}""");
        engine.Database.Load("c",
        [
            new EmulatorDocument(1, """{"tags":["a"],"n":1}"""),
            new EmulatorDocument(2, """{"tags":["a","b"],"n":2}"""),
            new EmulatorDocument(3, """{"tags":["b"],"n":1}"""),
            new EmulatorDocument(4, """{"tags":[],"n":2}"""),
        ]);
        return engine;
    }

    private static string Ids(EngineDatabase engine, string page) => string.Join(' ', engine.Data(page).Select(EngineDatabase.Id));

    private static async Task<string> IdsAsync(EngineDatabase engine, string page)
    {
        using var response = await engine.Client.PostAsync("/", new StringContent(page), TestContext.Current.CancellationToken);
        using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return string.Join(' ', json.RootElement.GetProperty("resource").GetProperty("data").EnumerateArray().Select(EngineDatabase.Id));
    }

    // The elements of pages of one, each begun with the cursor of the last.
    private static IEnumerable<string> Walk(EngineDatabase engine, string set, string direction, string? cursor)
    {
        do
        {
            using var json = System.Text.Json.JsonDocument.Parse(engine.Database.Query(EngineDatabase.Page(set, ",\"size\":1" + (cursor is null ? "" : $",\"{direction}\":{cursor}"))));
            var page = json.RootElement.GetProperty("resource");
            foreach (var element in page.GetProperty("data").EnumerateArray())
            {
                yield return element.GetRawText();
            }

            // References, numbers and arrays go back as they came.
            cursor = page.TryGetProperty(direction, out var next) ? next.GetRawText() : null;
        }
        while (cursor is not null);
    }
}

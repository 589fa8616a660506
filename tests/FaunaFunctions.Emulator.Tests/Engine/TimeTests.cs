namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class TimeTests
{
    [Fact]
    public async Task A_time_can_be_read_for_a_quarter_of_an_hour_and_the_days_of_history()
    {
        await using var engine = await EngineDatabase.StartAsync(historyDays: 1);
        engine.Database.Load("c", [new EmulatorDocument(1, "{}")]);
        var then = engine.Database.Now;
        engine.Database.Delete("c", 1);

        engine.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(14));
        var readable = engine.Database.Query($$$$$"""{"at":{{{{{then}}}}},"expr":{"count":{"documents":{"collection":"c"}}}}""");
        engine.Clock.Advance(TimeSpan.FromMinutes(2));
        var failure = Assert.Throws<InvalidOperationException>(() => engine.Database.Query($$$$$"""{"at":{{{{{then}}}}},"expr":{"count":{"documents":{"collection":"c"}}}}"""));

        Assert.Equal("""{"resource":1}""", readable);
        Assert.Contains("less than minimum allowed timestamp", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_document_is_gone_from_indexes_and_gets_and_can_be_made_again()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.CreateTsIndex("by_ts", "c");
        engine.Database.Put("c", new EmulatorDocument(1, "{}", engine.Clock.GetUtcNow().AddHours(1)));

        engine.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty(engine.Data(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""")));
        Assert.Equal("""{"resource":false}""", engine.Database.Query($$"""{"exists":{{EngineDatabase.Ref(1)}}}"""));
        Assert.Throws<InvalidOperationException>(() => engine.Database.Query($$"""{"delete":{{EngineDatabase.Ref(1)}}}"""));
        engine.Database.Query($$$$"""{"create":{{{{EngineDatabase.Ref(1)}}}},"params":{"object":{}}}""");
        Assert.Equal([1], engine.Ids());
    }

    [Fact]
    public async Task Of_a_documents_history_the_newest_version_before_the_limit_stays_as_a_creation()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.Put("c", new EmulatorDocument(1, """{"a":1}"""));
        engine.Database.Put("c", new EmulatorDocument(1, """{"a":2}"""));
        engine.Database.Put("c", new EmulatorDocument(2, "{}"));
        engine.Database.Delete("c", 2);

        engine.Clock.Advance(TimeSpan.FromMinutes(16));

        var only = Assert.Single(engine.Data(EngineDatabase.Page($$"""{"events":{{EngineDatabase.Ref(1)}}}""")));
        Assert.Equal(("create", 2), (only.GetProperty("action").GetString(), only.GetProperty("data").GetProperty("a").GetInt32()));
        Assert.Empty(engine.Data(EngineDatabase.Page($$"""{"events":{{EngineDatabase.Ref(2)}}}""")));
        Assert.Empty(engine.Data(EngineDatabase.Page("""{"events":{"documents":{"collection":"c"}}}""")));
    }

    [Fact]
    public async Task An_index_of_more_than_128_documents_is_built_after_a_while_and_then_holds_all_of_history()
    {
        await using var engine = await EngineDatabase.StartAsync(new EmulatorOptions { IndexBuildTime = TimeSpan.FromMinutes(1) });
        engine.Database.Load("c", Enumerable.Range(1, 129).Select(i => new EmulatorDocument(i, $"{{\"i\":{i}}}")));
        var then = engine.Database.Now;
        engine.Database.Delete("c", 5);

        engine.Database.CreateTsIndex("by_ts", "c");
        var early = Assert.Throws<InvalidOperationException>(() => engine.Data(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""")));
        engine.Database.Delete("c", 6);
        engine.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("Index 'by_ts' is not active.", early.Message, StringComparison.Ordinal);
        Assert.Equal(127, engine.Data(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""", ",\"size\":1000")).Length);
        Assert.Equal(129, engine.Data(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""", $",\"size\":1000,\"ts\":{then}")).Length);
    }

    [Fact]
    public async Task Every_commit_is_later_than_every_time_given_out_before_though_the_clock_stands_still()
    {
        await using var engine = await EngineDatabase.StartAsync();

        var first = engine.Database.Put("c", new EmulatorDocument(1, "{}"));
        var seen = engine.Database.Now;
        var second = engine.Database.Put("c", new EmulatorDocument(2, "{}"));

        Assert.True(first < seen && seen < second, $"{first} {seen} {second}");
        Assert.Equal([1], engine.Ids($",\"ts\":{seen}"));
    }
}

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class TransactionTests
{
    [Fact]
    public async Task A_transaction_that_fails_leaves_nothing_behind()
    {
        await using var engine = await EngineDatabase.StartAsync(historyDays: 1);
        engine.Database.CreateTsIndex("by_ts", "c");
        engine.Database.Load("c", [new EmulatorDocument(1, """{"a":1}"""), new EmulatorDocument(2, """{"a":1}""")]);
        var before = Everything(engine);

        Assert.Throws<InvalidOperationException>(() => engine.Database.Query($$$$$$"""
            {"do":[
              {"update":{{{{{{EngineDatabase.Ref(1)}}}}}},"params":{"object":{"data":{"object":{"a":2}}}}},
              {"delete":{{{{{{EngineDatabase.Ref(2)}}}}}}},
              {"create":{{{{{{EngineDatabase.Ref(3)}}}}}},"params":{"object":{}}},
              {"count":{"match":{"index":"by_ts"}}},
              {"create":{{{{{{EngineDatabase.Ref(2)}}}}}},"params":{"object":{}}},
              {"insert":{{{{{{EngineDatabase.Ref(4)}}}}}},"ts":1767225600000001,"action":"create","params":{"object":{}}},
              {"create_collection":{"object":{"name":"d"}}},
              {"abort":"no"}]}
            """));

        Assert.Equal(before, Everything(engine));
    }

    [Fact]
    public async Task A_transaction_reads_what_it_has_written_in_sets_too()
    {
        await using var engine = await EngineDatabase.StartAsync();
        engine.Database.CreateTsIndex("by_ts", "c");

        var answer = engine.Database.Query($$$$"""
            [{"do":[{"create":{{{{EngineDatabase.Ref(3)}}}},"params":{"object":{}}},{"count":{"match":{"index":"by_ts"}}}]},
             {"do":[{"delete":{{{{EngineDatabase.Ref(3)}}}}},{"count":{"match":{"index":"by_ts"}}}]},
             {"count":{"documents":{"collection":"c"}}}]
            """);

        Assert.Equal("""{"resource":[1,0,0]}""", answer);
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_whole_transactions_only()
    {
        await using var emulator = await FaunaEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var database = emulator.CreateDatabase("d");
        database.CreateCollection("c", 1);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                for (var i = 0L; i < 300; i++)
                {
                    database.Query($$$$"""{"do":[{"create":{{{{EngineDatabase.Ref(2 * i)}}}},"params":{"object":{}}},{"create":{{{{EngineDatabase.Ref((2 * i) + 1)}}}},"params":{"object":{}}}]}""");
                }

                stop.Cancel();
            },
            TestContext.Current.CancellationToken);

        var counts = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            var now = database.Now;
            var first = database.Query($$$$$"""{"at":{{{{{now}}}}},"expr":{"count":{"documents":{"collection":"c"}}}}""");
            counts.Add(first);
            Assert.Equal(first, database.Query($$$$$"""{"at":{{{{{now}}}}},"expr":{"count":{"documents":{"collection":"c"}}}}"""));
        }

        await writer;
        Assert.All(counts, c => Assert.Equal(0, int.Parse(c.AsSpan(12, c.Length - 13), System.Globalization.CultureInfo.InvariantCulture) % 2));
        Assert.Equal(600, database.Count("c"));
    }

    private static string[] Everything(EngineDatabase engine) =>
    [
        engine.Database.Query($$$$"""{"map":{"lambda":"x","expr":{"get":{"var":"x"}}},"collection":{{{{EngineDatabase.Page(EngineDatabase.Documents)}}}}}"""),
        engine.Database.Query(EngineDatabase.Page("""{"events":{"documents":{"collection":"c"}}}""")),
        engine.Database.Query(EngineDatabase.Page("""{"match":{"index":"by_ts"}}""")),
        engine.Database.Query(EngineDatabase.Page("""{"events":{"match":{"index":"by_ts"}}}""")),
        engine.Database.Query(EngineDatabase.Page("""{"collections":null}""")),
    ];
}

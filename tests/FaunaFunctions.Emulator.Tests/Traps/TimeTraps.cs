namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>Reading times that are not what they seem.</summary>
public sealed class TimeTraps
{
    [Theory]
    [InlineData("""{"at":{"@ts":"2100-01-01T00:00:00Z"},"expr":{"paginate":{"documents":{"collection":"c"}}}}""")]
    [InlineData("""{"at":4102444800000000,"expr":{"paginate":{"documents":{"collection":"c"}}}}""")]
    [InlineData("""{"paginate":{"documents":{"collection":"c"}},"ts":4102444800000000}""")]
    public async Task A_time_in_the_future_is_answered_with_the_present(string expression)
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        var before = await fauna.RowsAsync(expression);
        await fauna.CreateAsync("2");
        var after = await fauna.RowsAsync(expression);

        Assert.Equal((1, 2), (before.Length, after.Length));
    }

    [Fact]
    public async Task A_page_pinned_to_a_time_does_not_pin_the_documents_got_from_it()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        var created = await fauna.CreateAsync("1");
        await fauna.UpdateAsync("1", """
            "data":{"object":{"v":2}}
            """);
        const string values = """{"map":{"lambda":"x","expr":{"select":["data","v"],"from":{"get":{"var":"x"}}}},"collection":""";
        var pinnedPage = values + TrapDatabase.Paginate(TrapDatabase.Documents, $",\"ts\":{created}") + "}";
        var pinnedAll = TrapDatabase.At(created, values + TrapDatabase.Paginate(TrapDatabase.Documents) + "}");

        Assert.Equal(2, (await fauna.RowsAsync(pinnedPage))[0].GetInt32());
        Assert.Equal(1, (await fauna.RowsAsync(pinnedAll))[0].GetInt32());
    }

    [Fact]
    public async Task A_document_that_expires_is_gone_from_pages_at_earlier_times_too()
    {
        await using var fauna = await TrapDatabase.StartAsync(historyDays: 1);
        await fauna.CreateAsync("1", ""","ttl":{"time_add":{"now":null},"offset":10,"unit":"seconds"}""");
        var last = await fauna.CreateAsync("2");
        var pinned = TrapDatabase.At(last, TrapDatabase.Paginate(TrapDatabase.Documents));

        var before = await fauna.RowsAsync(pinned);
        fauna.Clock.Jump(TimeSpan.FromSeconds(11));
        var after = await fauna.RowsAsync(pinned);

        Assert.Equal(["1", "2"], before.Select(TrapDatabase.Id));
        Assert.Equal(["2"], after.Select(TrapDatabase.Id));
    }

    [Fact]
    public async Task One_document_that_expired_fails_the_whole_page_of_gets()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        await fauna.CreateAsync("2", ""","ttl":{"time_add":{"now":null},"offset":10,"unit":"seconds"}""");

        fauna.Clock.Jump(TimeSpan.FromSeconds(11));
        var listed = await fauna.SendAsync(
            """{"map":{"lambda":"x","expr":{"get":{"var":"x"}}},"collection":""" + $"[{TrapDatabase.Ref("1")},{TrapDatabase.Ref("2")}]}}");

        Assert.Equal(404, listed.Status);
        Assert.Contains("instance not found", listed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_keeps_no_days_of_history_unless_told_to()
    {
        await using var fauna = await TrapDatabase.StartAsync();

        var created = await fauna.AskAsync("""{"create_collection":{"object":{"name":"plain"}}}""");

        Assert.Equal(0, created.GetProperty("history_days").GetInt32());
    }

    [Fact]
    public async Task Raising_the_days_of_history_brings_nothing_back()
    {
        await using var fauna = await TrapDatabase.StartAsync(historyDays: 0);
        await fauna.CreateAsync("1");
        await fauna.DeleteAsync("1");
        fauna.Clock.Jump(TimeSpan.FromMinutes(16));

        await fauna.AskAsync("""{"update":{"collection":"c"},"params":{"object":{"history_days":30}}}""");

        Assert.Empty(await fauna.EventsAsync());
    }
}

namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>What events say that is not so, and what they do not say.</summary>
public sealed class EventTraps
{
    [Fact]
    public async Task A_change_of_ttl_looks_like_a_deletion()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        await fauna.UpdateAsync("1", """
            "ttl":{"@ts":"2100-01-01T00:00:00Z"}
            """);

        Assert.Equal(["add 1", "remove 1", "add 1"], await fauna.EventsAsync());
        Assert.True((await fauna.AskAsync($"{{\"exists\":{TrapDatabase.Ref("1")}}}")).GetBoolean());
    }

    [Fact]
    public async Task A_page_may_end_between_the_remove_and_the_add_of_a_change_of_ttl()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        await fauna.UpdateAsync("1", """
            "ttl":{"@ts":"2100-01-01T00:00:00Z"}
            """);

        Assert.Equal(["add 1", "remove 1"], await fauna.EventsAsync(""","size":2"""));
    }

    [Fact]
    public async Task Removes_at_exactly_the_resume_time_are_skipped()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        await fauna.CreateAsync("2");
        var deleted = await fauna.DeleteAsync("1");

        Assert.Empty(await fauna.EventsAsync($",\"after\":{deleted}"));
        Assert.Equal(["remove 1"], await fauna.EventsAsync($",\"after\":{deleted - 1}"));
    }

    [Fact]
    public async Task A_cursor_of_a_time_alone_skips_everything_at_that_time()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        var created = await fauna.CreateAsync("1");

        Assert.Equal(["add 1"], await fauna.EventsAsync($",\"after\":{created}"));
        Assert.Empty(await fauna.EventsAsync(""","after":{"object":{"ts":""" + created + "}}"));
    }

    [Fact]
    public async Task Events_beyond_the_history_are_gone_without_a_sign()
    {
        await using var fauna = await TrapDatabase.StartAsync(historyDays: 0);
        var created = await fauna.CreateAsync("1");
        await fauna.CreateAsync("2");
        await fauna.DeleteAsync("2");

        fauna.Clock.Jump(TimeSpan.FromMinutes(16));

        Assert.Equal(["1"], await fauna.IdsAsync());
        Assert.Empty(await fauna.EventsAsync());
        Assert.Empty(await fauna.EventsAsync($",\"after\":{created}"));
    }

    [Fact]
    public async Task A_read_at_a_time_beyond_the_history_tells_what_its_events_do_not()
    {
        await using var fauna = await TrapDatabase.StartAsync(historyDays: 0);
        var created = await fauna.CreateAsync("1");
        var probe = TrapDatabase.At(created, TrapDatabase.Paginate(TrapDatabase.Documents, ",\"size\":1"));

        var before = await fauna.SendAsync(probe);
        fauna.Clock.Jump(TimeSpan.FromMinutes(16));
        var after = await fauna.SendAsync(probe);

        Assert.Equal((200, 400), (before.Status, after.Status));
        Assert.Contains("less than minimum allowed timestamp", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_of_history_keep_the_events()
    {
        await using var fauna = await TrapDatabase.StartAsync(historyDays: 1);
        await fauna.CreateAsync("1");
        await fauna.DeleteAsync("1");

        fauna.Clock.Jump(TimeSpan.FromHours(24));
        var kept = await fauna.EventsAsync();
        fauna.Clock.Jump(TimeSpan.FromMinutes(16));
        var lost = await fauna.EventsAsync();

        Assert.Equal(["add 1", "remove 1"], kept);
        Assert.Empty(lost);
    }

    [Fact]
    public async Task A_document_that_expires_leaves_no_event()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1", ""","ttl":{"time_add":{"now":null},"offset":10,"unit":"seconds"}""");

        fauna.Clock.Jump(TimeSpan.FromSeconds(11));

        Assert.Empty(await fauna.IdsAsync());
        Assert.Equal(["add 1"], await fauna.EventsAsync());
    }

    [Fact]
    public async Task An_update_of_data_is_no_event_of_the_collection()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        await fauna.UpdateAsync("1", """
            "data":{"object":{"v":2}}
            """);

        Assert.Equal(["add 1"], await fauna.EventsAsync());
    }
}

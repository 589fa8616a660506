namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>Pages that are empty, with status 200, though the collection is not.</summary>
public sealed class EmptyPageTraps
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collection_without_privilege_looks_empty()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        var reader = await fauna.Admin.CreateReaderAsync("nothing", "", Cancellation);

        Assert.Empty(await reader.RowsAsync(TrapDatabase.Paginate(TrapDatabase.Documents), Cancellation));
        Assert.Empty(await reader.RowsAsync(TrapDatabase.Paginate(TrapDatabase.Events), Cancellation));
        Assert.Equal(403, (await reader.SendAsync(TrapDatabase.Get("1"), Cancellation)).Status);
    }

    [Fact]
    public async Task A_privilege_lost_between_two_pages_looks_like_the_end()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await fauna.CreateAsync(id);
        }

        var reader = await fauna.Admin.CreateReaderAsync("reader", """{"object":{"resource":{"collection":"c"},"actions":{"object":{"read":true}}}}""", Cancellation);
        var first = await reader.AskAsync(TrapDatabase.Paginate(TrapDatabase.Documents, ",\"size\":2"), Cancellation);
        await fauna.AskAsync("""{"update":{"role":"reader"},"params":{"object":{"privileges":[]}}}""");
        var second = await reader.AskAsync(TrapDatabase.Paginate(TrapDatabase.Documents, $",\"size\":2,\"after\":{first.GetProperty("after")}"), Cancellation);
        var probe = await reader.SendAsync(TrapDatabase.Get("9223372036854775807"), Cancellation);

        Assert.Equal(2, first.GetProperty("data").GetArrayLength());
        Assert.Equal(0, second.GetProperty("data").GetArrayLength());
        Assert.False(second.TryGetProperty("after", out _));
        Assert.Equal(403, probe.Status);
    }

    [Theory]
    [InlineData(""","terms":[1]""")]
    [InlineData(""","terms":null""")]
    [InlineData(""","terms":[1,2]""")]
    public async Task Terms_for_an_index_without_terms_give_an_empty_page(string terms)
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        Assert.Single(await fauna.PageAsync("""{"match":{"index":"by_ts"},"terms":[]}"""));
        Assert.Empty(await fauna.PageAsync("""{"match":{"index":"by_ts"}""" + terms + "}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","terms":[]""")]
    [InlineData(""","terms":null""")]
    [InlineData(""","terms":[1,1]""")]
    public async Task Too_few_or_too_many_terms_give_an_empty_page(string terms)
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.AskAsync("""{"create_index":{"object":{"name":"by_v","source":{"collection":"c"},"terms":[{"object":{"field":["data","v"]}}]}}}""");
        await fauna.CreateAsync("1");

        Assert.Single(await fauna.PageAsync("""{"match":{"index":"by_v"},"terms":1}"""));
        Assert.Empty(await fauna.PageAsync("""{"match":{"index":"by_v"}""" + terms + "}"));
    }

    [Fact]
    public async Task Documents_with_negative_ids_are_in_no_page_of_documents()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("-5");
        await fauna.CreateAsync("0");
        await fauna.CreateAsync("5");

        Assert.Equal(["0", "5"], await fauna.IdsAsync());
        Assert.Equal(2, (await fauna.AskAsync($$"""{"count":{{TrapDatabase.Documents}}}""")).GetInt32());
        Assert.Equal(["add -5", "add 0", "add 5"], await fauna.EventsAsync());
        Assert.Equal(["-5", "0", "5"], (await fauna.PageAsync(TrapDatabase.ByTs)).Select(row => TrapDatabase.Id(row[1])));
        Assert.Equal(200, (await fauna.SendAsync(TrapDatabase.Get("-5"))).Status);
    }

    [Fact]
    public async Task A_cursor_at_a_negative_id_gives_an_empty_page()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        Assert.Empty(await fauna.IdsAsync($",\"after\":[{TrapDatabase.Ref("-5")}]"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_size_that_is_not_positive_gives_an_empty_page_without_after(int size)
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        var page = await fauna.AskAsync(TrapDatabase.Paginate(TrapDatabase.Documents, $",\"size\":{size}"));

        Assert.Equal("""{"data":[]}""", page.GetRawText());
    }

    [Fact]
    public async Task A_range_over_ts_with_a_time_gives_an_empty_page()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");

        Assert.Single(await fauna.PageAsync($$"""{"range":{{TrapDatabase.ByTs}},"from":[0],"to":[]}"""));
        Assert.Empty(await fauna.PageAsync($$"""{"range":{{TrapDatabase.ByTs}},"from":[{"@ts":"1970-01-01T00:00:00Z"}],"to":[]}"""));
    }
}

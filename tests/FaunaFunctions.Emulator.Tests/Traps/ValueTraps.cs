namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>Values that are rendered like something they are not.</summary>
public sealed class ValueTraps
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("2.1")]
    public async Task Without_an_api_version_the_old_names_are_written(string? version)
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.CreateAsync("1");
        var old = fauna.Admin.WithVersion(version);

        var document = await old.AskAsync(TrapDatabase.Get("1"), Cancellation);
        var events = await old.RowsAsync(TrapDatabase.Paginate(TrapDatabase.Events), Cancellation);

        Assert.Equal("""{"@ref":{"id":"1","class":{"@ref":{"id":"c","class":{"@ref":{"id":"classes"}}}}}}""", document.GetProperty("ref").GetRawText());
        Assert.True(events[0].TryGetProperty("instance", out _));
        Assert.False(events[0].TryGetProperty("document", out _));
    }

    [Fact]
    public async Task A_reference_to_a_dropped_collection_looks_alive()
    {
        await using var fauna = await TrapDatabase.StartAsync();
        await fauna.AskAsync("""{"create_collection":{"object":{"name":"doomed"}}}""");
        await fauna.CreateAsync("1");
        await fauna.UpdateAsync("1", """
            "data":{"object":{"r":{"ref":{"collection":"doomed"},"id":"7"}}}
            """);
        var get = """{"select":["data","r"],"from":""" + TrapDatabase.Get("1") + "}";
        var before = await fauna.AskAsync(get);

        await fauna.AskAsync("""{"delete":{"collection":"doomed"}}""");

        Assert.Equal(before.GetRawText(), (await fauna.AskAsync(get)).GetRawText());
    }

    [Fact]
    public async Task Doubles_that_are_no_numbers_are_strings()
    {
        await using var fauna = await TrapDatabase.StartAsync();

        var answer = await fauna.SendAsync("""{"object":{"inf":1e400,"minus":-1e400,"nan":{"subtract":[1e400,1e400]},"text":"NaN"}}""");

        Assert.Equal("""{"resource":{"inf":"Infinity","minus":"-Infinity","nan":"NaN","text":"NaN"}}""", answer.Text);
    }
}

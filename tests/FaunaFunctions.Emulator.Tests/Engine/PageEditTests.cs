using System.Text.Json;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class PageEditTests
{
    private const string Whole = """{"map":{"lambda":"x","expr":{"get":{"var":"x"}}},"collection":{"paginate":{"documents":{"collection":"c"}}}}""";
    private const string Ids = """{"map":{"lambda":"x","expr":{"select":"id","from":{"var":"x"}}},"collection":{"paginate":{"documents":{"collection":"c"}}}}""";

    [Fact]
    public async Task A_document_is_dropped_from_one_page_of_documents_and_from_no_other()
    {
        await using var engine = await LoadedAsync();
        engine.Emulator.Faults.DropFromNextPage("c", 20, PageKind.Documents);

        Assert.Equal("10 20 30", await AskAsync(engine, Ids));
        Assert.Equal("10 30", await AskAsync(engine, Whole));
        Assert.Equal("10 20 30", await AskAsync(engine, Whole));
        Assert.True(engine.Emulator.Faults.PagesAreEdited);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_added_to_one_outline()
    {
        await using var engine = await LoadedAsync();
        engine.Emulator.Faults.AddToNextPage("c", 25, PageKind.Ids);

        Assert.Equal("10 20 30", await AskAsync(engine, Whole));
        Assert.Equal("10 20 25 30", await AskAsync(engine, Ids));
        Assert.Equal("10 20 30", await AskAsync(engine, Ids));
    }

    private static async Task<EngineDatabase> LoadedAsync()
    {
        var engine = await EngineDatabase.StartAsync();
        engine.Database.Load("c", new long[] { 10, 20, 30 }.Select(i => new EmulatorDocument(i, "{}")));
        return engine;
    }

    private static async Task<string> AskAsync(EngineDatabase engine, string expression)
    {
        using var response = await engine.Client.PostAsync("/", new StringContent(expression), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return string.Join(' ', json.RootElement.GetProperty("resource").GetProperty("data").EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String
            ? long.Parse(e.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : EngineDatabase.Id(e.GetProperty("ref"))));
    }
}

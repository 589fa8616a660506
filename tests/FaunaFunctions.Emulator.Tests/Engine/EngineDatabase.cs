using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Emulator.Tests.Engine;

/// <summary>An emulator with a clock that stands still, and its database with the collection <c>c</c>.</summary>
internal sealed class EngineDatabase : IAsyncDisposable
{
    private EngineDatabase(FaunaEmulator emulator, EmulatorDatabase database, FakeTimeProvider clock, HttpClient client) =>
        (Emulator, Database, Clock, Client) = (emulator, database, clock, client);

    public FaunaEmulator Emulator { get; }

    public EmulatorDatabase Database { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>Sends with the database's admin secret.</summary>
    public HttpClient Client { get; }

    public static async Task<EngineDatabase> StartAsync(EmulatorOptions? options = null, int? historyDays = 0)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var emulator = await FaunaEmulator.StartAsync((options ?? new EmulatorOptions()) with { TimeProvider = clock }, TestContext.Current.CancellationToken);
        var database = emulator.CreateDatabase("engine");
        database.CreateCollection("c", historyDays);
        var client = new HttpClient { BaseAddress = emulator.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", database.AdminSecret);
        client.DefaultRequestHeaders.Add("x-faunadb-api-version", "4");
        return new EngineDatabase(emulator, database, clock, client);
    }

    public static string Ref(long id) => """{"ref":{"collection":"c"},"id":""" + $"\"{id}\"}}";

    public static string Page(string set, string options = "") => $"{{\"paginate\":{set}{options}}}";

    public static string Documents => """{"documents":{"collection":"c"}}""";

    /// <summary>Ids of a page of documents.</summary>
    public long[] Ids(string options = "") => [.. Data(Page(Documents, options)).Select(Id)];

    /// <summary>The elements of a page.</summary>
    public JsonElement[] Data(string page)
    {
        using var json = JsonDocument.Parse(Database.Query(page));
        return [.. json.RootElement.GetProperty("resource").GetProperty("data").EnumerateArray().Select(e => e.Clone())];
    }

    public static long Id(JsonElement reference) =>
        long.Parse(reference.GetProperty("@ref").GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    public async Task<HttpStatusCode> StatusAsync(string expression)
    {
        using var response = await Client.PostAsync("/", new StringContent(expression), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
    }
}

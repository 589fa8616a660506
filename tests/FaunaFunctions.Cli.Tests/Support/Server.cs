using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Tests.Support;

/// <summary>An emulator with a database and some collections.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly FaunaEmulator _emulator;

    private Server(FaunaEmulator emulator, EmulatorDatabase database)
    {
        _emulator = emulator;
        Database = database;
    }

    /// <summary>Its address.</summary>
    public Uri Url => _emulator.Url;

    /// <summary>The server as a whole.</summary>
    public FaunaEmulator Emulator => _emulator;

    /// <summary>The database.</summary>
    public EmulatorDatabase Database { get; }

    /// <summary>Starts one with empty collections.</summary>
    public static Task<Server> StartAsync(params IReadOnlyList<string> collections) => StartAsync(TimeSpan.FromMilliseconds(50), collections);

    /// <summary>The same, with the time that an index over documents takes until it is built.</summary>
    public static async Task<Server> StartAsync(TimeSpan indexBuildTime, params IReadOnlyList<string> collections)
    {
        var emulator = await FaunaEmulator.StartAsync(new EmulatorOptions { IndexBuildTime = indexBuildTime });
        var database = emulator.CreateDatabase("test");
        foreach (var collection in collections)
        {
            database.CreateCollection(collection);
        }

        return new Server(emulator, database);
    }

    /// <summary>Adds documents with the ids <paramref name="from"/> … <paramref name="to"/>.</summary>
    public Server Fill(string collection, int to, int size = 40, int from = 1)
    {
        var text = new string('x', size);
        for (var first = from; first <= to; first += 100)
        {
            Database.Load(collection, Enumerable.Range(first, Math.Min(100, to - first + 1)).Select(id =>
                new EmulatorDocument(id, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{id}},"text":"{{text}}"}"""))));
        }

        return this;
    }

    /// <summary>Sends what <c>setup</c> prints.</summary>
    /// <returns>The new key's secret.</returns>
    public async Task<string> SetUpAsync(SetupRequest request)
    {
        using var client = new SetupClient(Url, Database.AdminSecret);
        return await client.RunAsync(SetupPlan.For(request), CancellationToken.None);
    }

    /// <summary>The same for one collection, deletions included.</summary>
    public Task<string> SetUpAsync(string collection) => SetUpAsync(new SetupRequest([collection], Incremental: true, HistoryDays: 1));

    /// <summary>What an export of a collection through a query language needs.</summary>
    /// <returns>A key's secret, and the export's settings but for its <c>collection</c>: JSON from the comma on.</returns>
    public async Task<(string Secret, string Settings)> SetUpAsync(string collection, string api) => api == "v4"
        ? (await SetUpAsync(collection), $$""", "index": "{{collection}}_by_ts" """)
        : (KeyForV10(collection), """, "mode": "incremental" """);

    private string KeyForV10(string collection)
    {
        Database.QueryV10($$"""Role.create({ name: "export_{{collection}}", privileges: [{ resource: "{{collection}}", actions: { read: true, history_read: true } }] })""");
        using var answer = JsonDocument.Parse(Database.QueryV10($$"""Key.create({ role: "export_{{collection}}" }).secret"""));
        return answer.RootElement.GetProperty("data").GetString()!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}

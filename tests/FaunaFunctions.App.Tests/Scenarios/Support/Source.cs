using System.Globalization;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>A Fauna server with a database to export.</summary>
internal sealed class Source : IAsyncDisposable
{
    private Source(FaunaEmulator server, EmulatorDatabase database, string secret)
    {
        Server = server;
        Database = database;
        Secret = secret;
    }

    /// <summary>The server.</summary>
    public FaunaEmulator Server { get; }

    /// <summary>The database.</summary>
    public EmulatorDatabase Database { get; }

    /// <summary>A key that may read it.</summary>
    public string Secret { get; }

    /// <summary>The query language it is read through.</summary>
    public string Api { get; set; } = "v4";

    /// <summary>Starts one with empty collections, each with an index <c>NAME_by_ts</c> and a day of history.</summary>
    /// <param name="rootSecret">The server's own secret, which begins every key's.</param>
    /// <param name="collections">Names.</param>
    public static async Task<Source> StartAsync(string rootSecret, params IReadOnlyList<string> collections)
    {
        var server = await FaunaEmulator.StartAsync(new EmulatorOptions { RootSecret = rootSecret });
        var database = server.CreateDatabase("shop");
        foreach (var collection in collections)
        {
            database.CreateCollection(collection, historyDays: 1);
            database.CreateTsIndex(collection + "_by_ts", collection);
        }

        return new Source(server, database, $"{rootSecret}:shop:server-readonly");
    }

    /// <summary>Adds documents with the ids <paramref name="first"/> … .</summary>
    public Source Fill(string collection, int count, int first = 1)
    {
        for (var from = first; from < first + count; from += 100)
        {
            Database.Load(collection, Enumerable.Range(from, Math.Min(100, first + count - from)).Select(Document));
        }

        return this;
    }

    /// <summary>The document with an id.</summary>
    public static EmulatorDocument Document(int id) =>
        new(id, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{id}},"text":"row {{id}}"}"""));

    /// <summary>The settings' connection to it; its secret is <c>%FAUNA_SECRET%</c>.</summary>
    public string Connection => $$"""
        { "scheme": "http", "domain": "{{Server.Url.Host}}", "port": {{Server.Url.Port}}, "secret": "%FAUNA_SECRET%", "api": "{{Api}}" }
        """;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

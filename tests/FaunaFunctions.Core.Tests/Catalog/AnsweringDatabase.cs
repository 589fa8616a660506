using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Tests.Configuration;
using FaunaFunctions.Core.Tests.Fauna;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>
/// A server that answers the requests of a check as a running one was recorded to: a collection <c>orders</c> with two documents, an index
/// <c>by_ts</c>, and a key with the least privileges. A test says what is otherwise.
/// </summary>
internal sealed class AnsweringDatabase : IAsyncDisposable
{
    /// <summary>The server's time, µs.</summary>
    public const long Now = 1_795_386_383_000_000;

    public const string Denied = """{"errors":[{"position":[],"code":"permission denied","description":"Insufficient privileges to perform the action."}]}""";
    public const string IndexRequest = """{"get":{"index":""";
    public const string CollectionRequest = """{"get":{"collection":""";
    public const string ExistsRequest = """{"paginate":{"documents":""";
    public const string ProbeRequest = """[{"to_micros":""";
    public const string ReadableRequest = """{"get":{"ref":""";
    public const string OldestRequest = """{"at":1,""";
    public const string DocumentsRequest = "\"expr\":{\"map\":{\"lambda\":\"x\",\"expr\":{\"get\":";
    public const string CountDocuments = """{"count":{"documents":""";
    public const string CountEntries = """{"count":{"range":""";

    private const string Orders = """{"@ref":{"id":"orders","collection":{"@ref":{"id":"collections"}}}}""";
    private const string First = "{\"@ref\":{\"id\":\"202\",\"collection\":" + Orders + "}}";

    private readonly List<(string Request, int Status, string Body)> _answers =
    [
        (ProbeRequest, 200, Resource($"[{Now},[],[[1795386380880000,{First}]],[{First}]]")),
        ("""{"to_micros":""", 200, Resource(Now.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        (OldestRequest, 400, Oldest(Now - 900_000_000)),
        (DocumentsRequest, 200, Documents("")),
        (ExistsRequest, 200, Resource($$$"""{"data":[{{{First}}}]}""")),
        (IndexRequest, 200, IndexDefinition()),
        (CollectionRequest, 403, Denied),
        (ReadableRequest, 404, """{"errors":[{"position":[],"code":"instance not found","description":"Document not found."}]}"""),
        (CountDocuments, 200, Resource("2")),
        (CountEntries, 200, Resource("2")),
    ];

    private readonly ScriptedServer _server;

    public AnsweringDatabase()
    {
        _server = new ScriptedServer((request, stream, stopped) =>
        {
            var (_, status, body) = _answers.Find(a => request.Body.Contains(a.Request, StringComparison.Ordinal));
            return ScriptedServer.Respond(status, body)(request, stream, stopped);
        });
    }

    /// <summary>App settings, for schedules.</summary>
    public Dictionary<string, string> AppSettings { get; } = [];

    public static string Resource(string value) => $$"""{"resource":{{value}}}""";

    public static string Error(string code, string description) => $$$"""{"errors":[{"position":[],"code":"{{{code}}}","description":"{{{description}}}"}]}""";

    public static string Documents(string more) => Resource($$$$"""{"data":[{"ref":{{{{First}}}},"ts":1795386380880000,"data":{"n":1}{{{{more}}}}}]}""");

    public static string Oldest(long micros)
    {
        var time = DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);
        return Error("bad request", $"Requested timestamp 1970-01-01T00:00:00.000001Z less than minimum allowed timestamp {time}.");
    }

    public static string IndexDefinition(
        string source = Orders, string values = """[{"field":"ts"},{"field":["ref"]}]""", string terms = "[]", bool active = true) =>
        Resource($$$$$"""
            {"ref":{"@ref":{"id":"by_ts","collection":{"@ref":{"id":"indexes"}}}},"ts":1795386381340000,"active":{{{{{active.ToString().ToLowerInvariant()}}}}},
            "serialized":true,"name":"by_ts","source":{{{{{source}}}}},"terms":{{{{{terms}}}}},"values":{{{{{values}}}}},"partitions":8}
            """);

    public static string RefTo(string collection) => Orders.Replace("orders", collection, StringComparison.Ordinal);

    /// <summary>Answers every request that holds <paramref name="request"/> otherwise.</summary>
    public AnsweringDatabase With(string request, int status, string body)
    {
        _answers.Insert(0, (request, status, body));
        return this;
    }

    /// <summary>Stops listening, so that connections are refused.</summary>
    public ValueTask StopAsync() => _server.DisposeAsync();

    /// <summary>Checks an export of <c>orders</c>.</summary>
    /// <param name="fields">The export's settings beside its collection.</param>
    public async Task<CheckResult> CheckAsync(string fields = "\"index\": \"by_ts\"")
    {
        var settings = SettingsText.ReadExport(fields) with { Connection = _server.Connection };
        using var transport = new FaunaTransport(settings.Connection, new FaunaTransportOptions
        {
            Retry = new RetryPolicy { Base = TimeSpan.FromMilliseconds(1), ServerErrorRepeats = 0 },
        });
        var source = new V4Source(transport, settings.Collection, settings.Index);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        var check = new ExportCheck(settings, source, new V4Schema(transport), AppSettings.GetValueOrDefault, time);
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FaunaFunctions.App.Tests.Http;

/// <summary>The app in this process, over real sockets, with an emulator to read from and a folder to write to.</summary>
internal sealed class HttpApp : IAsyncDisposable
{
    public const string FunctionKey = "CANARYfunctionKey-0123456789abcdefghijklmnopqrstuvwxyzABCDEF==";
    private const string Secret = "fnCANARYsecret0123456789ABCDEFGHIJKLMNOP";
    private readonly string _folder = Directory.CreateTempSubdirectory("faunafunctions-http-").FullName;
    private readonly Dictionary<string, string?> _settings;
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    private HttpApp(FaunaEmulator fauna, EmulatorDatabase database, Dictionary<string, string?> settings)
    {
        Fauna = fauna;
        Database = database;
        _settings = settings;
    }

    public FaunaEmulator Fauna { get; }

    public EmulatorDatabase Database { get; }

    /// <summary>Where parts and cursors land.</summary>
    public string Storage => Path.Combine(_folder, "out");

    /// <summary>Everything that was answered, headers included.</summary>
    public StringBuilder Answers { get; } = new();

    /// <summary>The secret that the app reads with.</summary>
    public string KeySecret => _settings["FAUNA_SECRET"]!;

    /// <summary>An app with the exports <c>things</c> (incremental, deletions, parts of 2 KiB), <c>full</c> and <c>broken</c> (its collection does not exist).</summary>
    /// <param name="documents">How many documents the collection of the first two has.</param>
    /// <param name="appSettings">More app settings, or others: <c>FAUNA_API</c> is the query language.</param>
    public static async Task<HttpApp> StartAsync(int documents = 0, params (string Name, string? Value)[] appSettings)
    {
        var fauna = await FaunaEmulator.StartAsync(new EmulatorOptions { RootSecret = Secret }, TestContext.Current.CancellationToken);
        var database = fauna.CreateDatabase("shop");
        database.CreateCollection("things", historyDays: 1);
        database.CreateTsIndex("things_by_ts", "things");
        if (documents > 0)
        {
            database.Load("things", Enumerable.Range(1, documents).Select(id => Document(id)));
        }

        var settings = new Dictionary<string, string?> { ["FAUNA_SECRET"] = database.CreateKey("server-readonly"), ["FAUNA_API"] = "v4" };
        var app = new HttpApp(fauna, database, settings);
        settings["FUNCTIONS_APP_ROOT_PATH"] = app._folder;
        settings["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0";
        settings["FAUNA_EXPORTS"] = app.Exports(fauna.Url.Port);
        foreach (var (name, value) in appSettings)
        {
            settings[name] = value;
        }

        await app.StartAppAsync();
        return app;
    }

    public static EmulatorDocument Document(long id) => new(id, "{\"v\":" + id.ToString(CultureInfo.InvariantCulture) + "}");

    /// <summary>Changes an app setting and starts the app again.</summary>
    public async Task RestartAsync(params (string Name, string? Value)[] appSettings)
    {
        foreach (var (name, value) in appSettings)
        {
            _settings[name] = value;
        }

        await StopAppAsync();
        await StartAppAsync();
    }

    public string Exports(int port) => $$"""
        {
          "connections": { "main": { "secret": "%FAUNA_SECRET%", "scheme": "http", "domain": "127.0.0.1", "port": {{port.ToString(CultureInfo.InvariantCulture)}}, "api": "%FAUNA_API%" } },
          "exports": [
            { "name": "things", "collection": "things", "index": "things_by_ts", "deletions": "deleted_field", "partSize": 2048, "pageSize": 16, "parallelism": 1,
              "schedule": "0 */5 * * * *", "fullSchedule": "0 0 3 * * 0" },
            { "name": "full", "collection": "things" },
            { "name": "broken", "collection": "nothing" }
          ],
          "storage": { "folder": {{JsonSerializer.Serialize(Storage)}} }
        }
        """;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, HttpContent? content = null, CancellationToken? cancellationToken = null) =>
        SendAsync(HttpMethod.Post, path, content, cancellationToken: cancellationToken);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? traceparent = null, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_app!.Urls.First()), path)) { Content = content };
        request.Headers.Add("x-functions-key", FunctionKey);
        if (traceparent is not null)
        {
            request.Headers.Add("traceparent", traceparent);
        }

        using var response = await _http.SendAsync(request, token);
        var text = await response.Content.ReadAsStringAsync(token);
        lock (Answers)
        {
            Answers.Append(response.Headers).Append(response.Content.Headers).AppendLine(text);
        }

        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType, response.Headers.Location, text);
    }

    /// <summary>Asks again and again until the answer is as wanted, for at most 30 seconds.</summary>
    public async Task<Answer> PollAsync(string path, Func<JsonElement, bool> wanted)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            var answer = await GetAsync(path);
            if (answer.Status == 200 && wanted(answer.Json))
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < deadline, $"{path} still answers {answer.Status} {answer.Text}");
        }
    }

    public T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await StopAppAsync();
        await Fauna.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAppAsync()
    {
        var environment = new HandlerEnvironment(_settings.GetValueOrDefault, TimeProvider.System, new Random(1));
        _app = HandlerApp.Build(HandlerOptions.Read([], environment), environment);
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task StopAppAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>What came back.</summary>
    internal sealed record Answer(int Status, MediaTypeHeaderValue? Type, Uri? Location, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        public string? this[string name] => Json.TryGetProperty(name, out var value) ? value.ToString() : null;

        /// <summary>The answer is a problem of this type, well formed.</summary>
        public JsonElement Problem(int status, string type)
        {
            Assert.True(Status == status, $"{Status}: {Text}");
            Assert.Equal("application/problem+json", Type?.MediaType);
            Assert.Equal("urn:faunafunctions:problem:" + type, this["type"]);
            Assert.Equal(status, Json.GetProperty("status").GetInt32());
            Assert.NotEmpty(this["title"]!);
            Assert.NotEmpty(this["detail"]!);
            return Json;
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.App.Tests.Unit.Support;

/// <summary>The app in this process, on a free port, exporting from an emulator into a folder. Its clock stands still but for what a test moves.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("app-");
    private readonly ConcurrentDictionary<string, string> _variables = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private WebApplication? _app;

    private RunningApp(FaunaEmulator emulator, FakeTimeProvider time)
    {
        Emulator = emulator;
        Time = time;
        Database = emulator.CreateDatabase("shop");
        _variables["FUNCTIONS_APP_ROOT_PATH"] = _folder.FullName;
        _variables["FAUNA_SECRET"] = Database.AdminSecret;
    }

    public FaunaEmulator Emulator { get; }

    public EmulatorDatabase Database { get; }

    public FakeTimeProvider Time { get; }

    public LogLines Log { get; } = new();

    public MemoryQueue Queue { get; } = new();

    /// <summary>Whether there is a queue.</summary>
    public bool HasQueue { get; init; } = true;

    public bool Standalone { get; init; }

    /// <summary>What is put around the store of cursors before the start; by itself nothing.</summary>
    public Func<ICursorStore, ICursorStore> AroundCursors { get; set; } = store => store;

    public string Root => _folder.FullName;

    /// <summary>Where the app listens.</summary>
    public Uri Url => _client.BaseAddress!;

    /// <summary>The storage folder.</summary>
    public string Storage => Path.Combine(Root, "out");

    public RunCoordinator Coordinator => Services.GetRequiredService<RunCoordinator>();

    public IServiceProvider Services => App.Services;

    private WebApplication App => _app ?? throw new InvalidOperationException("The app was not started.");

    /// <summary>An emulator with a collection <c>things</c> of some documents and its index; the app is not started yet.</summary>
    public static async Task<RunningApp> CreateAsync(int documents = 3, bool standalone = false, bool queue = true)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var emulator = await FaunaEmulator.StartAsync(new EmulatorOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        var app = new RunningApp(emulator, time) { Standalone = standalone, HasQueue = queue };
        app.Database.CreateCollection("things", 7);
        app.Database.CreateTsIndex("things_by_ts", "things");
        app.Database.Load("things", Enumerable.Range(1, documents).Select(id => new EmulatorDocument(id, $$"""{"n":{{id}}}""")));
        return app;
    }

    /// <summary>Starts with one incremental export, <c>things</c>.</summary>
    /// <param name="fields">More fields of the export.</param>
    public Task StartAsync(string fields = "") => StartWithAsync($$"""
        { "name": "things", "collection": "things", "index": "things_by_ts" {{(fields.Length > 0 ? "," + fields : "")}} }
        """);

    /// <summary>Starts with these exports.</summary>
    public async Task StartWithAsync(string exports)
    {
        Set("FAUNA_EXPORTS", $$"""
            {
              "connections": { "main": { "scheme": "http", "domain": "{{Emulator.Url.Host}}", "port": {{Emulator.Url.Port}}, "secret": "%FAUNA_SECRET%" } },
              "exports": [ {{exports}} ],
              "storage": { "folder": "out" }
            }
            """);
        await LaunchAsync();
    }

    /// <summary>Starts with whatever was set.</summary>
    public async Task LaunchAsync()
    {
        var environment = new HandlerEnvironment(name => _variables.GetValueOrDefault(name), Time, new Random(1));
        _app = HandlerApp.Build(new HandlerOptions(0, Standalone), environment, builder =>
        {
            builder.Logging.AddProvider(Log);
            builder.Services.AddSingleton<OpenStores>(settings => new ExportStores(
                new FolderPartStore(Storage), AroundCursors(new FolderCursorStore(Storage, Time)), HasQueue ? Queue : null, "a folder"));
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public void Set(string name, string value) => _variables[name] = value;

    /// <summary>The limit of a run that may read no more, but has all the time to commit.</summary>
    public RunLimit UsedUp()
    {
        var limit = new RunLimit(Time, TimeSpan.FromMinutes(30));
        Time.Advance(TimeSpan.FromMinutes(27));
        return limit;
    }

    /// <summary>Posts a message of the queue to <c>continue-export</c>.</summary>
    public Task<Answer> ContinueAsync(Continuation message) => InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(message)));

    public Task<ExportRegistry> RegistryAsync() => Services.GetRequiredService<ExportSetup>().GetAsync(TestContext.Current.CancellationToken);

    /// <summary>A claim on the export, as another process has one.</summary>
    public Task<IExportLease> ClaimAsync(string export = "things") =>
        new FolderCursorStore(Storage, Time).AcquireLeaseAsync(export, TestContext.Current.CancellationToken);

    /// <summary>Posts as the host does: HTTP/1.1, chunked.</summary>
    public async Task<Answer> InvokeAsync(string function, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, function);
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-InvocationId", "f82b980d-11d6-4a12-ac50-d8b3cc70f544");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text);
    }

    public Task<Answer> FireAsync(string function = "export-things") => InvokeAsync(function, Payloads.Timer);

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> PostAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path));

    /// <summary>Sends any request, and disposes of it.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Reads everything again; fails when anything is not as it must be.</summary>
    /// <returns>The rows.</returns>
    public async Task<long> VerifiedRowsAsync(string export = "things")
    {
        var registry = await RegistryAsync();
        var cursor = (await registry.Cursors.ReadAsync(export, TestContext.Current.CancellationToken))?.Cursor;
        var report = await registry.Verifier().VerifyAsync(export, cursor, null, null, TestContext.Current.CancellationToken);
        Assert.Empty(report.Findings);
        return report.Rows;
    }

    /// <summary>Waits for what happens by itself.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Moves the clock on, step by step, until something has happened.</summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Time.Advance(step);
            await Task.Delay(5, limit.Token);
        }
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Emulator.Faults.OnRequest = null;
        await StopAsync();
        _client.Dispose();
        await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>An answer to the host.</summary>
internal sealed record Answer(int Status, string? ContentType, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Logs => string.Join('\n', Json.GetProperty(nameof(Logs)).EnumerateArray().Select(line => line.GetString()));

    public string Error => Json.GetProperty(nameof(Error)).GetString()!;

    public string Message => Json.GetProperty(nameof(Message)).GetString()!;
}

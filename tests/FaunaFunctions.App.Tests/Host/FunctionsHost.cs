using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FaunaFunctions.App.Tests.Host.Definitions;
using FaunaFunctions.App.Tests.Host.Handlers;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Host.Triggers;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.App.Tests.Host;

/// <summary>A double of the Azure Functions host for apps with a custom handler: it behaves as the real one was observed to, traps included.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly HandlerSupervisor _handlers;
    private readonly Invoker _invoker;
    private readonly TimerSchedules _timers;
    private readonly Dictionary<string, QueuePump> _queues;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _background = [];
    private HttpFrontEnd _frontEnd = null!;

    private FunctionsHost(FunctionsHostOptions options, HostJson settings, IReadOnlyList<FunctionDefinition> functions)
    {
        Functions = functions;
        _handlers = new HandlerSupervisor(StartOf(options, settings), settings, options.Launcher, Log, options.Time);
        _invoker = new Invoker(_handlers, settings.FunctionTimeout, Log, options.Time);
        _timers = new TimerSchedules(functions, _invoker, options.Clock);
        _queues = functions.Where(f => f.Trigger is QueueTrigger).ToDictionary(f => f.Name, f => new QueuePump(f, settings.Queues, _invoker, Log, options.Time));
    }

    /// <summary>The app's functions.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }

    /// <summary>What the host and the handler said.</summary>
    public HostLog Log { get; } = new();

    /// <summary>Where callers of HTTP functions come in.</summary>
    public Uri Url => _frontEnd.Url;

    /// <summary>The handler's port.</summary>
    public int HandlerPort => _handlers.Port;

    /// <summary>How often a handler was started.</summary>
    public int HandlerStarts => _handlers.Starts;

    /// <summary>How often a timer began to wait for its next time; a clock that is moved by hand is moved between these.</summary>
    public int TimersArmed => _timers.Armed;

    /// <summary>Why the host has no handler any more; null while it has one.</summary>
    public string? StopReason => _handlers.StopReason;

    /// <summary>All invocations that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Invocation> Invocations => _invoker.Ended;

    /// <summary>Starts the host with an app; the handler is ready then, or the host has given it up (<see cref="StopReason"/>).</summary>
    /// <param name="options">Which app, and how.</param>
    /// <exception cref="HostRefused">The host would not run this app.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options)
    {
        var settings = HostJson.Read(options.Root, options.AppSettings);
        var functions = FunctionFolders.Read(options.Root, settings, options.AppSettings);
        var host = new FunctionsHost(options, settings, functions);
        var routes = new RouteTable(functions, settings.RoutePrefix);
        host._frontEnd = await HttpFrontEnd.StartAsync(routes, options.Keys, host._invoker, settings.ForwardsHttp, host.AdminAsync, options.Time);
        host._handlers.Start();
        try
        {
            await host._handlers.ReadyAsync(CancellationToken.None);
        }
        catch (HandlerGone)
        {
            return host;
        }

        if (options.RunsQueues)
        {
            host._background.AddRange(host._queues.Values.Select(q => q.RunAsync(host._stopping.Token)));
        }

        if (options.RunsSchedules)
        {
            host._background.Add(host._timers.RunAsync(host._stopping.Token));
        }

        return host;
    }

    /// <summary>A caller of HTTP functions.</summary>
    /// <param name="key">The key it sends; null for none.</param>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Url };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        return client;
    }

    /// <summary>Fires a timer now, as its schedule would.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="isPastDue">Whether the host says that it fires late.</param>
    public Task<Invocation> FireTimerAsync(string function, bool isPastDue = false) => _timers.FireAsync(Find(function), isPastDue, null, _stopping.Token);

    /// <summary>Waits for a handler that answers.</summary>
    /// <exception cref="HandlerGone">There is none and there will be none.</exception>
    public Task ReadyAsync() => _handlers.ReadyAsync(_stopping.Token);

    /// <summary>SIGKILL for the handler, from outside; the host starts another on the same port.</summary>
    public void KillHandler() => _handlers.Kill();

    /// <summary>SIGKILL for the host: the handler is orphaned and keeps its port.</summary>
    /// <returns>The orphan, which the caller has to end.</returns>
    public async Task<IHandler> DieAsync()
    {
        await _stopping.CancelAsync();
        var orphan = _handlers.Abandon();
        await _frontEnd.DisposeAsync();
        return orphan;
    }

    /// <summary>SIGTERM for the host: the handler is killed without a signal that it could hear.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _handlers.DisposeAsync();
        await _frontEnd.DisposeAsync();
        foreach (var task in _background)
        {
            await task.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static HandlerStart StartOf(FunctionsHostOptions options, HostJson settings)
    {
        var root = Path.GetFullPath(options.Root);
        var folder = Path.GetFullPath(Path.Combine(root, settings.WorkingDirectory));
        var local = Path.Combine(folder, settings.Executable);
        var port = FreePort();
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in options.AppSettings)
        {
            variables[name] = value;
        }

        var worker = Guid.NewGuid().ToString();
        var text = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        variables["FUNCTIONS_CUSTOMHANDLER_PORT"] = text;
        variables["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = worker;
        variables["FUNCTIONS_HTTPWORKER_PORT"] = text;
        variables["FUNCTIONS_HTTPWORKER_ID"] = worker;
        variables["FUNCTIONS_APP_ROOT_PATH"] = root;
        return new HandlerStart(File.Exists(local) ? local : settings.Executable, settings.Arguments, folder, variables, port);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private FunctionDefinition Find(string function) => Functions.Single(f => f.Name == function);

    private async Task AdminAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["admin", "host", "ping"])
        {
            var healthy = !context.Request.Query.ContainsKey("checkHealth") || await _handlers.AnswersAsync(_stopping.Token);
            context.Response.StatusCode = healthy ? 200 : 503;
            return;
        }

        var function = path is ["admin", "functions", var name] && context.Request.Method == "POST"
            ? Functions.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && f.Trigger is TimerTrigger or QueueTrigger)
            : null;
        if (function is null)
        {
            context.Response.StatusCode = 404;
            return;
        }

        var input = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var text = input.TryGetProperty("input", out var value) ? value.ToString() : "";
        _ = function.Trigger is TimerTrigger
            ? _timers.FireAsync(function, isPastDue: false, text, _stopping.Token)
            : _queues[function.Name].FireAsync(text, _stopping.Token);
        context.Response.StatusCode = 202;
    }
}

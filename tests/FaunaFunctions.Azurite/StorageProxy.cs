using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Azurite;

/// <summary>Loopback ports in front of Azurite that pass requests on, or do to them what networks and services in trouble do.</summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private static readonly string[] HopHeaders = ["Connection", "Keep-Alive", "Transfer-Encoding", "Host", "Expect"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private readonly Dictionary<int, (string Service, int Port)> _services = [];
    private readonly Lock _lock = new();
    private readonly List<StorageRequest> _requests = [];
    private readonly List<(Func<StorageRequest, bool> When, TaskCompletionSource<StorageRequest> Seen)> _waiting = [];
    private Func<StorageRequest, ProxyAction?> _rule = static _ => null;
    private int _number;

    private StorageProxy(WebApplication app) => _app = app;

    /// <summary>A connection string that leads through the proxy.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<StorageRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts a proxy in front of a server.</summary>
    public static async Task<StorageProxy> StartAsync(AzuriteServer server, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            for (var service = 0; service < 3; service++)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        var app = builder.Build();
        var proxy = new StorageProxy(app);
        app.Run(proxy.HandleAsync);
        await app.StartAsync(cancellationToken);
        var ports = app.Urls.Select(url => new Uri(url).Port).ToArray();
        proxy._services[ports[0]] = ("blob", server.BlobPort);
        proxy._services[ports[1]] = ("queue", server.QueuePort);
        proxy._services[ports[2]] = ("table", server.TablePort);
        proxy.ConnectionString = DevelopmentAccount.ConnectionString(ports[0], ports[1], ports[2]);
        return proxy;
    }

    /// <summary>From now on: what to do to a request; null to pass it on. Requests are asked about one at a time, in their order.</summary>
    public void Use(Func<StorageRequest, ProxyAction?> rule)
    {
        lock (_lock)
        {
            _rule = rule;
        }
    }

    /// <summary>From now on: this for the first requests that match, then all are passed on.</summary>
    public void UseFirst(int times, Func<StorageRequest, bool> when, ProxyAction action)
    {
        var left = times;
        Use(request => when(request) && left-- > 0 ? action : null);
    }

    /// <summary>Passes everything on again.</summary>
    public void PassAll() => Use(static _ => null);

    /// <summary>The next request that matches, once it has come.</summary>
    public Task<StorageRequest> SeenAsync(Func<StorageRequest, bool> when, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<StorageRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((when, seen));
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var (service, port) = _services[context.Connection.LocalPort];
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        switch (Decide(service, context.Request.Method, target))
        {
            case ProxyAction.CutAction { Forwarded: false }:
                context.Abort();
                return;
            case ProxyAction.CutAction:
                (await ForwardAsync(context, port, target)).Dispose();
                context.Abort();
                return;
            case ProxyAction.AnswerAction answer:
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                await AnswerAsync(context, service, answer);
                return;
            case ProxyAction.AfterAction after:
                await after.First();
                break;
        }

        using var forwarded = await ForwardAsync(context, port, target);
        await PassBackAsync(context, forwarded);
    }

    private ProxyAction? Decide(string service, string method, string target)
    {
        lock (_lock)
        {
            // The table client escapes quotes in keys.
            var request = new StorageRequest(++_number, service, method, target.Replace("%27", "'", StringComparison.Ordinal));
            _requests.Add(request);
            foreach (var (_, seen) in _waiting.Where(waiting => waiting.When(request)))
            {
                seen.TrySetResult(request);
            }

            _waiting.RemoveAll(waiting => waiting.Seen.Task.IsCompleted);
            return _rule(request);
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, int port, string target)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{target}"));
        request.Content = body.Length > 0 || context.Request.ContentLength is not null ? new ByteArrayContent(body.ToArray()) : null;
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await _client.SendAsync(request, context.RequestAborted);
    }

    private static async Task PassBackAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!HopHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static Task AnswerAsync(HttpContext context, string service, ProxyAction.AnswerAction answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers["x-ms-error-code"] = answer.Code;
        context.Response.Headers["x-ms-request-id"] = "00000000-0000-0000-0000-00000000abcd";
        if (service == "table")
        {
            context.Response.ContentType = "application/json;odata=minimalmetadata";
            return context.Response.WriteAsync($$$"""{"odata.error":{"code":"{{{answer.Code}}}","message":{"lang":"en-US","value":"{{{answer.Message}}}"} } }""", context.RequestAborted);
        }

        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{answer.Code}</Code><Message>{answer.Message}</Message></Error>", context.RequestAborted);
    }
}

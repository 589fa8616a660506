using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FaunaFunctions.App.Tests.Host.Definitions;
using FaunaFunctions.App.Tests.Host.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Triggers;

/// <summary>Where callers of HTTP functions and of the host's own paths come in.</summary>
internal sealed class HttpFrontEnd : IAsyncDisposable
{
    private const int MostBodyBytes = 100 * 1024 * 1024;

    private readonly WebApplication _server;
    private readonly RouteTable _routes;
    private readonly HostKeys _keys;
    private readonly Invoker _invoker;
    private readonly bool _forwards;
    private readonly Func<HttpContext, Task> _admin;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();

    private HttpFrontEnd(RouteTable routes, HostKeys keys, Invoker invoker, bool forwards, Func<HttpContext, Task> admin, TimeProvider time)
    {
        (_routes, _keys, _invoker, _forwards, _admin, _time) = (routes, keys, invoker, forwards, admin, time);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Its address.</summary>
    public Uri Url => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts it.</summary>
    /// <param name="routes">The HTTP functions.</param>
    /// <param name="keys">What callers need.</param>
    /// <param name="invoker">Where requests go.</param>
    /// <param name="forwards">Whether they go as they are, where that is possible.</param>
    /// <param name="admin">Answers below <c>/admin</c>, once the key is checked.</param>
    /// <param name="time">The time.</param>
    public static async Task<HttpFrontEnd> StartAsync(RouteTable routes, HostKeys keys, Invoker invoker, bool forwards, Func<HttpContext, Task> admin, TimeProvider time)
    {
        var frontEnd = new HttpFrontEnd(routes, keys, invoker, forwards, admin, time);
        await frontEnd._server.StartAsync();
        return frontEnd;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/admin"))
        {
            context.Response.StatusCode = 401;
            if (_keys.Allows(context.Request, AuthLevel.Admin))
            {
                context.Response.StatusCode = 200;
                await _admin(context);
            }

            return;
        }

        if (_routes.Find(context.Request.Path, context.Request.Method, out var parameters) is not { } function)
        {
            context.Response.StatusCode = 404;
            return;
        }

        var trigger = (HttpTrigger)function.Trigger;
        if (!_keys.Allows(context.Request, trigger.AuthLevel))
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (context.Request.ContentLength > MostBodyBytes)
        {
            context.Response.StatusCode = 500;
            return;
        }

        if (_forwards && function.CanForward)
        {
            await ForwardAsync(context, function);
        }
        else
        {
            await InvokeAsync(context, function, trigger, parameters);
        }
    }

    private async Task ForwardAsync(HttpContext context, FunctionDefinition function)
    {
        var caller = context.Request;
        if (IsChunked(caller))
        {
            context.Response.StatusCode = 500;
            return;
        }

        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var query = string.Join('&', caller.Query.Select(q => $"{Uri.EscapeDataString(q.Key)}={string.Join(',', q.Value.Select(v => Uri.EscapeDataString(v ?? "")))}"));
        using var request = new HttpRequestMessage(new HttpMethod(caller.Method), new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative));
        if (caller.ContentLength > 0)
        {
            using var body = new MemoryStream();
            await caller.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var header in caller.Headers.Where(h => !IsOfConnection(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }
        }

        request.Headers.Host = caller.Host.Value;
        using var answer = await _invoker.ForwardAsync(function.Name, request, _stopping.Token);
        if (answer is null)
        {
            context.Response.StatusCode = 500;
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(h => !IsOfConnection(h.Key)))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (bytes.Length > 0)
        {
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private async Task InvokeAsync(HttpContext context, FunctionDefinition function, HttpTrigger trigger, RouteValueDictionary parameters)
    {
        var caller = context.Request;
        string? body = null;
        if (caller.ContentLength > 0 && !IsChunked(caller))
        {
            using var bytes = new MemoryStream();
            await caller.Body.CopyToAsync(bytes, context.RequestAborted);
            var isBinary = caller.ContentType is { } type && (type.StartsWith("application/octet-stream", StringComparison.Ordinal) || type.StartsWith("multipart/", StringComparison.Ordinal));
            body = isBinary ? Convert.ToBase64String(bytes.ToArray()) : Encoding.UTF8.GetString(bytes.ToArray());
        }

        var facts = new HttpRequestFacts(
            caller.GetEncodedUrl(),
            caller.Method,
            caller.Query.ToDictionary(q => q.Key, q => string.Join(',', q.Value.AsEnumerable())),
            caller.Headers.ToDictionary(h => h.Key, h => h.Value.Select(v => v ?? "").ToArray()),
            parameters.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!.ToString()!),
            body);
        var invocation = await _invoker.InvokeAsync(function.Name, Payload.Http(function.Name, trigger.Name, facts, _time.GetUtcNow()), _stopping.Token);
        if (invocation.Outcome != Outcome.Succeeded)
        {
            context.Response.StatusCode = 500;
            return;
        }

        var output = function.Bindings.FirstOrDefault(b => b is { Type: "http", Direction: "out" });
        if (output is not null && invocation.Outputs is { } outputs && outputs.TryGetProperty(output.Name, out var answer))
        {
            await WriteAsync(context.Response, answer);
        }
    }

    private static async Task WriteAsync(HttpResponse response, JsonElement answer)
    {
        var json = JsonNode.Parse(answer.GetRawText());
        response.StatusCode = json?["statusCode"] is { } status ? int.Parse(status.ToString(), System.Globalization.CultureInfo.InvariantCulture) : 200;
        foreach (var (name, value) in json?["headers"] as JsonObject ?? [])
        {
            response.Headers[name] = value?.ToString();
        }

        if (json?["body"] is { } body)
        {
            await response.WriteAsync(body.ToString());
        }
    }

    private static bool IsChunked(HttpRequest request) => request.Headers.TransferEncoding.Count > 0;

    private static bool IsOfConnection(string header) =>
        header.ToUpperInvariant() is "HOST" or "CONNECTION" or "KEEP-ALIVE" or "TRANSFER-ENCODING" or "CONTENT-LENGTH" or "EXPECT";

    // Signals are the test run's business.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

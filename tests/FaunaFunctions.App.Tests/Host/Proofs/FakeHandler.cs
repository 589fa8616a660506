using System.Net;
using FaunaFunctions.App.Tests.Host.Handlers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Proofs;

/// <summary>A handler in this process that answers as a test says, right or wrong.</summary>
internal sealed class FakeHandler : IHandler
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeHandler(HandlerStart start, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, start.Port));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _server = builder.Build();
        _server.Run(context => context.Request.Path == "/" ? Task.CompletedTask : answer(context));
        Exited = RunAsync();
    }

    /// <inheritdoc/>
    public Task<int> Exited { get; }

    /// <inheritdoc/>
    public int ProcessId => Environment.ProcessId;

    /// <summary>Handlers that all answer this way.</summary>
    public static HandlerLauncher Answering(RequestDelegate answer) => (start, _, _) => new FakeHandler(start, answer);

    /// <summary>Handlers that end at once.</summary>
    /// <param name="codes">Their exit codes, one after the other; the last one stays.</param>
    public static HandlerLauncher Ending(params int[] codes)
    {
        var at = 0;
        return (_, _, error) =>
        {
            error("first"); error("second"); error("third"); error("fourth");
            return new EndedHandler(codes[Math.Min(at++, codes.Length - 1)]);
        };
    }

    /// <summary>Handlers that never answer.</summary>
    public static HandlerLauncher Silent { get; } = (_, _, _) => new SilentHandler();

    /// <summary>An answer.</summary>
    public static RequestDelegate Saying(int status, string? contentType, string body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    };

    /// <summary>Ends it by itself.</summary>
    public void Exit(int code) => _end.TrySetResult(code);

    /// <inheritdoc/>
    public void Kill() => Exit(137);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        await _server.DisposeAsync();
    }

    private async Task<int> RunAsync()
    {
        await _server.StartAsync();
        var code = await _end.Task;
        // Already cancelled: connections are cut, not drained.
        await _server.StopAsync(new CancellationToken(canceled: true));
        return code;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class EndedHandler(int code) : IHandler
    {
        public Task<int> Exited { get; } = Task.FromResult(code);

        public int ProcessId => Environment.ProcessId;

        public void Kill()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SilentHandler : IHandler
    {
        private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Exited => _end.Task;

        public int ProcessId => Environment.ProcessId;

        public void Kill() => _end.TrySetResult(137);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

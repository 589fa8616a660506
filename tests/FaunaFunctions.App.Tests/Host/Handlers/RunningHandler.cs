using System.Net;

namespace FaunaFunctions.App.Tests.Host.Handlers;

/// <summary>One life of the handler, with the connections to it.</summary>
internal sealed class RunningHandler : IDisposable
{
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningHandler(IHandler handler, int port, bool followsRedirects)
    {
        Handler = handler;
        Client = NewClient(port, followsRedirects);
        ForwardingClient = NewClient(port, followsRedirects: false);
    }

    /// <summary>What runs.</summary>
    public IHandler Handler { get; }

    /// <summary>For default invocations.</summary>
    public HttpClient Client { get; }

    /// <summary>For requests that are passed on: a redirect is the caller's to follow.</summary>
    public HttpClient ForwardingClient { get; }

    /// <summary>True once it has answered HTTP; false when it ended before.</summary>
    public Task<bool> Ready => _ready.Task;

    /// <summary>Whether the host itself has ended it, or is about to.</summary>
    public bool KilledByHost { get; set; }

    /// <summary>Sets <see cref="Ready"/>.</summary>
    public void Settle(bool ready) => _ready.TrySetResult(ready);

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        ForwardingClient.Dispose();
    }

    private static HttpClient NewClient(int port, bool followsRedirects)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = followsRedirects, UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null };
        return new HttpClient(sockets)
        {
            BaseAddress = new Uri($"http://{IPAddress.Loopback}:{port}/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
        };
    }
}

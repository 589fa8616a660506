using System.Net;
using FaunaFunctions.Emulator.Faults;
using FaunaFunctions.Emulator.Http;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10;
using FaunaFunctions.Emulator.V4;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Emulator;

/// <summary>A Fauna server in memory, on a port of the loopback address. It speaks FQL v4 and v10 as a Fauna server does, errors and oddities included.</summary>
public sealed class FaunaEmulator : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly FaunaStore _store;
    private readonly CancellationTokenSource _stopping;

    private FaunaEmulator(WebApplication host, FaunaStore store, QueryService queries, FqlService fql, EmulatorFaults faults, EmulatorStatistics statistics, CancellationTokenSource stopping, string rootSecret, Uri url)
    {
        _host = host;
        _store = store;
        _stopping = stopping;
        Faults = faults;
        Statistics = statistics;
        RootSecret = rootSecret;
        Url = url;
        Root = new EmulatorDatabase(store, store.Root, queries, fql, rootSecret);
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Url { get; }

    /// <summary>The secret that may do everything.</summary>
    public string RootSecret { get; }

    /// <summary>What goes wrong, and how slowly things go.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>What has been asked so far.</summary>
    public EmulatorStatistics Statistics { get; }

    /// <summary>The database that the root secret opens.</summary>
    public EmulatorDatabase Root { get; }

    /// <summary>Starts an emulator; it listens when the task is done.</summary>
    /// <param name="options">How; null for a free port and the secret <c>secret</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FaunaEmulator> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        var store = new FaunaStore(options.TimeProvider, options.Seed, options.IndexBuildTime);
        var queries = new QueryService(store, options.RootSecret);
        var statistics = new EmulatorStatistics();
        var faults = new EmulatorFaults
        {
            Latency = options.Latency,
            LatencyPer1000Documents = options.LatencyPer1000Documents,
            Random = options.Faults,
        };
        var stopping = new CancellationTokenSource();
        var fql = new FqlService(store, options.RootSecret);
        var endpoint = new FaunaEndpoint(queries, new FqlEndpoint(fql, queries.Now, faults, statistics, options.TimeProvider), faults, statistics, options, stopping.Token);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.KeepAliveTimeout = options.KeepAliveTimeout;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Use(Http2Detection.Detect));
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(300));
        var host = builder.Build();
        host.Run(endpoint.AnswerAsync);
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            store.Dispose();
            stopping.Dispose();
            throw;
        }

        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new FaunaEmulator(host, store, queries, fql, faults, statistics, stopping, options.RootSecret, new Uri(address));
    }

    /// <summary>Makes a database and opens it.</summary>
    /// <param name="name">Its name, unused so far.</param>
    public EmulatorDatabase CreateDatabase(string name) => Root.CreateDatabase(name);

    /// <summary>Finishes all index builds that are under way.</summary>
    public void FinishIndexBuilds() => _store.FinishDueBuilds(all: true);

    /// <summary>Stops: requests under way are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _store.Dispose();
        _stopping.Dispose();
    }

    // Signals are the business of the process that holds the emulator.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

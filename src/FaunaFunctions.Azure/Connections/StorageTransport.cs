using Azure.Core;
using Azure.Core.Pipeline;

namespace FaunaFunctions.Azure.Connections;

/// <summary>One connection pool for all services, and how a failed request is tried again.</summary>
internal sealed class StorageTransport(StorageTuning tuning) : IDisposable
{
    private readonly HttpClientTransport _transport = new(new HttpClient(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Azure moves accounts between addresses, and its load balancers drop what was silent for four minutes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        UseCookies = false,
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>The options, set up.</summary>
    public TOptions Apply<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Transport = _transport;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = tuning.Retries;
        options.Retry.Delay = tuning.RetryDelay;
        options.Retry.MaxDelay = tuning.LongestRetryDelay;
        options.Retry.NetworkTimeout = tuning.NetworkTimeout;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.ApplicationId = "FaunaFunctions";
        return options;
    }

    public void Dispose() => _transport.Dispose();
}

using Xunit;

namespace FaunaFunctions.Azurite;

/// <summary>One Azurite for a test assembly: <c>[assembly: AssemblyFixture(typeof(AzuriteFixture))]</c>, then a constructor parameter.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    /// <summary>The server, which runs.</summary>
    public AzuriteServer Server => _server ?? throw new InvalidOperationException("Azurite has not been started.");

    /// <summary>A connection string for its only account.</summary>
    public string ConnectionString => Server.ConnectionString;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await AzuriteServer.StartAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }
}

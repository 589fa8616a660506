namespace FaunaFunctions.Emulator.Tests.Server;

/// <summary>An emulator, and a client for raw requests to it.</summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    private readonly FaunaEmulator _emulator;
    private readonly HttpClient _client;

    private EmulatorServer(FaunaEmulator emulator)
    {
        _emulator = emulator;
        _client = new HttpClient { BaseAddress = emulator.Url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address => _emulator.Url;

    public string RootSecret => _emulator.RootSecret;

    public RawFauna Root => new(_client, RootSecret);

    public static async Task<EmulatorServer> StartAsync(EmulatorOptions? options = null) =>
        new(await FaunaEmulator.StartAsync(options, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }
}

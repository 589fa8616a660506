using System.Diagnostics;
using System.Globalization;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Benchmarks.ColdStart;

/// <summary>A Fauna server in memory with one collection, in a process of its own. It ends with the process that started it, or when it is disposed.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    public const string Mode = "emulator-child";
    public const string Collection = "orders";
    public const string Index = "orders_by_ts";
    private const string Database = "cold-start";

    private readonly Process _process;

    private EmulatorProcess(Process process, Uri address, string secret)
    {
        _process = process;
        Address = address;
        Secret = secret;
    }

    public Uri Address { get; }

    public string Secret { get; }

    public static async Task<EmulatorProcess> StartAsync(int documents, CancellationToken cancellationToken)
    {
        var process = EndToEnd.ChildProcess.Start(Mode, documents.ToString(CultureInfo.InvariantCulture));
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken);
        var secret = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return Uri.TryCreate(address, UriKind.Absolute, out var url) && secret is not null
            ? new EmulatorProcess(process, url, secret)
            : throw new InvalidOperationException($"The emulator did not start: {address}");
    }

    /// <summary>The child: serves until its standard input is closed.</summary>
    public static async Task ServeAsync(int documents)
    {
        await using var emulator = await FaunaEmulator.StartAsync(new EmulatorOptions { IndexBuildTime = TimeSpan.Zero });
        var database = emulator.CreateDatabase(Database);
        database.CreateCollection(Collection);
        var text = new string('x', 900);
        database.Load(Collection, Enumerable.Range(1, documents).Select(id =>
            new EmulatorDocument(id, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{id}},"text":"{{text}}"}"""))));
        database.CreateTsIndex(Index, Collection);
        Console.WriteLine(emulator.Url);
        Console.WriteLine(database.AdminSecret);
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

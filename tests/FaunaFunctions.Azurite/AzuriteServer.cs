using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FaunaFunctions.Azurite;

/// <summary>The real Azurite in a process of its own: blobs, queues and tables in memory or in a folder, on free loopback ports.</summary>
/// <remarks>One is enough for many tests: each takes names of its own (<see cref="StorageNames.Unique"/>).</remarks>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const int Services = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _script;
    private readonly string? _folder;
    private Process? _process;
    private Task _closed = Task.CompletedTask;

    private AzuriteServer(string script, string? folder)
    {
        _script = script;
        _folder = folder;
    }

    /// <summary>Port of the blob service; the same after a restart.</summary>
    public int BlobPort { get; private set; }

    /// <summary>Port of the queue service; the same after a restart.</summary>
    public int QueuePort { get; private set; }

    /// <summary>Port of the table service; the same after a restart.</summary>
    public int TablePort { get; private set; }

    /// <summary>A connection string for its only account.</summary>
    public string ConnectionString => DevelopmentAccount.ConnectionString(BlobPort, QueuePort, TablePort);

    /// <summary>Installs Azurite if this machine does not have it yet, and starts it.</summary>
    public static Task<AzuriteServer> StartAsync(CancellationToken cancellationToken) => StartAsync(null, cancellationToken);

    /// <summary>The same with a folder, where what it holds outlives <see cref="ShutDownAsync"/>; null for memory.</summary>
    public static async Task<AzuriteServer> StartAsync(string? folder, CancellationToken cancellationToken)
    {
        var server = new AzuriteServer(await AzuriteInstallation.EnsureAsync(cancellationToken), folder);
        await server.StartAgainAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it on the ports that it had before. Behind <see cref="StopAsync"/> it is empty.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("It is running.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        var process = AzuriteInstallation.Start(Describe());
        try
        {
            await ReadPortsAsync(process, timeout.Token);
            _process = process;
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>Kills it; what it held is lost.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await EndAsync(process);
        }
    }

    /// <summary>Ends it in order: no request is answered any more, and what was answered is in its folder.</summary>
    public async Task ShutDownAsync()
    {
        if (_process is { } process)
        {
            await process.StandardInput.WriteLineAsync("end");
            await process.StandardInput.FlushAsync();
            await _closed.WaitAsync(Patience);
            await StopAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private ProcessStartInfo Describe()
    {
        string Port(int port) => port.ToString(CultureInfo.InvariantCulture);
        return new ProcessStartInfo(
            "node",
            [
                "--require", AzuriteInstallation.Preload, _script,
                .. _folder is null ? (string[])["--inMemoryPersistence"] : ["--location", _folder],
                "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--disableProductStyleUrl",
                "--blobPort", Port(BlobPort), "--queuePort", Port(QueuePort), "--tablePort", Port(TablePort),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private async Task ReadPortsAsync(Process process, CancellationToken cancellationToken)
    {
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<string>();
        while (ports.Count < Services)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException($"Azurite ended before it listened:\n{string.Join('\n', lines)}\n{await errors}");
            lines.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
            }
        }

        (BlobPort, QueuePort, TablePort) = (ports["Blob"], ports["Queue"], ports["Table"]);

        _closed = ReadToItsEndAsync(process.StandardOutput);
    }

    // A pipe that nobody reads fills up, and would stop the server.
    private static async Task ReadToItsEndAsync(StreamReader output)
    {
        var closed = 0;
        while (closed < Services && await output.ReadLineAsync() is { } line)
        {
            closed += line.EndsWith("service successfully closed", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    [GeneratedRegex(@"(?<service>Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(?<port>[0-9]+)")]
    private static partial Regex Listening();
}

using System.Security.Cryptography;

namespace FaunaFunctions.Emulator.Tests.Driver;

/// <summary>
/// The official drivers, fetched from npm into the build output beside the suite's files. Done once for each lock file:
/// later runs need no network, and two runs that start at once install one after the other.
/// </summary>
internal static class Installation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Driver");

    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);

        using var only = await LockAsync(timeout.Token);
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), timeout.Token);
        var done = Path.Combine(Folder, "node_modules", $".installed-{Convert.ToHexStringLower(SHA256.HashData(lockFile))}");
        if (File.Exists(done))
        {
            return;
        }

        var result = await Tool.RunAsync("npm", ["ci", "--prefer-offline"], Folder, new Dictionary<string, string>(), timeout.Token);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci in {Folder} ended with {result.ExitCode}:\n{result.Output}\n{result.Errors}");
        }

        await File.WriteAllTextAsync(done, "", timeout.Token);
    }

    private static async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(Folder))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}

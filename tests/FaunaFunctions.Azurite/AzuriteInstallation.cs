using System.Diagnostics;
using System.Security.Cryptography;

namespace FaunaFunctions.Azurite;

/// <summary>
/// Azurite from npm, in the user's cache folder: fetched once for each lock file, whatever the number of test projects and clones. Later
/// runs need no network, and processes that want it at once install it one after the other.
/// </summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Files = ["package.json", "package-lock.json", ".npmrc"];

    /// <summary>What node preloads: see the file.</summary>
    public static string Preload { get; } = Path.Combine(Source, "exit-with-parent.cjs");

    private static string Source => Path.Combine(AppContext.BaseDirectory, "Npm");

    /// <summary>Installs it if that was not done yet.</summary>
    /// <returns>Path of the script that node runs.</returns>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);

        var version = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"), timeout.Token)).AsSpan(0, 8));
        var folder = Path.Combine(CacheFolder(), $"azurite-{version}");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        var done = Path.Combine(folder, ".installed");
        if (File.Exists(done))
        {
            return script;
        }

        Directory.CreateDirectory(folder);
        using var only = await LockAsync(folder, timeout.Token);
        if (File.Exists(done))
        {
            return script;
        }

        foreach (var file in Files)
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(folder, file), overwrite: true);
        }

        await InstallAsync(folder, timeout.Token);
        await File.WriteAllTextAsync(done, "", timeout.Token);
        return script;
    }

    private static string CacheFolder()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "faunafunctions-tests");
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        string[] arguments = ["ci", "--prefer-offline"];

        // npm is a script, which Windows starts through its shell only.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", "npm", .. arguments]) : new ProcessStartInfo("npm", arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var npm = Start(start);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci in {folder} ended with {npm.ExitCode}:\n{await output}\n{await errors}");
            }
        }
        finally
        {
            if (!npm.HasExited)
            {
                npm.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts node or npm.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"These tests need node 20 or later with npm on the PATH; '{start.FileName}' does not start: {e.Message}", e);
        }
    }

    private static async Task<FileStream> LockAsync(string folder, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.IO.Compression;
using FaunaFunctions.App.Tests.Host;
using FaunaFunctions.App.Tests.Publishing;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Parts.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>A function app's root with the published executable, settings and the functions of those settings; and its storage. Removed at the end.</summary>
internal sealed class Deployment : IDisposable
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, string>> Generated = new();

    private Deployment(Source source, string storage)
    {
        Names = StorageNames.Unique();
        AppSettings = new Dictionary<string, string>(Names.AppSettings(storage))
        {
            ["FAUNA_SECRET"] = source.Secret,
            // An answer that hangs is to fail a test, not to keep it.
            ["AzureFunctionsJobHost__functionTimeout"] = "00:02:00",
            // A message of a killed handler comes back at once.
            ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
        };
        Storage = new Storage(storage, Names);
    }

    /// <summary>Its full path.</summary>
    public string Root { get; } = Path.Combine(Path.GetTempPath(), "faunafunctions-tests", Guid.NewGuid().ToString("N"));

    /// <summary>App settings.</summary>
    public Dictionary<string, string> AppSettings { get; }

    /// <summary>Its container, table and queue.</summary>
    public StorageNames Names { get; }

    /// <summary>What it has stored.</summary>
    public Storage Storage { get; }

    /// <summary>Makes one.</summary>
    /// <param name="source">The database.</param>
    /// <param name="storage">The storage account's connection string.</param>
    /// <param name="exports">Exports as JSON, without the brackets.</param>
    public static async Task<Deployment> CreateAsync(Source source, string storage, string exports)
    {
        var deployment = new Deployment(source, storage);
        Directory.CreateDirectory(deployment.Root);
        foreach (var file in await AppPackage.FilesAsync())
        {
            File.CreateSymbolicLink(Path.Combine(deployment.Root, Path.GetFileName(file)), file);
        }

        deployment.WriteSettings(Settings(source, exports));
        await deployment.AddFunctionsAsync(exports);
        return deployment;
    }

    /// <summary>Unzips the package that <c>dotnet publish</c> makes without settings into an empty folder; exports come from an app setting.</summary>
    /// <param name="source">The database.</param>
    /// <param name="storage">The storage account's connection string.</param>
    /// <param name="exports">Exports as JSON, without the brackets.</param>
    public static async Task<Deployment> UnzipAsync(Source source, string storage, string exports)
    {
        var deployment = new Deployment(source, storage);
        var package = (await PublishedApp.GetAsync()).Package;
        await ZipFile.ExtractToDirectoryAsync(package, deployment.Root, TestContext.Current.CancellationToken);
        deployment.AppSettings["FAUNA_EXPORTS"] = Settings(source, exports);

        // The package names the queue.
        deployment.AppSettings.Remove("EXPORTS_QUEUE");
        return deployment;
    }

    // Generated as a publish does it, once for the same exports.
    private async Task AddFunctionsAsync(string exports)
    {
        if (!Generated.TryGetValue(exports, out var files))
        {
            var (code, output) = await Program.RunAsync(Root, AppSettings, "functions", "--config", "exports.json", "--out", ".", "--queue", "%EXPORTS_QUEUE%");
            Assert.True(code == 0, output);
            files = Directory.GetFiles(Root, "function.json", SearchOption.AllDirectories).ToDictionary(f => Path.GetFileName(Path.GetDirectoryName(f))!, File.ReadAllText);
            Generated[exports] = files;
            return;
        }

        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.Combine(Root, name));
            await File.WriteAllTextAsync(Path.Combine(Root, name, "function.json"), text);
        }
    }

    /// <summary>A whole settings file.</summary>
    public static string Settings(Source source, string exports) => $$"""
        { "connections": { "main": {{source.Connection}} }, "exports": [ {{exports}} ] }
        """;

    /// <summary>Replaces the settings file; the functions stay.</summary>
    public void WriteSettings(string json) => File.WriteAllText(Path.Combine(Root, "exports.json"), json);

    /// <summary>Starts a host with it.</summary>
    /// <param name="change">Changes the options; null for none.</param>
    public Task<FunctionsHost> StartAsync(Func<FunctionsHostOptions, FunctionsHostOptions>? change = null)
    {
        var options = new FunctionsHostOptions { Root = Root, AppSettings = AppSettings };
        return FunctionsHost.StartAsync(change?.Invoke(options) ?? options);
    }

    /// <summary>Reads every export in the container again, down to every line.</summary>
    /// <returns>What is not as it must be; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync()
    {
        var findings = new List<string>();
        using var storage = AzureStorage.Open(AzureStorageSettings.Read(AppSettings.GetValueOrDefault), TimeProvider.System, NullLoggerFactory.Instance);
        foreach (var pointer in (await Storage.BlobsAsync()).Where(b => b.EndsWith("/latest.json", StringComparison.Ordinal)))
        {
            var export = pointer.Split('/')[0];
            var cursor = await storage.Cursors.ReadAsync(export, CancellationToken.None);
            var report = await new Verifier(storage.Parts).VerifyAsync(export, cursor?.Cursor, null, null, CancellationToken.None);
            findings.AddRange(report.Findings.Select(f => $"{export}: {f}"));
        }

        return findings;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}

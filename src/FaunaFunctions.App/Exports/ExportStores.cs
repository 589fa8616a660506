using FaunaFunctions.App.Hosting;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Exports;

/// <summary>Where an app's exports are kept.</summary>
internal sealed class ExportStores : IDisposable
{
    private readonly AzureStorage? _azure;

    private ExportStores(string folder, TimeProvider time)
    {
        Parts = new FolderPartStore(folder);
        Cursors = new FolderCursorStore(folder, time);
        Where = $"folder {folder}";
    }

    private ExportStores(AzureStorage azure, bool withQueue)
    {
        _azure = azure;
        Parts = azure.Parts;
        Cursors = azure.Cursors;
        Queue = withQueue ? azure.Continuations : null;
        Where = azure.Description;
    }

    /// <summary>Parts and manifests.</summary>
    public IPartStore Parts { get; }

    /// <summary>Positions, history, claims.</summary>
    public ICursorStore Cursors { get; }

    /// <summary>Where runs that stopped at their budget ask to be gone on with; null when there is no queue.</summary>
    public IContinuationQueue? Queue { get; }

    /// <summary>The place for people; no secrets.</summary>
    public string Where { get; }

    /// <summary>
    /// Opens them; nothing is read or written yet. Under the Functions host that is the storage account: the disk of an instance is not kept.
    /// Standalone, a folder of the settings counts, unless an account for exports is set.
    /// </summary>
    /// <exception cref="SettingsInvalid">Neither a storage account nor a folder is named, or how the account is named is wrong.</exception>
    public static ExportStores Open(SettingsFile settings, HandlerOptions options, HandlerEnvironment environment, ILoggerFactory logs)
    {
        var hasQueue = IsSet("AzureWebJobsStorage", environment);
        var prefersAccount = IsSet("EXPORTS_STORAGE", environment) || (hasQueue && !options.Standalone);
        if (!prefersAccount && settings.Storage.Folder is { } folder)
        {
            return new ExportStores(folder, environment.Time);
        }

        // Without any setting the reader's own message says which there are.
        var withQueue = hasQueue || !options.Standalone;
        var account = AzureStorageSettings.Read(environment.FindRaw, withQueue);
        return new ExportStores(AzureStorage.Open(account, environment.Time, logs), withQueue);
    }

    /// <summary>Makes container, table and queue that are not there yet.</summary>
    /// <exception cref="StorageUnavailable">The storage refused, or cannot be reached.</exception>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => _azure?.EnsureCreatedAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _azure?.Dispose();

    private static bool IsSet(string prefix, HandlerEnvironment environment)
    {
        string[] suffixes = ["", "__accountName", "__blobServiceUri", "__tableServiceUri", "__queueServiceUri"];
        return suffixes.Any(suffix => environment.FindRaw(prefix + suffix) is { Length: > 0 });
    }
}

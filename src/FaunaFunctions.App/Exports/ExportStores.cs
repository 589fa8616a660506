using FaunaFunctions.App.Hosting;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Exports;

/// <summary>Opens what an app's settings name.</summary>
internal delegate ExportStores OpenStores(SettingsFile settings);

/// <summary>Where an app's exports are kept.</summary>
/// <param name="parts">Parts and manifests.</param>
/// <param name="cursors">Positions, history, claims.</param>
/// <param name="queue">Where runs that stopped at their budget ask to be gone on with; null when there is no queue.</param>
/// <param name="where">The place for people; no secrets.</param>
/// <param name="azure">The accounts' connections, disposed with this; null for none.</param>
internal sealed class ExportStores(
    IPartStore parts, ICursorStore cursors, IContinuationQueue? queue, string where, AzureStorage? azure = null) : IDisposable
{
    /// <summary>Parts and manifests.</summary>
    public IPartStore Parts => parts;

    /// <summary>Positions, history, claims.</summary>
    public ICursorStore Cursors => cursors;

    /// <summary>Where runs that stopped at their budget ask to be gone on with; null when there is no queue.</summary>
    public IContinuationQueue? Queue => queue;

    /// <summary>The place for people; no secrets.</summary>
    public string Where => where;

    /// <summary>Whether it is a folder of this machine.</summary>
    public bool IsFolder => parts is FolderPartStore;

    /// <summary>
    /// Opens them; nothing is read or written yet. Under the Functions host that is the storage account: the disk of an instance is not kept.
    /// Standalone, a folder of the settings counts, unless an account for exports is set.
    /// </summary>
    /// <exception cref="SettingsInvalid">Neither a storage account nor a folder is named, or how the account is named is wrong.</exception>
    public static ExportStores Open(SettingsFile settings, HandlerOptions options, HandlerEnvironment environment, ILoggerFactory logs)
    {
        var hasQueue = IsSet("AzureWebJobsStorage", environment);
        var prefersAccount = settings.Storage.Azure is not null || IsSet("EXPORTS_STORAGE", environment) || (hasQueue && !options.Standalone);
        if (!prefersAccount && settings.Storage.Folder is { } folder)
        {
            return new ExportStores(new FolderPartStore(folder), new FolderCursorStore(folder, environment.Time), queue: null, $"folder {folder}");
        }

        // Without any setting the reader's own message says which there are.
        var withQueue = hasQueue || !options.Standalone;
        var azure = AzureStorage.Open(AzureStorageSettings.Read(environment.FindRaw, withQueue, settings.Storage.Azure), environment.Time, logs);
        return new ExportStores(azure.Parts, azure.Cursors, withQueue ? azure.Continuations : null, azure.Description, azure);
    }

    /// <summary>Makes container, table and queue that are not there yet.</summary>
    /// <exception cref="StorageUnavailable">The storage refused, or cannot be reached.</exception>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => azure?.EnsureCreatedAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => azure?.Dispose();

    private static bool IsSet(string prefix, HandlerEnvironment environment)
    {
        string[] suffixes = ["", "__accountName", "__blobServiceUri", "__tableServiceUri", "__queueServiceUri"];
        return suffixes.Any(suffix => environment.FindRaw(prefix + suffix) is { Length: > 0 });
    }
}

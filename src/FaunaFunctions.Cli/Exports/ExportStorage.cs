using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Cli.Exports;

/// <summary>The stores that a command works on: of a folder, or of a storage account.</summary>
internal sealed class ExportStorage : IDisposable
{
    private readonly AzureStorage? _azure;

    private ExportStorage(IPartStore parts, ICursorStore cursors, AzureStorage? azure)
    {
        Parts = parts;
        Cursors = cursors;
        _azure = azure;
    }

    /// <summary>Where parts land.</summary>
    public IPartStore Parts { get; }

    /// <summary>Where positions and history are kept.</summary>
    public ICursorStore Cursors { get; }

    /// <summary>Opens the stores; nothing is read or written yet.</summary>
    /// <param name="choice">Where.</param>
    /// <param name="appSetting">App settings, which connect to the account.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logs">Hear of trouble.</param>
    /// <exception cref="SettingsInvalid">The app settings name no account, or wrongly.</exception>
    public static ExportStorage Open(StorageChoice choice, Func<string, string?> appSetting, TimeProvider time, ILoggerFactory logs)
    {
        if (choice.Folder is { } folder)
        {
            return new ExportStorage(new FolderPartStore(folder), new FolderCursorStore(folder, time), null);
        }

        var azure = AzureStorage.Open(AzureStorageSettings.Read(appSetting, queue: false, choice.Azure), time, logs);
        return new ExportStorage(azure.Parts, azure.Cursors, azure);
    }

    /// <summary>Makes what is not there yet: for commands that write. To one that reads, what is not there is an error.</summary>
    /// <exception cref="StorageUnavailable">The storage refused, or cannot be reached.</exception>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => _azure?.EnsureCreatedAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _azure?.Dispose();
}

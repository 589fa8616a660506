using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Azure.Connections;

/// <summary>Which storage the app works on, as its app settings say. Holds secrets, and prints none.</summary>
public sealed record AzureStorageSettings
{
    /// <summary>The account of parts, cursors and leases.</summary>
    public required StorageConnection Exports { get; init; }

    /// <summary>The account that the Functions host polls the queue of; null when no queue was asked for.</summary>
    public StorageConnection? Host { get; init; }

    /// <summary>Container of parts and manifests.</summary>
    public required string Container { get; init; }

    /// <summary>Table of cursors and history.</summary>
    public required string Table { get; init; }

    /// <summary>Queue of continuation messages.</summary>
    public required string Queue { get; init; }

    /// <summary>Reads the app settings.</summary>
    /// <param name="appSetting">An app setting's value; null when there is none of that name.</param>
    /// <param name="queue">Whether the queue will be used. A tool that only reads what was exported needs no account for it.</param>
    /// <param name="names">Names that the settings file has for container and table; null for none.</param>
    /// <exception cref="SettingsInvalid">Something is missing or wrong: all of it, each with the app setting's name, and no values that may be secret.</exception>
    public static AzureStorageSettings Read(Func<string, string?> appSetting, bool queue = true, AzureStorageNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(appSetting);
        var reader = new StorageSettingsReader(appSetting);
        var services = StorageServices.Blobs | StorageServices.Tables;
        var own = reader.IsSet(StorageSettingsReader.Exports);
        var shared = queue && !own ? services | StorageServices.Queues : services;
        var exports = reader.Connection(own ? StorageSettingsReader.Exports : StorageSettingsReader.Host, shared);
        var host = !queue ? null : own ? reader.Connection(StorageSettingsReader.Host, StorageServices.Queues) : exports;
        var container = reader.Name(names?.Container, "storage.azure.container", "EXPORTS_CONTAINER", "exports", StorageNameRules.ContainerProblem);
        var table = reader.Name(names?.Table, "storage.azure.table", "EXPORTS_TABLE", "exportcursors", StorageNameRules.TableProblem);
        var queueName = reader.Name("EXPORTS_QUEUE", "continue-export", StorageNameRules.ContainerProblem);
        return reader.Problems.Count > 0
            ? throw new SettingsInvalid(reader.Problems)
            : new AzureStorageSettings { Exports = exports!, Host = host, Container = container, Table = table, Queue = queueName };
    }
}

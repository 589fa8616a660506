using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace FaunaFunctions.Azure.Connections;

/// <summary>A container, table or queue, for messages: never an address, which may hold a SAS.</summary>
/// <param name="Kind"><c>container</c>, <c>table</c> or <c>queue</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Account">Its account's name.</param>
internal sealed record StoragePlace(string Kind, string Name, string Account)
{
    /// <summary>The built-in role that may read and write there.</summary>
    public string Role => Kind switch
    {
        "container" => "Storage Blob Data Contributor",
        "table" => "Storage Table Data Contributor",
        _ => "Storage Queue Data Contributor",
    };

    public static StoragePlace Of(BlobContainerClient container) => new("container", container.Name, container.AccountName);

    public static StoragePlace Of(TableClient table) => new("table", table.Name, table.AccountName);

    public static StoragePlace Of(QueueClient queue) => new("queue", queue.Name, queue.AccountName);

    public override string ToString() => $"{Kind} '{Name}' of storage account '{Account}'";
}

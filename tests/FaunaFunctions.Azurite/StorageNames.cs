namespace FaunaFunctions.Azurite;

/// <summary>Names of one test's own container, table and queue.</summary>
/// <param name="Container">A container's name.</param>
/// <param name="Table">A table's name.</param>
/// <param name="Queue">A queue's name.</param>
public sealed record StorageNames(string Container, string Table, string Queue)
{
    /// <summary>Names that no other test has.</summary>
    public static StorageNames Unique()
    {
        var id = Guid.NewGuid().ToString("N");
        return new StorageNames($"exports-{id}", $"cursors{id}", $"continue-{id}");
    }

    /// <summary>The app settings that point the app at them.</summary>
    /// <param name="connectionString">The storage account.</param>
    public IReadOnlyDictionary<string, string> AppSettings(string connectionString) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = connectionString,
        ["EXPORTS_CONTAINER"] = Container,
        ["EXPORTS_TABLE"] = Table,
        ["EXPORTS_QUEUE"] = Queue,
    };
}

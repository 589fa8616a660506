namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads <c>storage</c>: where records go.</summary>
internal sealed class StorageReader(SettingsProblems problems, AppSettings appSettings)
{
    private const string Folder = "folder";
    private const string Azure = "azure";
    private const string Container = "container";
    private const string Table = "table";

    /// <summary>The fields of <c>storage</c>.</summary>
    internal static IReadOnlyList<string> Fields { get; } = [Folder, Azure];

    /// <summary>The fields of <c>storage.azure</c>.</summary>
    internal static IReadOnlyList<string> AzureFields { get; } = [Container, Table];

    /// <summary>Reads it.</summary>
    /// <param name="node">The value of <c>storage</c>; null when there is none.</param>
    public StorageSettings Read(SettingsNode? node)
    {
        if (node is null || SettingsObject.Open(node, Fields, formerNames: null, problems) is not { } storage)
        {
            return new StorageSettings(null, null);
        }

        if (storage.Find(Folder) is not null && storage.Find(Azure) is not null)
        {
            problems.Error(node, "names both a folder and Azure. Name one of them; faunafunctions takes the other with --storage.");
        }

        return new StorageSettings(ReadFolder(storage), ReadAzure(storage.Find(Azure)));
    }

    private string? ReadFolder(SettingsObject storage)
    {
        if (Text(storage, Folder) is not { } folder)
        {
            return null;
        }

        if (folder.Contains('\0'))
        {
            problems.Error(storage.Find(Folder)!, "must be a folder's path; it holds a zero character.");
            return null;
        }

        var home = Path.GetDirectoryName(Path.GetFullPath(problems.File))!;
        return Path.GetFullPath(folder, home);
    }

    private AzureStorageNames? ReadAzure(SettingsNode? node) =>
        node is not null && SettingsObject.Open(node, AzureFields, formerNames: null, problems) is { } azure
            ? new AzureStorageNames(Text(azure, Container), Text(azure, Table))
            : null;

    private string? Text(SettingsObject settings, string field) =>
        settings.Text(field) is { } text ? appSettings.Resolve(settings.Find(field)!, text) : null;
}

using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Exports;

/// <summary>Where a command's exports are stored, by its command line and its settings.</summary>
/// <param name="Folder">Full path of a folder; null for Azure.</param>
/// <param name="Azure">Names in the account that the app settings connect to; null for a folder.</param>
internal sealed record StorageChoice(string? Folder, AzureStorageNames? Azure)
{
    /// <summary>The value of <c>--storage</c> that means a folder.</summary>
    public const string FolderKind = "folder";

    /// <summary>The value of <c>--storage</c> that means a storage account.</summary>
    public const string AzureKind = "azure";

    /// <summary>Chooses.</summary>
    /// <param name="file">The settings file, as the user named it.</param>
    /// <param name="settings">What it says about storage.</param>
    /// <param name="kind"><c>--storage</c>; null when it was not given.</param>
    /// <param name="folder"><c>--out</c>; null when it was not given.</param>
    /// <exception cref="UsageInvalid">Nothing says where, or the options contradict each other.</exception>
    public static StorageChoice Of(string file, StorageSettings settings, string? kind, string? folder)
    {
        if (kind == AzureKind && folder is not null)
        {
            throw new UsageInvalid("--out names a folder, and --storage says azure. Leave one of them out.");
        }

        if (kind == AzureKind || (kind is null && folder is null && settings.Azure is not null))
        {
            return new StorageChoice(null, settings.Azure ?? new AzureStorageNames(null, null));
        }

        return (folder ?? settings.Folder) is { } path
            ? new StorageChoice(Path.GetFullPath(path), null)
            : throw new UsageInvalid(
                $"{file} names no storage folder. Add \"storage\": {{ \"folder\": \"./out\" }} to it, or give --out FOLDER; for a storage account add \"storage\": {{ \"azure\": {{}} }}, or give --storage azure.");
    }
}

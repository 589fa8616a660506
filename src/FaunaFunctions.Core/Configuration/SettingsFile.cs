using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Configuration;

/// <summary>A settings file (<c>exports.json</c>), read, validated, with its secrets resolved.</summary>
public sealed record SettingsFile
{
    /// <summary>The databases, by name, in the file's order; at least one.</summary>
    public required IReadOnlyList<FaunaConnection> Connections { get; init; }

    /// <summary>What to export, in the file's order; at least one, names unique whatever their case.</summary>
    public required IReadOnlyList<ExportSettings> Exports { get; init; }

    /// <summary>Where records go, as far as the file says it.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary>What works but should be looked at, in the file's order.</summary>
    public required IReadOnlyList<SettingsProblem> Warnings { get; init; }
}

/// <summary>Where records go: a folder, or Azure, or what the program that runs is told.</summary>
/// <param name="Folder">Full path of the folder for parts and cursors; null when the file names none. A relative one was relative to the settings file.</param>
/// <param name="Azure">Names in the storage account that the app settings connect to; null when the file does not say that records go there.</param>
public sealed record StorageSettings(string? Folder, AzureStorageNames? Azure);

/// <summary>Where records go in a storage account.</summary>
/// <param name="Container">Container of parts and manifests; null for that of the app setting <c>EXPORTS_CONTAINER</c>.</param>
/// <param name="Table">Table of cursors and history; null for that of the app setting <c>EXPORTS_TABLE</c>.</param>
public sealed record AzureStorageNames(string? Container, string? Table);

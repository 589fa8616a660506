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

/// <summary>Where records go.</summary>
/// <param name="Folder">Full path of the folder for parts and cursors; null when the file names none. A relative one was relative to the settings file.</param>
public sealed record StorageSettings(string? Folder);

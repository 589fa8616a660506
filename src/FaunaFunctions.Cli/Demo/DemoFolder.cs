using System.Text.Json;
using System.Text.Json.Nodes;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Cli.Demo;

/// <summary>The demo's folder: its settings file and what it exports.</summary>
internal sealed class DemoFolder
{
    private const string Data = "data";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The app setting with the secret of v4's key.</summary>
    public const string V4Secret = "FAUNA_SECRET";

    /// <summary>The same of v10's.</summary>
    public const string V10Secret = "FAUNA_SECRET_V10";

    private readonly string _path;

    private DemoFolder(string path) => _path = path;

    /// <summary>The folder as the user named it.</summary>
    public string Path => _path;

    /// <summary>The name of a collection's export through v10.</summary>
    public static string V10NameOf(string collection) => $"{collection}-v10";

    /// <summary>The settings file.</summary>
    public string Settings => System.IO.Path.Combine(_path, "exports.json");

    /// <summary>Where the exports land.</summary>
    public string Exports => System.IO.Path.Combine(_path, Data);

    /// <summary>Makes the folder, in place of that of an earlier demo.</summary>
    /// <exception cref="UsageInvalid">The folder holds something else.</exception>
    /// <exception cref="StorageUnavailable">It cannot be made.</exception>
    public static DemoFolder Open(string path)
    {
        var folder = new DemoFolder(path);
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(e => !folder.Owns(e)))
            {
                throw new UsageInvalid($"--out {path} holds other files. Name a new or an empty folder.");
            }

            if (Directory.Exists(folder.Exports))
            {
                Directory.Delete(folder.Exports, recursive: true);
            }

            Directory.CreateDirectory(path);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailable($"Cannot write {path}: {e.Message} Name another folder with --out.", e);
        }
    }

    /// <summary>
    /// Writes the settings that a setup prints, for both languages in one file, and shows a few more of what they can say: the collections are exported
    /// through v4 under their own names, and through v10 under <see cref="V10NameOf"/>.
    /// </summary>
    public async Task WriteSettingsAsync(SetupRequest v4, SetupRequest v10, Uri server, CancellationToken cancellationToken)
    {
        var settings = JsonNode.Parse(SettingsSnippet.Write(v4, server, $"./{Data}"))!;
        var more = JsonNode.Parse(SettingsSnippet.Write(v10, server))!;
        var (connection, other) = (settings["connections"]!["main"]!.DeepClone(), more["connections"]!["main"]!.DeepClone());
        other["secret"] = $"%{V10Secret}%";
        settings["connections"] = new JsonObject { ["v4"] = connection, ["v10"] = other };
        var exports = settings["exports"]!.AsArray();
        foreach (var export in exports)
        {
            export!["connection"] = "v4";
        }

        foreach (var export in more["exports"]!.AsArray())
        {
            var copy = export!.DeepClone();
            copy["name"] = V10NameOf((string)export["collection"]!);
            copy["connection"] = "v10";
            exports.Add(copy);
        }

        foreach (var export in exports)
        {
            export!["partSize"] = "16 MiB";
            export["additionalColumns"] = Columns((string)export["collection"]!);
        }

        await File.WriteAllTextAsync(Settings, settings.ToJsonString(Indented) + "\n", cancellationToken);
    }

    private bool Owns(string entry) => entry == Settings || entry == Exports;

    private static JsonArray Columns(string collection) => collection switch
    {
        "customers" => [Column("city", "data", "address", "city")],
        "orders" => [Column("customer", "data", "customer", "id"), Column("status", "data", "status")],
        _ => [Column("expires", "ttl")],
    };

    private static JsonObject Column(string name, params ReadOnlySpan<string> path)
    {
        var fields = new JsonArray();
        foreach (var field in path)
        {
            fields.Add((JsonNode)field);
        }

        return new JsonObject { ["name"] = name, ["path"] = fields, ["type"] = "string", ["required"] = false };
    }
}

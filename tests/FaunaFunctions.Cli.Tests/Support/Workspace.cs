using System.IO.Compression;
using System.Text;

namespace FaunaFunctions.Cli.Tests.Support;

/// <summary>A folder of its own with settings and exports; removed at the end.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly Dictionary<string, string> _appSettings = [];

    public Workspace() => Directory.CreateDirectory(Folder);

    /// <summary>Its full path.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "faunafunctions-tests", Guid.NewGuid().ToString("N"));

    /// <summary>The settings file.</summary>
    public string Settings => PathOf("exports.json");

    /// <summary>Where exports land.</summary>
    public string Exports => PathOf("out");

    /// <summary>App settings, which a process of its own gets as environment variables.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => _appSettings;

    /// <summary>Sets an app setting.</summary>
    public Workspace Set(string name, string value)
    {
        _appSettings[name] = value;
        return this;
    }

    /// <summary>Looks one up.</summary>
    public string? AppSetting(string name) => _appSettings.GetValueOrDefault(name);

    /// <summary>A file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes the settings file.</summary>
    /// <returns>Its path.</returns>
    public string WriteSettings(string json)
    {
        File.WriteAllText(Settings, json);
        return Settings;
    }

    /// <summary>Settings with exports of a server; the secret is <c>%FAUNA_SECRET%</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="exports">Exports as JSON, without the brackets.</param>
    /// <param name="api">The query language.</param>
    public string WriteSettings(Uri server, string exports, string api = "v4") => WriteSettings($$"""
        {
          "connections": { "main": { "scheme": "{{server.Scheme}}", "domain": "{{server.Host}}", "port": {{server.Port}}, "secret": "%FAUNA_SECRET%", "api": "{{api}}" } },
          "exports": [ {{exports}} ],
          "storage": { "folder": "./out" }
        }
        """);

    /// <summary>Files of the exports, parts' metadata and states included.</summary>
    public IEnumerable<string> Files() => Directory.Exists(Exports)
        ? Directory.EnumerateFiles(Exports, "*", SearchOption.AllDirectories)
        : [];

    /// <summary>Whether any export has a position or a part.</summary>
    public bool HasMoved => Files().Any(f => Path.GetFileName(f) == "cursor.json" || IsPart(f));

    /// <summary>Whether a file is a committed part.</summary>
    public static bool IsPart(string file) =>
        !Path.GetFileName(file).StartsWith('.')
        && (file.EndsWith(".ndjson", StringComparison.Ordinal) || file.EndsWith(".ndjson.gz", StringComparison.Ordinal));

    /// <summary>All records of an export's parts below a folder, in the order of the parts' names.</summary>
    public IEnumerable<string> Records(string export, string below = "") => Files()
        .Where(f => IsPart(f) && f.StartsWith(Path.Combine(Exports, export, below), StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .SelectMany(Lines);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The lines of a part.</summary>
    public static string[] Lines(string part)
    {
        using Stream file = File.OpenRead(part);
        using var plain = part.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

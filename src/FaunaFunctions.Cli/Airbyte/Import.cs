using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>Connectors' configurations as our settings, and what a person has to know about the way over.</summary>
internal sealed class Import
{
    /// <summary>What the connector takes when nobody says otherwise: no wish of anybody's.</summary>
    private const int ConnectorsPageSize = 64;

    private readonly ConfiguredCatalog? _catalog;
    private readonly List<SettingsProblem> _problems;
    private readonly List<ConnectorConnection> _connections = [];
    private readonly List<string> _notes = [];
    private readonly JsonArray _exports = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private Import(ConfiguredCatalog? catalog, List<SettingsProblem> problems) => (_catalog, _problems) = (catalog, problems);

    /// <summary>The settings; no secret is in them.</summary>
    public JsonObject Settings { get; private set; } = [];

    /// <summary>What is to be done, and what will be different; sentences.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Makes settings of configurations.</summary>
    /// <param name="configs">At least one.</param>
    /// <param name="catalog">The configured catalogue; null when there is none: an index then means incremental.</param>
    /// <param name="problems">What was wrong so far.</param>
    /// <exception cref="SettingsInvalid">Something is wrong: all of it.</exception>
    public static Import Of(IReadOnlyList<ConnectorConfig> configs, ConfiguredCatalog? catalog, List<SettingsProblem> problems)
    {
        ThrowIfAny(problems);
        var import = new Import(catalog, problems);
        foreach (var config in configs)
        {
            import.Add(config);
        }

        ThrowIfAny(problems);
        import.Finish();
        return import;
    }

    private void Add(ConnectorConfig config)
    {
        if (!_connections.Contains(config.Connection))
        {
            _connections.Add(config.Connection);
            _notes.Add($"Set the app setting {SecretOf(_connections.Count)} (in a local run: the environment variable) to the secret that is in {config.File}. It is in no file that was written here.");
        }

        if (config.LeftOut.Count > 0)
        {
            _notes.Add($"{config.File}: {string.Join(", ", config.LeftOut)} {(config.LeftOut.Count == 1 ? "is" : "are")} not known and was left out.");
        }

        if (config.PageSize == ConnectorsPageSize)
        {
            _notes.Add($"{config.File}: page_size is the connector's default of {ConnectorsPageSize}. It was left out: the default here is 1000, and falls by itself where documents are large.");
        }

        if (config.Collection is null && _catalog is null)
        {
            Problem(config, "collection.name", "is missing. Configurations of the first releases go with a configured catalogue that names the collections: give it with --catalog.");
        }

        // The first releases read every stream of the catalogue with one configuration.
        foreach (var collection in config.Collection is { } name ? [name] : _catalog?.Streams.Select(s => s.Name) ?? [])
        {
            AddExport(config, collection);
        }
    }

    private void AddExport(ConnectorConfig config, string collection)
    {
        var incremental = _catalog is null ? config.Index is not null : _catalog.IsIncremental(collection);
        if (incremental is null)
        {
            Problem(config, "collection.name", $"is '{collection}', which the catalogue does not have. It has: {string.Join(", ", _catalog!.Streams.Select(s => s.Name))}.");
            return;
        }

        if (incremental.Value && config.Index is null)
        {
            Problem(config, "collection.index", $"is missing, but the catalogue says that '{collection}' is synchronized incrementally. Make the index (see `setup`), and name it.");
            return;
        }

        var export = new JsonObject();
        if (_connections.Count > 1 || _connections[0] != config.Connection)
        {
            export["connection"] = NameOf(_connections.IndexOf(config.Connection) + 1);
        }

        AddName(export, config, collection);
        export["collection"] = collection;
        export["mode"] = incremental.Value ? "incremental" : "full";
        Add(export, "index", config.Index);
        if (!config.DataColumn)
        {
            export["dataColumn"] = false;
        }

        if (config.Columns.Count > 0)
        {
            export["additionalColumns"] = new JsonArray([.. config.Columns.Select(column => column.DeepClone())]);
        }

        if (config.PageSize is { } size and not ConnectorsPageSize)
        {
            export["pageSize"] = size;
        }

        AddDeletions(export, config, collection, incremental.Value);
        _exports.Add((JsonNode)export);
    }

    // Names are unique in a settings file, and collections of two databases may well be of one name.
    private void AddName(JsonObject export, ConnectorConfig config, string collection)
    {
        var plain = ExportName.MakeSafe(collection);
        var wanted = plain ?? "collection";
        var name = wanted;
        for (var number = 2; !_names.Add(name); number++)
        {
            var end = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            name = wanted[..Math.Min(wanted.Length, ExportName.Longest - end.Length)] + end;
        }

        if (name != plain)
        {
            export["name"] = name;
            _notes.Add($"{config.File}: the export of collection '{collection}' is named '{name}', since {(plain is null ? "no letter or digit of the collection's name is left for it" : "another one has the collection's name")}. It is the name of its folder, too; choose another one before the first run if you like.");
        }
    }

    private void AddDeletions(JsonObject export, ConnectorConfig config, string collection, bool incremental)
    {
        if (config.DeletedColumn is { } column && incremental)
        {
            export["deletions"] = new JsonObject { ["mode"] = "deleted_field", ["column"] = column };
            _notes.Add($"{collection}: the connector reports a document as deleted when its ttl is changed; that is an update here.");
        }
        else if (config.DeletedColumn is not null)
        {
            _notes.Add($"{collection}: deletions were left out. The connector reports them in incremental syncs alone, and this is a full one.");
        }
    }

    private void Finish()
    {
        var connections = new JsonObject();
        foreach (var (connection, number) in _connections.Select((c, i) => (c, i + 1)))
        {
            connections[NameOf(number)] = ConnectionOf(connection, SecretOf(number));
        }

        // One that was written before the second connection was known says nothing, which is an error as soon as there are two.
        foreach (var export in _exports.Select(e => e!.AsObject()).Where(e => _connections.Count > 1 && !e.ContainsKey("connection")))
        {
            export.Insert(0, "connection", NameOf(1));
        }

        Settings = new JsonObject { ["connections"] = connections, ["exports"] = _exports, ["storage"] = new JsonObject { ["folder"] = "./out" } };
        _notes.Add("Schedules belong to Airbyte's connection and are in none of these files: give each export a 'schedule', such as \"0 */5 * * * *\".");
        _notes.Add("Airbyte's state is not taken over: the first run is a full export, later ones go on from there.");
        var read = SettingsReader.Read(Encoding.UTF8.GetBytes(Settings.ToJsonString()), "exports.json", _ => "set");
        _notes.AddRange(read.Warnings.Select(warning => warning.ToString()));
    }

    private static JsonObject ConnectionOf(ConnectorConnection connection, string secret)
    {
        var ours = new JsonObject();
        if (connection.Scheme != "https")
        {
            ours["scheme"] = connection.Scheme;
        }

        ours["domain"] = connection.Domain;
        if (connection.Port != 443)
        {
            ours["port"] = connection.Port;
        }

        ours["secret"] = $"%{secret}%";
        return ours;
    }

    private static void Add(JsonObject export, string name, string? value)
    {
        if (value is not null)
        {
            export[name] = value;
        }
    }

    private void Problem(ConnectorConfig config, string path, string message) => _problems.Add(new SettingsProblem(config.File, 0, 0, path, message));

    private static string NameOf(int connection) => connection == 1 ? "main" : $"main{connection}";

    private static string SecretOf(int connection) => connection == 1 ? "FAUNA_SECRET" : $"FAUNA_SECRET_{connection}";

    private static void ThrowIfAny(List<SettingsProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new SettingsInvalid(problems);
        }
    }
}

using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>Reads a connector's configuration: its <c>config.json</c>, or a source as Airbyte's API answers it.</summary>
internal static class ConnectorReader
{
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "object", "array"];

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="problems">Receives what is wrong with values.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">It is not there, or is no JSON.</exception>
    public static async Task<ConnectorConfig> ReadAsync(string file, List<SettingsProblem> problems, CancellationToken cancellationToken) =>
        Read(await ConfigNode.ReadAsync(file, problems, cancellationToken), file);

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="SettingsInvalid">It is no JSON.</exception>
    public static ConnectorConfig Read(ReadOnlyMemory<byte> content, string file, List<SettingsProblem> problems) =>
        Read(ConfigNode.Read(content, file, problems), file);

    private static ConnectorConfig Read(ConfigNode document, string file)
    {
        var config = document.Object("connectionConfiguration") ?? document.Object("configuration") ?? document;
        var connection = ConnectionOf(config);
        var collection = config.Object("collection");
        if (collection is null)
        {
            config.Problem("collection", "is missing. This is no configuration of a source-fauna connector.");
        }

        var columns = (collection?.Objects("additional_columns") ?? []).Select(ColumnOf).ToList();
        return new ConnectorConfig(
            file,
            connection,
            collection?.Text("name"),
            collection?.Text("index") ?? IndexOfUpdates(collection),
            collection?.Flag("data_column") ?? true,
            columns,
            PageSizeOf(collection),
            DeletedColumnOf(collection),
            [.. config.LeftOut]);
    }

    private static ConnectorConnection ConnectionOf(ConfigNode config)
    {
        var scheme = config.Text("scheme") ?? "https";
        if (scheme is not ("https" or "http"))
        {
            config.Problem("scheme", "must be https or http.");
        }

        var port = config.Whole("port") ?? 443;
        if (port is < 1 or > 65_535)
        {
            config.Problem("port", "must be a port from 1 to 65535.");
        }

        return new ConnectorConnection(scheme, config.Text("domain") ?? "db.fauna.com", port, config.Text("secret") ?? "");
    }

    // The form between the first releases and the last one: { "updates": { "update_mode": "enabled", "index": "…" } }.
    private static string? IndexOfUpdates(ConfigNode? collection)
    {
        var updates = collection?.Object("updates");
        var mode = updates?.Text("update_mode");
        var index = updates?.Text("index");
        return mode is null or "enabled" ? index : null;
    }

    private static int? PageSizeOf(ConfigNode? collection)
    {
        var size = collection?.Whole("page_size");
        if (size is < 1 or > 100_000)
        {
            collection!.Problem("page_size", "must be from 1 to 100000.");
        }

        return size;
    }

    private static string? DeletedColumnOf(ConfigNode? collection)
    {
        var deletions = collection?.Object("deletions");
        var column = deletions?.Text("column");
        switch (deletions?.Text("deletion_mode"))
        {
            case null or "ignore":
                return null;
            case "deleted_field":
                return column ?? "deleted_at";
            default:
                deletions!.Problem("deletion_mode", "must be ignore or deleted_field.");
                return null;
        }
    }

    private static JsonObject ColumnOf(ConfigNode column)
    {
        foreach (var name in (string[])["name", "path", "type"])
        {
            if (!column.Has(name))
            {
                column.Problem(name, "is missing.");
            }
        }

        var type = column.Text("type") ?? "";
        if (type.Length > 0 && !Types.Contains(type))
        {
            column.Problem("type", $"is no JSON type. The connector never looked at it; write one of {string.Join(", ", Types)}. It describes the column and changes no value.");
        }

        var ours = new JsonObject
        {
            ["name"] = column.Text("name"),
            ["path"] = new JsonArray([.. column.Texts("path").Select(field => (JsonNode)field)]),
            ["type"] = type,
        };
        AddIfThere(ours, "format", column.Text("format"));
        AddIfThere(ours, "airbyteType", column.Text("airbyte_type"));
        if (column.Flag("required") == false)
        {
            ours["required"] = false;
        }

        return ours;
    }

    private static void AddIfThere(JsonObject ours, string name, string? value)
    {
        if (value is not null)
        {
            ours[name] = value;
        }
    }
}

using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>The settings file that goes with a setup.</summary>
internal static class SettingsSnippet
{
    /// <summary>The content of <c>exports.json</c>.</summary>
    /// <param name="request">What was set up.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="folder">The storage folder.</param>
    public static string Write(SetupRequest request, Uri server, string folder = "./out")
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("connections");
            writer.WriteStartObject("main");
            WriteServer(writer, server);
            writer.WriteString("secret", "%FAUNA_SECRET%");
            if (request.Api == FaunaApi.V10)
            {
                writer.WriteString("api", "v10");
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteStartArray("exports");
            foreach (var collection in request.Collections)
            {
                WriteExport(writer, request, collection);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("storage");
            writer.WriteString("folder", folder);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.ToArray()).ReplaceLineEndings("\n");
    }

    private static void WriteServer(Utf8JsonWriter writer, Uri server)
    {
        if (server.Scheme != Uri.UriSchemeHttps)
        {
            writer.WriteString("scheme", server.Scheme);
        }

        writer.WriteString("domain", server.Host);
        if (!server.IsDefaultPort || server.Scheme != Uri.UriSchemeHttps)
        {
            writer.WriteNumber("port", server.Port);
        }
    }

    private static void WriteExport(Utf8JsonWriter writer, SetupRequest request, string collection)
    {
        writer.WriteStartObject();
        if (request.IsDatabase)
        {
            writer.WriteString("name", "database");
        }

        writer.WriteString("collection", collection);
        if (request.Incremental)
        {
            writer.WriteString("mode", "incremental");
        }

        if (request is { Incremental: true, Api: FaunaApi.V4 })
        {
            writer.WriteString("index", request.IndexOf(collection));
        }

        if (request.Deletions)
        {
            writer.WriteStartObject("deletions");
            writer.WriteString("mode", "deleted_field");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}

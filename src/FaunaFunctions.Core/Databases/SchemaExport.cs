using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Databases;

/// <summary>Writes a database's schema beside its data: a JSON file for each kind of definition, and the schema's own files as they are.</summary>
/// <param name="parts">Where to.</param>
/// <param name="definitions">The database.</param>
internal sealed class SchemaExport(IPartStore parts, IDatabaseDefinitions definitions)
{
    private const string Files = "fsl";
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the schema, and writes it unless it says what the last one says.</summary>
    /// <param name="folder">The run's folder, with its final <c>/</c>.</param>
    /// <param name="last">The schema written last, if it will do when nothing has changed; else null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was written, or the last one.</returns>
    public async Task<DatabaseSchema> WriteAsync(string folder, DatabaseSchema? last, CancellationToken cancellationToken)
    {
        var omissions = new List<SchemaOmission>();
        var lists = new List<(string Kind, DefinitionList List)>();
        foreach (var kind in definitions.Kinds)
        {
            await TryAsync(kind, omissions, async () => lists.Add((kind, await definitions.ReadAsync(kind, cancellationToken))));
        }

        IReadOnlyList<SchemaFile> files = [];
        await TryAsync(Files, omissions, async () => files = await definitions.ReadFilesAsync(cancellationToken));
        var hash = HashOf(lists, files, omissions);
        if (last?.Sha256 == hash)
        {
            return last;
        }

        var written = new List<SchemaDocument>();
        foreach (var (kind, list) in lists)
        {
            var name = $"{folder}schema/{kind.Replace('_', '-')}.json";
            written.Add(await WriteAsync(kind, name, Render(kind, list), list.Items.Count, list.Proven, cancellationToken));
        }

        foreach (var file in files)
        {
            // The dot before the extension is worth keeping; one in front is no beginning of a name.
            var own = string.Join('.', file.Name.Split('.').Select(ChildName.Of));
            var name = $"{folder}schema/{Files}/{(own.StartsWith('.') ? "~2e" + own[1..] : own)}";
            written.Add(await WriteAsync(Files, name, Encoding.UTF8.GetBytes(file.Content), 1, proven: true, cancellationToken));
        }

        return new DatabaseSchema(lists.Count == 0 ? 0 : lists.Min(l => l.List.At), hash, written, omissions);
    }

    // What cannot be read is told, and keeps nothing else from being exported; a database that is out of reach is another matter.
    private static async Task TryAsync(string kind, List<SchemaOmission> omissions, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception e) when (e is FaunaPermissionDenied or FaunaNotFound or FaunaRequestRefused or FaunaProtocolViolation or FaunaPageTooLarge)
        {
            omissions.Add(new SchemaOmission(kind, e.Message));
        }
    }

    private async Task<SchemaDocument> WriteAsync(
        string kind, string name, byte[] content, int items, bool proven, CancellationToken cancellationToken)
    {
        await parts.WriteDocumentAsync(name, content, cancellationToken);
        return new SchemaDocument(kind, name, items, proven, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    private static byte[] Render(string kind, DefinitionList list)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, kind);
            json.WriteString("api"u8, list.Api);
            json.WriteNumber("at"u8, list.At);
            json.WriteStartArray("items"u8);
            foreach (var item in list.Items)
            {
                // It was read as JSON; another look would refuse what is nested deep.
                json.WriteRawValue(item, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static string HashOf(
        List<(string Kind, DefinitionList List)> lists, IReadOnlyList<SchemaFile> files, IReadOnlyList<SchemaOmission> omissions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = AnswerTree.MostDepth + 1 }))
        {
            json.WriteStartArray();
            foreach (var (kind, list) in lists)
            {
                json.WriteStringValue(kind);
                json.WriteBooleanValue(list.Proven);
                foreach (var item in list.Items)
                {
                    using var parsed = JsonDocument.Parse(item, new JsonDocumentOptions { MaxDepth = AnswerTree.MostDepth });
                    WriteSorted(json, parsed.RootElement);
                }
            }

            foreach (var file in files)
            {
                json.WriteStringValue(file.Name);
                json.WriteStringValue(file.Content);
            }

            foreach (var omission in omissions)
            {
                json.WriteStringValue(omission.Kind);
            }

            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    // A v10 server writes the fields of a definition in another order each time.
    private static void WriteSorted(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(field.Name);
                    WriteSorted(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteSorted(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

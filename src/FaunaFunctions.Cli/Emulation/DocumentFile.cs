using System.Globalization;
using System.Text;
using System.Text.Json;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Emulation;

/// <summary>
/// Documents in a file, as a v4 server shows them: <c>{"ref":{"@ref":…},"ts":…,"data":{…},"ttl":{"@ts":…}}</c>, one a line or however else,
/// or whole answers and pages of them (<c>{"resource":{"data":[…]}}</c>, <c>{"data":[…]}</c>, <c>[…]</c>).
/// </summary>
internal static class DocumentFile
{
    // Documents that share a time, as one transaction would give it them.
    private const int PerTransaction = 500;

    /// <summary>Loads a file into a database. Collections that are missing are made; <c>ts</c> is given anew.</summary>
    /// <returns>How many documents each collection got.</returns>
    /// <exception cref="UsageInvalid">The file cannot be read or holds something else.</exception>
    public static async Task<IReadOnlyDictionary<string, int>> LoadAsync(string file, EmulatorDatabase database, CancellationToken cancellationToken)
    {
        byte[] json;
        try
        {
            json = await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageInvalid($"--load {file} cannot be read: {e.Message}");
        }

        var collections = Read(json, file);
        foreach (var collection in collections.Keys)
        {
            database.CreateCollection(collection);
        }

        foreach (var (collection, documents) in collections)
        {
            Load(database, collection, documents, file);
        }

        return collections.ToDictionary(c => c.Key, c => c.Value.Count);
    }

    /// <summary>Loads documents in transactions of their own times.</summary>
    public static void Load(EmulatorDatabase database, string collection, IEnumerable<EmulatorDocument> documents)
    {
        foreach (var transaction in documents.Chunk(PerTransaction))
        {
            database.Load(collection, transaction);
        }
    }

    private static void Load(EmulatorDatabase database, string collection, IReadOnlyList<EmulatorDocument> documents, string file)
    {
        try
        {
            Load(database, collection, documents);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new UsageInvalid($"--load {file}: collection '{collection}': {e.Message}");
        }
    }

    private static Dictionary<string, List<EmulatorDocument>> Read(byte[] json, string file)
    {
        var collections = new Dictionary<string, List<EmulatorDocument>>();
        var start = json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(json.AsSpan(start), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
        var at = 0L;
        try
        {
            while (reader.Read())
            {
                at = reader.TokenStartIndex;
                using var value = JsonDocument.ParseValue(ref reader);
                Add(collections, value.RootElement);
            }
        }
        catch (JsonException e)
        {
            throw Wrong(1 + (e.LineNumber ?? 0), "this is not JSON, or is cut off.");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // A text with half of a character is an invalid operation.
            throw Wrong(1 + json.AsSpan(start, (int)at).Count((byte)'\n'), e is FormatException ? e.Message : "this is no document as FQL v4 shows it.");
        }

        return collections;

        UsageInvalid Wrong(long line, string why) => new(string.Create(CultureInfo.InvariantCulture, $"--load {file}, line {line}: {why}"));
    }

    private static void Add(Dictionary<string, List<EmulatorDocument>> collections, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(collections, item);
                }

                break;
            case JsonValueKind.Object when value.TryGetProperty("ref", out var reference):
                var (collection, id) = Reference(reference);
                if (!collections.TryGetValue(collection, out var documents))
                {
                    collections.Add(collection, documents = []);
                }

                documents.Add(new EmulatorDocument(id, Data(value), Ttl(value)));
                break;
            case JsonValueKind.Object when value.TryGetProperty("resource", out var answer):
                Add(collections, answer);
                break;
            case JsonValueKind.Object when value.TryGetProperty("data", out var page) && page.ValueKind == JsonValueKind.Array:
                Add(collections, page);
                break;
            default:
                throw new FormatException("a document with \"ref\", or a page of such documents, was expected.");
        }
    }

    private static (string Collection, long Id) Reference(JsonElement reference)
    {
        if (Below(reference, "@ref") is not { } inner
            || TextOf(Below(Below(Below(inner, "collection"), "@ref"), "id")) is not { } collection
            || TextOf(Below(inner, "id")) is not { } number)
        {
            throw new FormatException("the document's \"ref\" must be as FQL v4 shows it: {\"@ref\":{\"id\":\"1\",\"collection\":{\"@ref\":{\"id\":\"orders\"}}}}.");
        }

        return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? (collection, id)
            : throw new FormatException("the reference's id is not a number.");
    }

    private static JsonElement? Below(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var below) ? below : null;

    private static string? TextOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static byte[] Data(JsonElement document) =>
        document.TryGetProperty("data", out var data) ? Encoding.UTF8.GetBytes(data.GetRawText()) : "{}"u8.ToArray();

    private static DateTimeOffset? Ttl(JsonElement document)
    {
        if (!document.TryGetProperty("ttl", out var ttl))
        {
            return null;
        }

        return DateTimeOffset.TryParse(TextOf(Below(ttl, "@ts")), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException("the document's \"ttl\" must be as FQL v4 shows it: {\"@ts\":\"2030-01-01T00:00:00Z\"}.");
    }
}

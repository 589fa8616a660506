using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>301 documents of every kind of value, as a running server put them on the wire in both languages.</summary>
internal static class EveryKindCorpus
{
    /// <summary>The collection of the documents.</summary>
    public const string Collection = "Item";

    /// <summary>A collection that documents refer to, and that was dropped.</summary>
    public const string Dropped = "Gone";

    /// <summary>The recorded answers, page by page.</summary>
    public static IEnumerable<(bool IsV4, string Page)> Pages()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "every-kind.corpus")))
        {
            using var parsed = JsonDocument.Parse(line);
            yield return (parsed.RootElement.GetProperty("api").GetString() == "v4", parsed.RootElement.GetProperty("response").GetString()!);
        }
    }

    /// <summary>The documents that v4 showed, for an emulator.</summary>
    public static IEnumerable<EmulatorDocument> Documents()
    {
        foreach (var (_, page) in Pages().Where(page => page.IsV4))
        {
            using var answer = JsonDocument.Parse(page);
            foreach (var document in answer.RootElement.GetProperty("resource").GetProperty("data").EnumerateArray())
            {
                yield return new EmulatorDocument(
                    long.Parse(document.GetProperty("ref").GetProperty("@ref").GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
                    document.TryGetProperty("data", out var data) ? data.GetRawText() : "{}",
                    document.TryGetProperty("ttl", out var ttl) ? DateTimeOffset.Parse(ttl.GetProperty("@ts").GetString()!, CultureInfo.InvariantCulture) : null);
            }
        }
    }

    /// <summary>Makes what the documents refer to.</summary>
    public static void Prepare(EmulatorDatabase database) => database.QueryV10(
        """Collection.create({ name: "Other" }); Collection.create({ name: "Gone" }); Database.create({ name: "child" }); Function.create({ name: "fn", body: "x => x" }); Role.create({ name: "ro" })""");
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>A setup in FQL v10: no index, but history, which every change is read from; a role and a key.</summary>
internal static class V10SetupPlan
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The requests, in order.</summary>
    public static IReadOnlyList<SetupStep> For(SetupRequest request)
    {
        var steps = new List<SetupStep>();
        foreach (var collection in request.HistoryDays is null ? [] : request.Collections)
        {
            steps.Add(Step(
                $"Changes are read from history, which a collection keeps for 15 minutes unless it is told otherwise. This keeps {V4SetupPlan.Days(request.HistoryDays!.Value)} of '{collection}', "
                + "and leaves a longer history as it is: the longest time between two runs. After a longer one, everything is exported anew.",
                KeepHistory(collection, request.HistoryDays!.Value)));
        }

        steps.Add(Step(
            "A role that may read the documents, also as they were at the time of the export, and the definitions of collections (so that 'check' and 'discover' know their history "
            + "and fields); nothing else. Give 'read' as true, never as a predicate: documents that a predicate hides are missing without a sign.",
            CreateRole(request)));
        steps.Add(Step(
            "A key with that role. The answer holds its secret, this once: store it where the settings' \"%FAUNA_SECRET%\" finds it.",
            $"Key.create({{ role: {Quoted(request.RoleName)} }})"));
        return steps;
    }

    /// <summary>A key that reads the whole database.</summary>
    public static SetupStep DatabaseKey(string why) => Step(why, """Key.create({ role: "server-readonly" })""");

    private static SetupStep Step(string why, string query) => new(why, FaunaApi.V10, query, Body(query));

    // Null: a history that is kept for ever.
    private static string KeepHistory(string collection, int days)
    {
        var number = days.ToString(CultureInfo.InvariantCulture);
        return $$"""
            let collection = Collection.byName({{Quoted(collection)}})!
            if ((collection.history_days ?? {{number}}) < {{number}}) {
              collection.update({ history_days: {{number}} })
            } else {
              collection
            }
            """.ReplaceLineEndings("\n");
    }

    private static string CreateRole(SetupRequest request)
    {
        var documents = request.Collections.Select(c => $"    {{ resource: {Quoted(c)}, actions: {{ read: true, history_read: true }} }},\n");
        return $$"""
            Role.create({
              name: {{Quoted(request.RoleName)}},
              privileges: [
            {{string.Concat(documents)}}    { resource: "Collection", actions: { read: true } }
              ]
            })
            """.ReplaceLineEndings("\n");
    }

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static string Body(string query)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("query", query);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }
}

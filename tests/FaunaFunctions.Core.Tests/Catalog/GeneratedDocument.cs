using System.Text.Json.Nodes;
using CsCheck;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>Random documents as FQL v4 puts them on the wire, tagged values among their data.</summary>
internal static class GeneratedDocument
{
    private const string Collection = """{"@ref":{"id":"spells","collection":{"@ref":{"id":"collections"}}}}""";

    private static readonly string[] Tagged =
    [
        """{"@ts":"2023-11-14T22:13:20.000000001Z"}""",
        """{"@ts":"1970-01-01T00:00:00Z"}""",
        """{"@ts":"+10000-01-01T00:00:00Z"}""",
        """{"@date":"1970-01-01"}""",
        """{"@date":"-0001-01-01"}""",
        """{"@uuid":"123e4567-e89b-12d3-a456-426614174000"}""",
        """{"@bytes":"+/8="}""",
        Collection,
        $$$"""{"@ref":{"id":"101","collection":{{{Collection}}}}}""",
        $$$"""{"@set":{"documents":{{{Collection}}}}}""",
        """{"@query":{"api_version":"4","lambda":["x"],"expr":{"var":"x"}}}""",
    ];

    /// <summary>A page of 1 to 12 documents: a JSON array.</summary>
    public static Gen<string> Page { get; } =
        Gen.Select(GeneratedValue.Object, Gen.Int[-2, Tagged.Length - 1], Gen.Bool).Array[1, 12].Select(documents =>
            "[" + string.Join(",", documents.Select((d, i) => Document(i, d.Item1!.AsObject(), d.Item2, d.Item3))) + "]");

    private static string Document(int id, JsonObject data, int tagged, bool hasTtl)
    {
        if (tagged >= 0)
        {
            data["tagged"] = JsonNode.Parse(Tagged[tagged]);
        }

        // -2: no data at all, as a document that was created without any.
        var dataField = tagged == -2 ? "" : $",\"data\":{OnTheWire(data)}";
        var ttl = hasTtl ? ",\"ttl\":{\"@ts\":\"2030-01-01T00:00:00Z\"}" : "";
        return $$$"""{"ref":{"@ref":{"id":"{{{id}}}","collection":{{{Collection}}}}},"ts":{{{1_700_000_000_000_000 + id}}}{{{dataField}}}{{{ttl}}}}""";
    }

    /// <summary>As the server writes it: an object with a key that starts with <c>@</c> stands in <c>@obj</c>.</summary>
    private static string OnTheWire(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            return "[" + string.Join(",", array.Select(OnTheWire)) + "]";
        }

        if (node is not JsonObject fields || IsTagged(fields))
        {
            return node?.ToJsonString() ?? "null";
        }

        var text = "{" + string.Join(",", fields.Select(f => $"{JsonValue.Create(f.Key).ToJsonString()}:{OnTheWire(f.Value)}")) + "}";
        return fields.Any(f => f.Key.StartsWith('@')) ? $$"""{"@obj":{{text}}}""" : text;
    }

    private static bool IsTagged(JsonObject fields) => Array.Exists(Tagged, t => JsonNode.DeepEquals(JsonNode.Parse(t), fields));
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>
/// What a record read through FQL v4 is through v10: the same, but for what v10 does not tell any more. Written naively, beside the record writers. All
/// that is not named here has to be the same byte for byte.
/// </summary>
internal static class WhatV10Tells
{
    /// <summary>Name of a column that is all of <c>data</c>.</summary>
    public const string DataAgain = "all";

    private static readonly System.Text.Encodings.Web.JavaScriptEncoder AsIs = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly HashSet<string> Reserved =
        ["id", "coll", "ts", "data", "delete", "update", "replace", "updateData", "replaceData", "exists", "ttl"];

    /// <summary>The record that v10 must give, for <see cref="ReservedLast"/>.</summary>
    /// <param name="v4">The record through v4.</param>
    /// <param name="dropped">Collections that are not there any more.</param>
    public static string Of(string v4, params string[] dropped)
    {
        using var record = JsonDocument.Parse(v4);
        return ReservedLast(Told(record.RootElement, dropped));
    }

    /// <summary>
    /// A record with the fields of its <c>data</c> whose names v10 reserves behind the others, sorted: v10 keeps them in a place of their own, in an order of
    /// its own.
    /// </summary>
    public static string ReservedLast(string record)
    {
        using var json = JsonDocument.Parse(record);
        return Object(json.RootElement.EnumerateObject().Select(column => (
            column,
            column.Name is "data" or DataAgain && column.Value.ValueKind == JsonValueKind.Object
                ? Object(column.Value.EnumerateObject()
                    .OrderBy(field => Reserved.Contains(field.Name) ? field.Name : "", StringComparer.Ordinal)
                    .Select(field => (field, field.Value.GetRawText())))
                : column.Value.GetRawText())));
    }

    private static string Told(JsonElement value, string[] dropped) => value.ValueKind switch
    {
        JsonValueKind.Object when Reference(value, dropped) is { } reference => reference,
        JsonValueKind.Object => Object(value.EnumerateObject().Select(field => (field, Told(field.Value, dropped)))),
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(item => Told(item, dropped))) + "]",
        JsonValueKind.String when value.GetString()!.StartsWith("""{"@query":""", StringComparison.Ordinal) => "\"[function <lambda>]\"",
        JsonValueKind.String when value.GetString()!.StartsWith("""{"@set":""", StringComparison.Ordinal) => Quoted(SetOf(JsonNode.Parse(value.GetString()!)!)),
        _ => value.GetRawText(),
    };

    private static string? Reference(JsonElement value, string[] dropped) => (Text(value, "type"), Text(value, "id")) switch
    {
        ("index", { } name) => $"\"[legacy index {name}]\"",
        ("unknown", { }) => """{"id":"[new collection]","type":"unknown"}""",
        ("document", { } id) when Text(value, "collection") is { } collection && dropped.Contains(collection) => $$"""{"id":"{{id}}","type":"unknown"}""",
        _ => null,
    };

    /// <summary>The wire form in v10 of what is in a set, from that in v4.</summary>
    private static JsonNode SetOf(JsonNode v4)
    {
        switch (v4)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(item => item is null ? null : SetOf(item))]);
            case JsonObject { Count: 1 } tagged when tagged["@obj"] is { } inner:
                return new JsonObject { ["@object"] = SetOf(inner) };
            case JsonObject { Count: 1 } tagged when tagged["@ref"] is JsonObject reference:
                var native = (string?)reference["collection"]!["@ref"]!["id"];
                return native == "indexes"
                    ? JsonValue.Create($"[legacy index {(string?)reference["id"]}]")!
                    : new JsonObject { ["@ref"] = new JsonObject { ["name"] = (string?)reference["id"], ["coll"] = new JsonObject { ["@mod"] = "Collection" } } };
            case JsonObject fields:
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, field.Value is null ? null : SetOf(field.Value))));
            default:
                return v4.DeepClone();
        }
    }

    private static string Quoted(JsonNode wire) =>
        "\"" + JsonEncodedText.Encode(wire.ToJsonString(new JsonSerializerOptions { Encoder = AsIs }), AsIs) + "\"";

    // A name's text as it stands in the record, escapes and all.
    private static string Object(IEnumerable<(JsonProperty Field, string Value)> fields) =>
        "{" + string.Join(',', fields.Select(field => field.Field.ToString()[..NameLength(field.Field)] + ":" + field.Value)) + "}";

    private static int NameLength(JsonProperty field)
    {
        var text = field.ToString();
        var end = 1;
        while (text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return end + 1;
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
}

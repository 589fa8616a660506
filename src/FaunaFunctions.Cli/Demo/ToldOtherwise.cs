using System.Text.Json;

namespace FaunaFunctions.Cli.Demo;

/// <summary>Whether two records of one document differ in nothing but what FQL v10 no longer tells of the demo's values.</summary>
internal static class ToldOtherwise
{
    /// <param name="v4">The record through v4.</param>
    /// <param name="v10">The same through v10.</param>
    public static bool Explains(string v4, string v10)
    {
        using var one = JsonDocument.Parse(v4);
        using var other = JsonDocument.Parse(v10);
        return Same(one.RootElement, other.RootElement);
    }

    private static bool Same(JsonElement v4, JsonElement v10) =>
        IsIndex(v4, v10) || IsNativeCollection(v4, v10) || IsLambda(v4, v10) || IsSet(v4, v10) || (v4.ValueKind, v10.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => v4.EnumerateObject().Select(p => p.Name).SequenceEqual(v10.EnumerateObject().Select(p => p.Name))
                && v4.EnumerateObject().Zip(v10.EnumerateObject()).All(pair => Same(pair.First.Value, pair.Second.Value)),
            (JsonValueKind.Array, JsonValueKind.Array) => v4.GetArrayLength() == v10.GetArrayLength()
                && v4.EnumerateArray().Zip(v10.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            _ => v4.GetRawText() == v10.GetRawText(),
        };

    private static bool IsIndex(JsonElement v4, JsonElement v10) =>
        Reference(v4, "index") is { } name && Text(v10) == $"[legacy index {name}]";

    private static bool IsNativeCollection(JsonElement v4, JsonElement v10) =>
        Reference(v4, "unknown") is not null && Reference(v10, "unknown") == "[new collection]";

    private static bool IsLambda(JsonElement v4, JsonElement v10) =>
        Text(v4) is { } text && text.StartsWith("{\"@query\":", StringComparison.Ordinal) && Text(v10) == "[function <lambda>]";

    // Both are the set's JSON on the wire, each of its own language.
    private static bool IsSet(JsonElement v4, JsonElement v10) =>
        Text(v4) is { } one && one.StartsWith("{\"@set\":", StringComparison.Ordinal)
        && Text(v10) is { } other && other.StartsWith("{\"@set\":", StringComparison.Ordinal);

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The id of a reference of a type; null for anything else.</summary>
    private static string? Reference(JsonElement value, string type) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("type", out var found) && Text(found) == type
        && value.TryGetProperty("id", out var id)
            ? Text(id)
            : null;
}

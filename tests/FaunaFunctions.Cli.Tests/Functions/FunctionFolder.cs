using System.Text.Json.Nodes;

namespace FaunaFunctions.Cli.Tests.Functions;

/// <summary>Reads generated function folders back.</summary>
internal static class FunctionFolder
{
    /// <summary>All functions below a root: name and content.</summary>
    public static SortedDictionary<string, JsonObject> ReadAll(string root) => new(
        Directory.EnumerateFiles(root, "function.json", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(root, Path.GetDirectoryName(file)!),
            file => JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
        StringComparer.Ordinal);

    /// <summary>A function's trigger.</summary>
    public static JsonObject Trigger(this JsonObject function) => function["bindings"]![0]!.AsObject();

    /// <summary>A text of a binding.</summary>
    public static string? Text(this JsonObject binding, string field) => binding[field]?.GetValue<string>();
}

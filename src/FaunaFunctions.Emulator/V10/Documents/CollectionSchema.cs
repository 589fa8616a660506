using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>What a collection's definition says of its documents, parsed.</summary>
/// <param name="Computed">Computed fields: names and functions of the document.</param>
/// <param name="Fields">Declared fields: names, types and defaults.</param>
/// <param name="Checks">Check constraints: names and functions of the document.</param>
internal sealed record CollectionSchema(
    IReadOnlyList<(string Name, Node Body)> Computed,
    IReadOnlyList<(string Name, string Signature, Node? Default)> Fields,
    IReadOnlyList<(string Name, Node Body)> Checks)
{
    private static readonly CollectionSchema s_empty = new([], [], []);

    public static CollectionSchema Of(CollectionStore collection)
    {
        if (collection.Compiled is CollectionSchema known)
        {
            return known;
        }

        var schema = Parse(collection.Definition);
        collection.Compiled = schema;
        return schema;
    }

    public bool IsComputed(string name) => Computed.Any(c => c.Name == name);

    /// <exception cref="QueryFailure">A function in it cannot be parsed.</exception>
    public static CollectionSchema Parse(ObjectValue definition)
    {
        if (definition["computed_fields"] is null && definition["fields"] is null && definition["constraints"] is not ArrayValue { Items.Count: > 0 })
        {
            return s_empty;
        }

        var name = (definition["name"] as StringValue)?.Value;
        var computed = Named(definition["computed_fields"])
            .Where(f => f.Value["body"] is StringValue)
            .Select(f => (f.Key, Body(f.Value["body"], $"*computed_field:{name}:{f.Key}*")));
        var fields = Named(definition["fields"])
            .Select(f => (f.Key, (f.Value["signature"] as StringValue)?.Value ?? "Any", f.Value["default"] is StringValue d ? Body(d, $"*field:{name}:{f.Key}*") : null));
        var checks = (definition["constraints"] as ArrayValue)?.Items.OfType<ObjectValue>().Select(c => c["check"]).OfType<ObjectValue>()
            .Select(c => ((c["name"] as StringValue)?.Value ?? "", Body(c["body"], $"*check_constraint:{name}:{(c["name"] as StringValue)?.Value}*"))) ?? [];
        return new CollectionSchema([.. computed], [.. fields], [.. checks]);
    }

    private static IEnumerable<KeyValuePair<string, ObjectValue>> Named(Value? value) =>
        (value as ObjectValue)?.Fields.Where(f => f.Value is ObjectValue).Select(f => KeyValuePair.Create(f.Key, (ObjectValue)f.Value)) ?? [];

    private static Node Body(Value? body, string source) => Parser.Argument(SourceText.Of((body as StringValue)?.Value ?? "null", source));
}

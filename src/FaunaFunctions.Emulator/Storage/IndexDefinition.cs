using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>A term or a value of an index.</summary>
/// <param name="Path">Path of the field; empty for a binding.</param>
/// <param name="Binding">Name of the computed field; null for a stored one.</param>
/// <param name="Reverse">Whether it sorts downwards.</param>
/// <param name="EachElement">Whether an array gives a row for every element.</param>
/// <param name="Casefold">Whether strings are folded to lower case.</param>
/// <param name="AsTime">Whether the document's <c>ts</c> is kept as a time rather than a number of µs.</param>
internal sealed record IndexField(string[] Path, string? Binding, bool Reverse, bool EachElement, bool Casefold, bool AsTime = false);

/// <summary>What an index covers.</summary>
/// <param name="Sources">Numbers of the source collections; empty for all.</param>
/// <param name="Bindings">Computed fields by collection and name; collection 0 for all.</param>
/// <param name="Terms">What a match gives.</param>
/// <param name="Values">What a row shows and is sorted by.</param>
/// <param name="Unique">Whether terms and values may occur once only.</param>
internal sealed record IndexDefinition(
    IReadOnlyList<int> Sources,
    IReadOnlyDictionary<(int Collection, string Name), LambdaValue> Bindings,
    IReadOnlyList<IndexField> Terms,
    IReadOnlyList<IndexField> Values,
    bool Unique)
{
    public static IndexDefinition From(ObjectValue document)
    {
        var bindings = new Dictionary<(int, string), LambdaValue>();
        var sources = new List<int>();
        var list = document["source"] is ArrayValue many ? many.Items : document["source"] is { } one ? [one] : [];
        foreach (var source in list)
        {
            var target = source is ObjectValue o ? o["collection"] ?? o["class"] : source;
            var number = target is RefValue { IsCollection: true } r ? (int)r.Id : 0;
            if (number != 0)
            {
                sources.Add(number);
            }

            if (source is ObjectValue { } withFields && withFields["fields"] is ObjectValue fields)
            {
                foreach (var field in fields.Fields)
                {
                    if (field.Value is LambdaValue lambda)
                    {
                        bindings[(number, field.Key)] = lambda;
                    }
                }
            }
        }

        return new IndexDefinition(sources, bindings, Fields(document["terms"]), Fields(document["values"]), document["unique"] is BoolValue { Value: true });
    }

    public LambdaValue? Binding(int collection, string name) =>
        Bindings.GetValueOrDefault((collection, name)) ?? Bindings.GetValueOrDefault((0, name));

    private static List<IndexField> Fields(Value? value)
    {
        var items = value is ArrayValue array ? array.Items : value is ObjectValue o ? [o] : [];
        return [.. items.OfType<ObjectValue>().Select(Field)];
    }

    private static IndexField Field(ObjectValue field)
    {
        string[] path = field["field"] switch
        {
            StringValue s => [s.Value],
            ArrayValue a => [.. a.Items.Select(i => i is StringValue s ? s.Value : i is LongValue l ? l.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")],
            _ => [],
        };
        return new IndexField(
            path,
            (field["binding"] as StringValue)?.Value,
            field["reverse"] is BoolValue { Value: true },
            field["mva"] is not BoolValue { Value: false },
            field["transform"] is StringValue { Value: "casefold" });
    }
}

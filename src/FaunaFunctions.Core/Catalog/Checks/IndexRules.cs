using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>What an index must be for incremental exports.</summary>
internal static class IndexRules
{
    /// <summary>What is wrong with the index's definition; null when it will do.</summary>
    public static string? Problem(V4Index index, string collection)
    {
        if (index.Sources is not [var source] || source != collection)
        {
            var found = index.Sources is ["_"] ? "all collections" : string.Join(", ", index.Sources.Select(s => $"'{s}'"));
            return $"Index '{index.Name}' should have source '{collection}' alone, but it has source {found}. Name another index, or create one.";
        }

        if (index.Values.Count < 2 || !index.Values[0].IsField("ts") || !index.Values[1].IsField("ref"))
        {
            var found = index.Values.Count == 0 ? "none" : string.Join(", ", index.Values.Select(Describe));
            return $"Index '{index.Name}' should have the values ts, ref first, both ascending, but it has the values {found}. Create another index: values cannot be changed.";
        }

        if (index.Terms.Count > 0)
        {
            return $"Index '{index.Name}' should have no terms, but it has the terms {string.Join(", ", index.Terms.Select(Describe))}. Create another index: terms cannot be changed.";
        }

        return index.Active ? null : StillBuilding(index.Name);
    }

    public static string StillBuilding(string index) =>
        $"Index '{index}' is not active: it is still being built. Wait until it is; an index of a large collection takes its time.";

    public static string Missing(string index) =>
        $"Index '{index}' does not exist. Check the name, or create it with the values ts and ref and no terms.";

    private static string Describe(V4IndexField field)
    {
        var name = field.Binding is { } binding ? $"binding {binding}" : string.Join('.', field.Path);
        return field.Reverse ? $"{name} (reverse)" : name;
    }
}

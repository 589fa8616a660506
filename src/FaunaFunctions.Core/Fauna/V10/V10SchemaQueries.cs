using System.Globalization;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>The queries that look at a database rather than read it.</summary>
internal static class V10SchemaQueries
{
    /// <summary>Whether there is such a collection: that is known to every key, whatever it may read.</summary>
    public static V10Query Exists(string collection) =>
        new V10Query("Collection(collection).all().map(d => d.id).paginate(1)").With("collection", collection);

    /// <summary>The collection's definition; to a key that may not read definitions: why there is none.</summary>
    public static V10Query Definition(string collection) =>
        new V10Query("Collection.byName(collection)").With("collection", collection);

    /// <summary>Reads at a time that is out of every history, or the oldest there is: the answer tells how far history reaches, to every key.</summary>
    public static V10Query Oldest(string collection) =>
        new V10Query("""at (Time.epoch(1, "microseconds")) { Collection(collection).all().map(d => d.id).paginate(1) }""").With("collection", collection);

    /// <summary>A document that cannot exist: not found, or no privilege to read any.</summary>
    public static V10Query Missing(string collection) => WithFreeId("Collection(collection).byId(id)", collection);

    /// <summary>The same a moment ago: not found, or no privilege to look back.</summary>
    public static V10Query Past(string collection) =>
        WithFreeId("""at (Time.now().subtract(1, "milliseconds")) { Collection(collection).byId(id) }""", collection);

    /// <summary>Of how many documents the content is shown, one at the most. A document's time is as good as its content: an id alone is shown to more keys.</summary>
    public static V10Query Shown(string collection) =>
        new V10Query("Collection(collection).all().map(d => d.ts).paginate(1).data.length").With("collection", collection);

    /// <summary>The number of documents, now.</summary>
    public static V10Query Count(string collection) => new V10Query("Collection(collection).all().count()").With("collection", collection);

    private static V10Query WithFreeId(string text, string collection) =>
        new V10Query(text).With("collection", collection).With("id", long.MaxValue.ToString(CultureInfo.InvariantCulture));
}

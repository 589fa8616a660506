using System.Globalization;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// The queries that an export sends in v10. A collection is always reached by its name as a value, <c>Collection(name)</c>: that takes every name
/// that v4 allows, also those of v10's own modules, and tells a missing collection from one that may not be read.
/// </summary>
internal static class V10Queries
{
    private const string Documents = "Collection(collection).all()";
    private const string First = $"{Documents}.map(d => d.id).paginate(1).data";
    private const string DocumentsFrom = "Collection(collection).all({ from: from })";

    /// <summary>Nothing: its answer tells the server's time.</summary>
    public static V10Query Now() => new("null");

    /// <summary>Ids of documents in order, one more than is wanted: that one is where the next stretch starts.</summary>
    public static V10Query Ids(string collection, long at, long? from, int size) =>
        Pinned($"{Set(from)}.map(d => d.id).paginate(size)", collection, at, from).With("size", size + 1);

    /// <summary>
    /// Whole documents in order. A page's own cursor does not say which document it points at, and holds the collection's bare name, which may be a
    /// module's: the id of the document behind the page is asked for instead.
    /// </summary>
    public static V10Query Bodies(string collection, long at, long? from, int size) =>
        Pinned(
            $$"""
            let set = {{Set(from)}}
            { next: set.map(d => d.id).paginate(size + 1).data.drop(size), page: set.paginate(size) }
            """,
            collection, at, from).With("size", size);

    /// <summary>The number of documents.</summary>
    public static V10Query Count(string collection, long at) => Pinned($"{Documents}.count()", collection, at, from: null);

    /// <summary>
    /// A document now and a moment ago. Of one that is not there, the answer says why: not found, or no privilege; and a moment ago, the same of
    /// <c>history_read</c>.
    /// </summary>
    public static V10Query Document(string collection, long id) =>
        new V10Query("""{ now: Collection(collection).byId(id), then: at (Time.now().subtract(1, "milliseconds")) { Collection(collection).byId(id) } }""")
            .With("collection", collection)
            .With("id", id.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// An event source of the collection's documents; whether there is a document now and at a time; and whether the key may look back at all.
    /// </summary>
    public static V10Query Opening(string collection, long since) =>
        new V10Query($$"""
            let then = at (Time.epoch(time, "microseconds")) { { first: {{First}}, missing: Collection(collection).byId(id) } }
            { source: {{Documents}}.eventSource(), now: {{First}}, then: then.first, missing: then.missing }
            """)
            .With("collection", collection)
            .With("time", since)
            .With("id", long.MaxValue.ToString(CultureInfo.InvariantCulture));

    private static string Set(long? from) => from is null ? Documents : DocumentsFrom;

    private static V10Query Pinned(string body, string collection, long at, long? from)
    {
        var query = new V10Query($$"""at (Time.epoch(time, "microseconds")) { {{body}} }""").With("collection", collection).With("time", at);
        return from is { } id ? query.With("from", id.ToString(CultureInfo.InvariantCulture)) : query;
    }
}

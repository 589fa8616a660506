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

    // Computed fields are not evaluated in it, and it is computed where the set is: at the time of the set, or of its cursor.
    private const string Mapped = "map(d => { id: d.id, ts: d.ts, ttl: d.ttl, data: d.data })";

    // Of a version that has expired, a plain dot would make an error of the event.
    private const string MappedEvents = "map(d => { id: d.id, ts: d?.ts, ttl: d?.ttl, data: d?.data })";

    /// <summary>Nothing: its answer tells the server's time.</summary>
    public static V10Query Now() => new("null");

    /// <summary>Ids of documents in order, one more than is wanted: that one is where the next stretch starts.</summary>
    public static V10Query Ids(string collection, long at, long? from, int size) =>
        Pinned($"{Set(from)}.map(d => d.id).paginate(size)", collection, at, from).With("size", size + 1);

    /// <summary>
    /// Whole documents in order. A page's own cursor does not say which document it points at, and holds the collection's bare name, which may be a
    /// module's: the id of the document behind the page is asked for instead.
    /// </summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="at">Snapshot time, µs.</param>
    /// <param name="from">First id wanted; null for the start.</param>
    /// <param name="size">The most documents.</param>
    /// <param name="mapped">Without computed fields, one of which that fails would fail the page; references come with what they refer to.</param>
    public static V10Query Bodies(string collection, long at, long? from, int size, bool mapped = false) =>
        Pinned(
            $$"""
            let set = {{Set(from)}}
            { next: set.map(d => d.id).paginate(size + 1).data.drop(size), page: set{{(mapped ? "." + Mapped : "")}}.paginate(size) }
            """,
            collection, at, from).With("size", size);

    /// <summary>The first page of mapped documents at the present time, its cursor before it.</summary>
    public static V10Query FirstMapped(string collection, long? from, int size)
    {
        var query = new V10Query(
            $$"""
            let page = {{Set(from)}}.{{Mapped}}.paginate(size)
            { after: page.after, data: page.data }
            """).With("collection", collection).With("size", size);
        return from is { } id ? query.With("from", id.ToString(CultureInfo.InvariantCulture)) : query;
    }

    /// <summary>A further page, its cursor before it.</summary>
    public static V10Query NextMapped(string cursor, int size) =>
        new V10Query(
            """
            let page = Set.paginate(cursor, size)
            { after: page.after, data: page.data }
            """).With("cursor", cursor).With("size", size);

    /// <summary>The number of documents between two ids, both inclusive; null for no bound.</summary>
    public static V10Query Count(string collection, long at, long? from, long? to)
    {
        var query = Pinned((from, to) switch
        {
            (null, null) => $"{Documents}.count()",
            (not null, null) => $"{DocumentsFrom}.count()",
            (null, not null) => "Collection(collection).all({ to: to }).count()",
            _ => "Collection(collection).all({ from: from, to: to }).count()",
        }, collection, at, from);
        return to is { } last ? query.With("to", last.ToString(CultureInfo.InvariantCulture)) : query;
    }

    /// <summary>
    /// A document now and a moment ago. Of one that is not there, the answer says why: not found, or no privilege; and a moment ago, the same of
    /// <c>history_read</c>.
    /// </summary>
    public static V10Query Document(string collection, long id) =>
        new V10Query("""{ now: Collection(collection).byId(id), then: at (Time.now().subtract(1, "milliseconds")) { Collection(collection).byId(id) } }""")
            .With("collection", collection)
            .With("id", id.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// An event source of the collection's documents, whether there is a document now, and its definition, of which a key may be shown nothing; with a
    /// time, also whether there was a document then, and whether the key may look back at all.
    /// </summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="since">Where to look back to, µs; null for not at all.</param>
    /// <param name="mapped">Events without computed fields, one of which that fails would hide the event.</param>
    public static V10Query Opening(string collection, long? since, bool mapped)
    {
        var source = $"{Documents}{(mapped ? "." + MappedEvents : "")}.eventSource()";
        const string Now = $"now: {First}, definition: Collection.byName(collection)";
        return since is { } time
            ? new V10Query($$"""
                let then = at (Time.epoch(time, "microseconds")) { { first: {{First}}, missing: Collection(collection).byId(id) } }
                { source: {{source}}, {{Now}}, then: then.first, missing: then.missing }
                """)
                .With("collection", collection)
                .With("time", time)
                .With("id", long.MaxValue.ToString(CultureInfo.InvariantCulture))
            : new V10Query($$"""{ source: {{source}}, {{Now}} }""").With("collection", collection);
    }

    private static string Set(long? from) => from is null ? Documents : DocumentsFrom;

    private static V10Query Pinned(string body, string collection, long at, long? from)
    {
        var query = new V10Query($$"""at (Time.epoch(time, "microseconds")) { {{body}} }""").With("collection", collection).With("time", at);
        return from is { } id ? query.With("from", id.ToString(CultureInfo.InvariantCulture)) : query;
    }
}

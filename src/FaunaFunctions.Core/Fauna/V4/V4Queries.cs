using System.Globalization;
using static FaunaFunctions.Core.Fauna.V4.V4Form;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>The requests an exporter sends. Whatever is pinned to a time is wrapped in <c>at</c> as a whole.</summary>
internal static class V4Queries
{
    /// <summary>The server's snapshot time.</summary>
    public static V4Expression Now() => NowMicros();

    /// <summary>Ids of a page of a collection's documents, by id. A cursor at a negative id would give an empty page, so there is none below zero.</summary>
    public static V4Expression DocumentIds(string collection, long at, long? from, int size) =>
        At(at, Map("x", Select("id", Var("x")), DocumentPage(collection, from, size)));

    /// <summary>A page of a collection's documents, by id.</summary>
    public static V4Expression DocumentBodies(string collection, long at, long? from, int size) =>
        At(at, Map("x", Get(Var("x")), DocumentPage(collection, from, size)));

    /// <summary>A page of an index's entries <c>[ts, ref, …]</c> as they are: dearer on the wire than ids alone, but the refs show that they are of our collection.</summary>
    public static V4Expression UpdateEntries(string index, string collection, UpdateScan scan, UpdateStart from, int size) =>
        At(scan.At, UpdatePage(index, collection, scan, from, size));

    /// <summary>The documents of a page of an index's entries. An entry may have more values than <c>ts</c> and <c>ref</c>.</summary>
    public static V4Expression UpdateBodies(string index, string collection, UpdateScan scan, UpdateStart from, int size) =>
        At(scan.At, Map("x", Get(Select(Value(1), Var("x"))), UpdatePage(index, collection, scan, from, size)));

    /// <summary>
    /// A page of what happened to a collection's membership, adds as <c>[ts, id]</c>, removes as <c>[ts, id, still there]</c>.
    /// First of all something is read at <paramref name="historyAt"/>, which fails when events behind it may be gone: events themselves never say so.
    /// </summary>
    public static V4Expression Removals(string collection, long at, long historyAt, V4Expression after, int size)
    {
        var ts = Select("ts", Var("e"));
        var id = Select(Array(Text("document"), Text("id")), Var("e"));
        var lives = Exists(Select("document", Var("e")), ts);
        return Do(
            FirstDocument(collection, historyAt),
            At(at, Map(
                "e",
                If(Equal(Select("action", Var("e")), Text("remove")), Array(ts, id, lives), Array(ts, id)),
                Paginate(Events(Documents(collection)), size, after))));
    }

    /// <summary>The cursor of an event, inclusive.</summary>
    public static V4Expression EventCursor(string collection, RemovalCursor cursor) => Object(
        ("ts", Value(cursor.Ts)),
        ("action", Text(cursor.IsRemove ? "remove" : "add")),
        ("document", Ref(collection, Id(cursor.Id))));

    /// <summary>
    /// What changed since a time: <c>[now, entries of the index since, any entry of the index, any document]</c>, and when removals matter
    /// also <c>times of events since, any document then</c>. All but the last is read at the request's own snapshot, or at the time given, which is then the first.
    /// </summary>
    /// <remarks>
    /// The events start at the bare time, whose adds are in and whose removes are not: see what their times are before believing that
    /// something happened since.
    /// </remarks>
    public static V4Expression Probe(string index, string collection, long since, bool removals, int events, long? at)
    {
        V4Expression[] always =
        [
            at is { } time ? Value(time) : NowMicros(),
            Data(Paginate(Range(Match(index), Array(Value(since + 1)), Array()), 1)),
            Data(Paginate(Match(index), 1)),
            Data(Paginate(Documents(collection), 1)),
        ];
        var probe = removals
            ? Array([.. always,
                Data(Map("e", Select("ts", Var("e")), Paginate(Events(Documents(collection)), events, Value(since)))),
                FirstDocument(collection, since)])
            : Array(always);
        return at is { } then ? At(then, probe) : probe;
    }

    /// <summary>404 when the key may read and the id is free, 403 when it may not (or a predicate filters what it may).</summary>
    public static V4Expression Document(string collection, long id) => Get(Ref(collection, Id(id)));

    /// <summary>How many documents a scan has.</summary>
    public static V4Expression Size(string collection, DocumentScan scan) => At(scan.At, Count(Documents(collection)));

    /// <summary>How many documents a scan has between two ids, both inclusive. A range that starts at a negative id would be empty, so there is none below zero.</summary>
    public static V4Expression Size(string collection, DocumentScan scan, long? from, long? to) => At(scan.At, Count(Range(
        Documents(collection),
        from >= 0 ? Array(Ref(collection, Id(from.Value))) : Array(),
        to is { } last ? Array(Ref(collection, Id(last))) : Array())));

    /// <summary>How many entries a scan has.</summary>
    public static V4Expression Size(string index, UpdateScan scan) => At(scan.At, Count(Window(index, Array(Value(scan.After + 1)), scan.At)));

    /// <summary>Refs of one document at most, as of a time; fails when the time lies before the collection's history.</summary>
    public static V4Expression FirstDocument(string collection, long at) => At(at, Data(Paginate(Documents(collection), 1)));

    /// <summary>One entry of an index at most; fails when the index is missing, not active or not readable.</summary>
    public static V4Expression FirstEntry(string index) => Data(Paginate(Match(index), 1));

    /// <summary>The first documents in the present.</summary>
    public static V4Expression Sample(string collection, int size) => Map("x", Get(Var("x")), Paginate(Documents(collection), size));

    /// <summary>The history of a document that need not exist: the server checks the privilege all the same.</summary>
    public static V4Expression History(string collection) => Paginate(Events(Ref(collection, "1")), 1);

    /// <summary>An index's definition.</summary>
    public static V4Expression IndexDefinition(string index) => Get(Index(index));

    /// <summary>A collection's definition.</summary>
    public static V4Expression CollectionDefinition(string collection) => Get(Collection(collection));

    private static V4Expression DocumentPage(string collection, long? from, int size) => Paginate(
        Documents(collection), size, from >= 0 ? Array(Ref(collection, Id(from.Value))) : null);

    private static V4Expression UpdatePage(string index, string collection, UpdateScan scan, UpdateStart from, int size) => Paginate(
        Window(
            index,
            from.Id is { } id ? Array(Value(from.Ts), Ref(collection, Id(id))) : Array(Value(from.Ts)),
            scan.At),
        size);

    private static V4Expression Window(string index, V4Expression from, long to) => Range(Match(index), from, Array(Value(to)));

    private static V4Expression Data(V4Expression page) => Select("data", page);

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where in an index over <c>ts, ref</c> a page starts.</summary>
/// <param name="Ts">Time in µs.</param>
/// <param name="Id">Document's id, not negative; null for all of that time.</param>
internal readonly record struct UpdateStart(long Ts, long? Id);

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10;
using FaunaFunctions.Emulator.V4;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator;

/// <summary>A database of an emulator, to be filled and changed directly, without HTTP. Safe for concurrent calls.</summary>
public sealed class EmulatorDatabase
{
    private readonly FaunaStore _store;
    private readonly Database _database;
    private readonly QueryService _queries;
    private readonly FqlService _fql;

    internal EmulatorDatabase(FaunaStore store, Database database, QueryService queries, FqlService fql, string secret)
    {
        _fql = fql;
        _store = store;
        _database = database;
        _queries = queries;
        AdminSecret = secret;
    }

    /// <summary>A secret that may do everything in this database.</summary>
    public string AdminSecret { get; }

    /// <summary>The present time of the database, µs: what <c>now</c> answers.</summary>
    public long Now => _queries.Now();

    /// <summary>Makes a database inside this one and opens it.</summary>
    /// <param name="name">Its name, unused so far.</param>
    public EmulatorDatabase CreateDatabase(string name)
    {
        var quoted = Quote(name);
        Query(Fill("""{"create_database":{"object":{"name":$0}}}""", quoted));
        var secret = SecretIn(Query(Fill("""{"create_key":{"object":{"database":{"database":$0},"role":"admin"}}}""", quoted)));
        return new EmulatorDatabase(_store, _queries.DatabaseOf(secret)!, _queries, _fql, secret);
    }

    /// <summary>Makes a collection.</summary>
    /// <param name="name">Its name, unused so far.</param>
    /// <param name="historyDays">How long history is kept, days; null for ever.</param>
    public void CreateCollection(string name, int? historyDays = 0) =>
        Query(Fill("""{"create_collection":{"object":{"name":$0,"history_days":$1}}}""", Quote(name), historyDays?.ToString(CultureInfo.InvariantCulture) ?? "null"));

    /// <summary>Makes an index of a collection by <c>[ts, ref]</c>, as incremental reading needs it. It may have to be built first.</summary>
    /// <param name="name">Its name, unused so far.</param>
    /// <param name="collection">Name of the collection.</param>
    public void CreateTsIndex(string name, string collection) =>
        Query(Fill("""{"create_index":{"object":{"name":$0,"source":{"collection":$1},"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""", Quote(name), Quote(collection)));

    /// <summary>Makes a key.</summary>
    /// <param name="role">A built-in role, for example <c>server-readonly</c>.</param>
    /// <returns>Its secret.</returns>
    public string CreateKey(string role) => SecretIn(Query(Fill("""{"create_key":{"object":{"role":$0}}}""", Quote(role))));

    /// <summary>Makes a role and a key for it.</summary>
    /// <param name="role">The role's name, unused so far.</param>
    /// <param name="privileges">Its privileges as an FQL v4 expression.</param>
    /// <returns>The key's secret.</returns>
    public string CreateRoleKey(string role, string privileges)
    {
        Query(Fill("""{"create_role":{"object":{"name":$0,"privileges":$1}}}""", Quote(role), privileges));
        return SecretIn(Query(Fill("""{"create_key":{"object":{"role":{"role":$0}}}}""", Quote(role))));
    }

    /// <summary>Gives a role other privileges.</summary>
    /// <param name="role">The role's name.</param>
    /// <param name="privileges">Its privileges from now on, as an FQL v4 expression.</param>
    public void SetPrivileges(string role, string privileges) =>
        Query(Fill("""{"update":{"role":$0},"params":{"object":{"privileges":$1}}}""", Quote(role), privileges));

    /// <summary>Runs an FQL v4 expression (API version 4) with all privileges.</summary>
    /// <param name="expression">The expression's JSON.</param>
    /// <returns>The answer's JSON, <c>{"resource":…}</c>.</returns>
    /// <exception cref="InvalidOperationException">It fails; the message holds the errors.</exception>
    public string Query(string expression)
    {
        var answer = _queries.Run(Encoding.UTF8.GetBytes(expression), AdminSecret, ApiVersion.V4, readOnly: false, null)
            ?? throw new InvalidOperationException("The query is nested too deep.");
        var text = Encoding.UTF8.GetString(answer.Body.ToArray());
        return answer.Status < 300 ? text : throw new InvalidOperationException($"The query failed with {answer.Status}: {text}");
    }

    /// <summary>Runs an FQL v10 query with all privileges.</summary>
    /// <param name="query">The query's text.</param>
    /// <returns>The answer's JSON in tagged format, <c>{"data":…}</c>.</returns>
    /// <exception cref="InvalidOperationException">It fails; the message holds the error.</exception>
    public string QueryV10(string query)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"query\":{Quote(query)}}}");
        var answer = _fql.Query(body, AdminSecret, FqlHeaders.Tagged, null);
        var text = Encoding.UTF8.GetString(answer.Body.ToArray());
        return answer.Status == 200 ? text : throw new InvalidOperationException($"The query failed with {answer.Status}: {text}");
    }

    /// <summary>Adds documents in one transaction, as they are: the fast way to fill a collection.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="documents">Documents that are not there yet.</param>
    /// <returns>The transaction's time, µs, which is the <c>ts</c> of all of them.</returns>
    /// <exception cref="ArgumentException">There is no such collection, or a document is there already.</exception>
    public long Load(string collection, IEnumerable<EmulatorDocument> documents) => Store(collection, documents, new DocumentLoader(_store, _database).Load);

    /// <summary>Writes a document: makes it, or replaces it.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="document">The document.</param>
    /// <returns>The transaction's time, µs.</returns>
    public long Put(string collection, EmulatorDocument document) => Store(collection, [document], new DocumentLoader(_store, _database).Put);

    /// <summary>Deletes a document.</summary>
    /// <param name="collection">Name of the collection.</param>
    /// <param name="id">Its id.</param>
    /// <returns>The transaction's time, µs.</returns>
    public long Delete(string collection, long id) => _store.Write(transaction =>
    {
        transaction.Write(Find(collection), id, null);
        return transaction.CommitTs;
    });

    /// <summary>How many documents a collection holds now.</summary>
    /// <param name="collection">Name of the collection.</param>
    public long Count(string collection) =>
        _store.Read(t => Find(collection).All().LongCount(d => d.VersionAt(long.MaxValue) is { } v && v.IsLive(t.Snapshot)));

    private static string Quote(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    // The template with $0, $1, … replaced.
    private static string Fill(string template, params string[] parts) =>
        Regex.Replace(template, "\\$(\\d)", m => parts[m.Groups[1].Value[0] - '0']);

    private static string SecretIn(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("resource").GetProperty("secret").GetString()!;
    }

    private long Store(string collection, IEnumerable<EmulatorDocument> documents, Func<Transaction, CollectionStore, IEnumerable<EmulatorDocument>, long> write) =>
        _store.Write(t => write(t, Find(collection), documents));

    private CollectionStore Find(string collection) =>
        _database.Find(NativeCollection.Collections, collection) is { } number
            ? _database.Collection((int)number)!
            : throw new ArgumentException($"There is no collection '{collection}'.", nameof(collection));
}

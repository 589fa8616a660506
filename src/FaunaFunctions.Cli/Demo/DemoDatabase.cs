using FaunaFunctions.Cli.Demo.Data;
using FaunaFunctions.Cli.Emulation;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Demo;

/// <summary>The demo's database: what is in it before anybody thinks of exporting, and how it changes afterwards.</summary>
internal sealed class DemoDatabase(EmulatorDatabase database, IReadOnlyList<DemoCollection> collections)
{
    /// <summary>Its name in the emulator.</summary>
    public const string Name = "demo";

    private const int WritesPerTransaction = 20;

    /// <summary>Makes collections, and the things that the documents refer to, and fills them.</summary>
    public void Fill()
    {
        foreach (var collection in collections)
        {
            database.CreateCollection(collection.Name);
        }

        MakeWhatEventsReferTo();
        foreach (var collection in collections)
        {
            DocumentFile.Load(database, collection.Name, collection.Documents());
        }
    }

    /// <summary>Updates, adds and deletes documents, and changes when some expire, which is no deletion although it looks like one in the history.</summary>
    public DemoChanges Change()
    {
        var (customers, orders, events) = (collections[0], collections[1], collections[2]);
        var share = Math.Max(1, orders.Count / 1000);
        var updated = Spread(orders, share * 4, offset: 1).ToList();
        var delivered = Fql.Object(("data", Fql.Object(("status", Fql.Text("delivered")))));
        Write(updated.Select(id => Update(orders.Name, id, delivered)));

        var added = Enumerable.Range(0, share).Select(orders.Another).ToList();
        DocumentFile.Load(database, orders.Name, added);

        var deletedOrders = Spread(orders, share / 2 + 1, offset: 3).ToList();
        var deletedCustomers = Spread(customers, share / 4 + 1, offset: 2).ToList();
        Write(deletedOrders.Select(id => Delete(orders.Name, id)).Concat(deletedCustomers.Select(id => Delete(customers.Name, id))));

        var inAMonth = Fql.Call("TimeAdd", ("time_add", Fql.Call("Now", "now")), ("offset", Fql.Number(30)), ("unit", Fql.Text("days")));
        var prolonged = Spread(events, share / 2 + 1, offset: 5).ToList();
        Write(prolonged.Select(id => Update(events.Name, id, Fql.Object(("ttl", inAMonth)))));
        return new DemoChanges(updated.Count, added.Count, deletedOrders.Count + deletedCustomers.Count, prolonged.Count);
    }

    private void MakeWhatEventsReferTo()
    {
        Run(Fql.Call("CreateIndex", "create_index", Fql.Object(
            ("name", Fql.Text(CustomerDocument.ByCity)),
            ("source", Fql.Collection(CustomerDocument.Collection)),
            ("terms", Fql.List(Fql.Object(("field", Fql.List(Fql.Text("data"), Fql.Text("address"), Fql.Text("city")))))))));
        Run(Fql.Call("CreateRole", "create_role", Fql.Object(("name", Fql.Text(EventDocument.Role)), ("privileges", Fql.List()))));
        Run(Fql.Call("CreateFunction", "create_function", Fql.Object(
            ("name", Fql.Text(EventDocument.Function)),
            ("body", Fql.Call("Query", "query", Fql.Call("Lambda", ("lambda", Fql.Text("x")), ("expr", Fql.Call("Var", "var", Fql.Text("x")))))))));
        Run(Fql.Call("CreateAccessProvider", "create_access_provider", Fql.Object(
            ("name", Fql.Text(EventDocument.AccessProvider)),
            ("issuer", Fql.Text("https://issuer.example")),
            ("jwks_uri", Fql.Text("https://issuer.example/jwks")))));
        Run(Fql.Call("CreateDatabase", "create_database", Fql.Object(("name", Fql.Text(EventDocument.ChildDatabase)))));
    }

    // Distinct documents, far apart; different offsets never name the same one.
    private static IEnumerable<long> Spread(DemoCollection collection, int count, int offset)
    {
        const int stride = 7;
        var step = Math.Max(stride, collection.Count / count / stride * stride);
        return Enumerable.Range(0, count).Select(i => i * step + offset).Where(n => n < collection.Count).Select(DemoCollection.IdOf);
    }

    private void Write(IEnumerable<Fql> writes)
    {
        foreach (var transaction in writes.Chunk(WritesPerTransaction))
        {
            Run(Fql.Call("Do", "do", Fql.Several(transaction)));
        }
    }

    private void Run(Fql expression) => database.Query(FqlJson.Write(expression));

    private static Fql Update(string collection, long id, Fql parameters) =>
        Fql.Call("Update", ("update", Reference(collection, id)), ("params", parameters));

    private static Fql Delete(string collection, long id) => Fql.Call("Delete", "delete", Reference(collection, id));

    private static Fql Reference(string collection, long id) =>
        Fql.Call("Ref", ("ref", Fql.Collection(collection)), ("id", Fql.Number(id)));
}

/// <param name="Updated">Documents with new data.</param>
/// <param name="Added">New documents.</param>
/// <param name="Deleted">Deleted documents.</param>
/// <param name="Prolonged">Documents whose ttl was changed.</param>
internal sealed record DemoChanges(int Updated, int Added, int Deleted, int Prolonged);

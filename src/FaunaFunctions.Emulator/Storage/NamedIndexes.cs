using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>An index or a unique constraint of a collection's definition.</summary>
/// <param name="store">Its rows.</param>
/// <param name="source">What defines it.</param>
internal sealed class NamedIndex(IndexStore store, Value source)
{
    public IndexStore Store { get; } = store;

    public Value Source { get; } = source;

    public bool IsBuilt { get; set; }
}

/// <summary>Keeps a collection's own indexes in step with its definition.</summary>
internal static class NamedIndexes
{
    private const int Id = -1;

    private static readonly string[] s_states = ["queryable", "status"];

    public static void Apply(Transaction transaction, Database database, CollectionStore collection)
    {
        var wanted = Wanted(collection.Definition).ToDictionary(w => w.Key, w => w.Definition);
        foreach (var (key, index) in collection.Named.ToList())
        {
            if (!wanted.TryGetValue(key, out var source) || !ValueOrder.AreEqual(source, index.Source))
            {
                collection.Named.Remove(key);
                collection.Indexes.Remove(index.Store);
            }
        }

        foreach (var (key, source) in wanted.Where(w => !collection.Named.ContainsKey(w.Key)))
        {
            Add(transaction.Store, database, collection, key, source);
        }

        ShowStates(database, collection);
    }

    private static void Add(FaunaStore store, Database database, CollectionStore collection, string key, Value source)
    {
        var definition = source is ObjectValue index
            ? new IndexDefinition([collection.Number], s_noBindings, Fields(index["terms"]), Fields(index["values"]), Unique: false)
            : new IndexDefinition([collection.Number], s_noBindings, [.. ((ArrayValue)source).Items.Select(f => Field(((StringValue)f).Value, false, false))], [], Unique: true);
        var named = new NamedIndex(new IndexStore(Id, definition, store.Binder), source);
        collection.Named.Add(key, named);
        collection.Indexes.Add(named.Store);
        if (SchemaChange.BuildsAtOnce(collection))
        {
            Build();
        }
        else
        {
            store.BuildLater(() =>
            {
                Build();
                ShowStates(database, collection);
            });
        }

        void Build()
        {
            named.Store.Clear();
            named.Store.Fill(collection);
            named.IsBuilt = true;
        }
    }

    private static readonly Dictionary<(int, string), LambdaValue> s_noBindings = [];

    // What is indexed by which key: a name, or the fields of a constraint.
    private static IEnumerable<(string Key, Value Definition)> Wanted(ObjectValue definition)
    {
        foreach (var index in (definition["indexes"] as ObjectValue)?.Fields ?? [])
        {
            if (index.Value is ObjectValue fields)
            {
                yield return (index.Key, new ObjectValue(fields.Fields.Where(f => !s_states.Contains(f.Key))));
            }
        }

        foreach (var unique in Constraints(definition).Select(c => c["unique"]).OfType<ArrayValue>())
        {
            yield return (UniqueKey(unique), unique);
        }
    }

    private static string UniqueKey(ArrayValue fields) => "unique " + string.Join(' ', fields.Items.Select(i => (i as StringValue)?.Value));

    private static IEnumerable<ObjectValue> Constraints(ObjectValue definition) => (definition["constraints"] as ArrayValue)?.Items.OfType<ObjectValue>() ?? [];

    // The definition tells how far the indexes are. Its `ts` stays.
    private static void ShowStates(Database database, CollectionStore collection)
    {
        if (collection.Named.Count == 0 || database.Native(NativeCollection.Collections).Find(collection.Number) is not { Versions: [.., { IsDeleted: false } last] } document)
        {
            return;
        }

        var fields = last.Fields;
        if (fields["indexes"] is ObjectValue indexes)
        {
            fields = fields.With("indexes", new ObjectValue(indexes.Fields.Select(i => KeyValuePair.Create(
                i.Key, i.Value is ObjectValue o && collection.Named.TryGetValue(i.Key, out var index) ? WithState(o, index.IsBuilt) : i.Value))));
        }

        if (fields["constraints"] is ArrayValue constraints)
        {
            fields = fields.With("constraints", new ArrayValue([.. constraints.Items.Select(c => c is ObjectValue o && o["unique"] is ArrayValue unique
                ? o.With("status", new StringValue(collection.Named[UniqueKey(unique)].IsBuilt ? "active" : "pending"))
                : c)]));
        }

        document.Versions = [.. document.Versions[..^1], new DocumentVersion(last.Ts, fields)];
        collection.Definition = fields;
        collection.Compiled = null;
    }

    private static ObjectValue WithState(ObjectValue index, bool built) =>
        index.Without("queryable").Without("status").With("queryable", BoolValue.Of(built)).With("status", new StringValue(built ? "complete" : "building"));

    private static List<IndexField> Fields(Value? fields) =>
        [.. ((fields as ArrayValue)?.Items.OfType<ObjectValue>() ?? []).Select(f => Field(
            (f["field"] as StringValue)?.Value ?? "", f["order"] is StringValue { Value: "desc" }, f["mva"] is BoolValue { Value: true }))];

    private static IndexField Field(string name, bool reverse, bool eachElement) => name.TrimStart('.') switch
    {
        "ts" => new IndexField(["ts"], null, reverse, EachElement: false, Casefold: false, AsTime: true),
        "id" => new IndexField(["ref"], null, reverse, EachElement: false, Casefold: false),
        "ttl" => new IndexField(["ttl"], null, reverse, EachElement: false, Casefold: false),
        var path => new IndexField(["data", .. path.Split('.').SkipWhile((p, i) => i == 0 && p == "data")], null, reverse, eachElement, Casefold: false),
    };
}

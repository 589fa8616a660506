using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>What a committed change of a schema document brings about in the database.</summary>
internal static class SchemaChange
{
    /// <summary>The most documents of a source whose index is built at once.</summary>
    public const int SynchronousBuildLimit = 128;

    /// <param name="transaction">The transaction that wrote it.</param>
    /// <param name="database">The database that holds it.</param>
    /// <param name="native">Its native collection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="before">Its fields before; null when it is new.</param>
    /// <param name="after">Its fields now; null when it is dropped.</param>
    public static void Apply(Transaction transaction, Database database, int native, long id, ObjectValue? before, ObjectValue? after)
    {
        var store = transaction.Store;
        if (native is not (NativeCollection.Keys or NativeCollection.Tokens or NativeCollection.Credentials))
        {
            database.SchemaVersion = transaction.CommitTs;
        }

        if (NativeCollection.IsNamed(native))
        {
            if (after?["name"] is StringValue name)
            {
                if (before is not null && database.NameOf(native, id) != name.Value)
                {
                    store.NamingEpoch++;
                }

                database.SetName(native, id, name.Value);
            }
            else if (after is null)
            {
                database.FreeName(native, id);
            }
        }

        switch (native)
        {
            case NativeCollection.Collections:
                Collection(transaction, database, (int)id, before, after);
                break;
            case NativeCollection.Indexes:
                Index(store, database, id, before, after);
                break;
            case NativeCollection.Databases when before is null:
                store.Databases[id] = new Database(id, database) { SchemaVersion = transaction.CommitTs };
                break;
            case NativeCollection.Databases when after is null:
                Drop(store, id);
                break;
            case NativeCollection.Keys or NativeCollection.Tokens when after is null:
                foreach (var secret in store.Secrets.Where(s => s.Value == (database, native, id)).Select(s => s.Key).ToList())
                {
                    store.Secrets.Remove(secret);
                }

                break;
            default:
                break;
        }
    }

    private static void Collection(Transaction transaction, Database database, int number, ObjectValue? before, ObjectValue? after)
    {
        if (after is null)
        {
            var gone = database.Collection(number)!;
            foreach (var index in gone.Indexes.Where(i => !i.IsNamed && i.Definition.Sources is [_]).ToList())
            {
                var document = database.Native(NativeCollection.Indexes);
                document.Find(index.Id)!.Versions = [.. document.Find(index.Id)!.Versions, new DocumentVersion(transaction.CommitTs, null)];
                Index(transaction.Store, database, index.Id, ObjectValue.Empty, null);
                database.FreeName(NativeCollection.Indexes, index.Id);
            }

            return;
        }

        var collection = database.Collection(number) ?? database.AddCollection(number);
        var history = (after["history_days"] as LongValue)?.Value;
        if (before is null || history != collection.HistoryDays)
        {
            collection.ChangeHistory(history, transaction.Snapshot, before is null);
        }

        collection.TtlDays = (after["ttl_days"] as LongValue)?.Value;
        collection.Definition = after;
        collection.Compiled = null;
        if (before is null)
        {
            collection.Indexes.AddRange(database.Indexes.Values.Where(i => i.Definition.Sources.Count == 0));
        }

        NamedIndexes.Apply(transaction, database, collection);
    }

    private static void Index(FaunaStore store, Database database, long id, ObjectValue? before, ObjectValue? after)
    {
        if (after is null)
        {
            if (database.Indexes.Remove(id, out var gone))
            {
                foreach (var collection in database.UserCollections.ToList())
                {
                    collection.Indexes.Remove(gone);
                }
            }

            return;
        }

        if (before is not null)
        {
            return;
        }

        var index = new IndexStore(id, IndexDefinition.From(after), store.Binder);
        database.Indexes.Add(id, index);
        foreach (var collection in database.UserCollections)
        {
            if (index.Definition.Sources.Count == 0 || index.Definition.Sources.Contains(collection.Number))
            {
                collection.Indexes.Add(index);
            }
        }

        if (BuildsAtOnce(database, after))
        {
            FaunaStore.Build(database, id);
        }
        else
        {
            store.BuildLater(database, id);
        }
    }

    /// <summary>Whether an index is built in the transaction that makes it: one source with few documents and versions.</summary>
    public static bool BuildsAtOnce(Database database, ObjectValue document) =>
        document["source"] is not (ArrayValue { Items.Count: > 1 } or StringValue)
        && IndexDefinition.From(document).Sources is [var number]
        && database.Collection(number) is { } collection
        && BuildsAtOnce(collection);

    /// <summary>Whether a collection has few documents and versions.</summary>
    public static bool BuildsAtOnce(CollectionStore collection) =>
        collection.Count <= SynchronousBuildLimit && collection.All().Sum(d => d.Versions.Length) <= SynchronousBuildLimit;

    private static void Drop(FaunaStore store, long scope)
    {
        foreach (var child in store.Databases.Values.Where(d => d.Parent?.Scope == scope).Select(d => d.Scope).ToList())
        {
            Drop(store, child);
        }

        store.Databases.Remove(scope);
    }
}

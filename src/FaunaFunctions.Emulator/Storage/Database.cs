using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>A database: its collections, native ones included, and the names of its schema.</summary>
internal sealed class Database
{
    private readonly Dictionary<int, CollectionStore> _collections = [];
    private readonly Dictionary<(int Native, long Id), string> _names = [];
    private readonly Dictionary<(int Native, string Name), long> _ids = [];
    private readonly long[] _nextId = [0, NativeCollection.FirstUserCollection, 32768, 1, 1, 1, 0, 0, 0, 0];

    public Database(long scope, Database? parent)
    {
        Scope = scope;
        Parent = parent;
        for (var i = 0; i < NativeCollection.Count; i++)
        {
            _collections.Add(i, new CollectionStore(scope, i));
        }
    }

    public long Scope { get; }

    public Database? Parent { get; }

    /// <summary>The id under which other systems know the database.</summary>
    public string GlobalId => GlobalIdOf(Scope);

    /// <summary>The time (µs) of the last change of the schema; 0 when there was none.</summary>
    public long SchemaVersion { get; set; }

    public Dictionary<long, IndexStore> Indexes { get; } = [];

    /// <summary>User collections that are there now.</summary>
    public IEnumerable<CollectionStore> UserCollections =>
        _collections.Values.Where(c => c.Number >= NativeCollection.FirstUserCollection && _names.TryGetValue((NativeCollection.Collections, c.Number), out var n) && Find(NativeCollection.Collections, n) == c.Number);

    public static string GlobalIdOf(long scope)
    {
        const string alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";
        return string.Create(13, scope, (text, value) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = alphabet[(int)((ulong)value >> (60 - (5 * i)) & 31)];
            }
        });
    }

    /// <summary>A collection by its number, dropped ones included.</summary>
    public CollectionStore? Collection(int number) => _collections.GetValueOrDefault(number);

    public CollectionStore Native(int number) => _collections[number];

    public CollectionStore AddCollection(int number)
    {
        var store = new CollectionStore(Scope, number);
        _collections.Add(number, store);
        return store;
    }

    /// <summary>The id of a schema object that is there now; null when none has the name.</summary>
    public long? Find(int native, string name) => _ids.TryGetValue((native, name), out var id) ? id : null;

    /// <summary>The last name of a schema object, whether it is still there or not.</summary>
    public string NameOf(int native, long id) => _names.TryGetValue((native, id), out var name) ? name : "";

    public long NextSchemaId(int native) => _nextId[native]++;

    public void SetName(int native, long id, string name)
    {
        if (_names.TryGetValue((native, id), out var old))
        {
            _ids.Remove((native, old));
        }

        _names[(native, id)] = name;
        _ids[(native, name)] = id;
    }

    /// <summary>The name is free for another; references keep showing it.</summary>
    public void FreeName(int native, long id)
    {
        if (_names.TryGetValue((native, id), out var name) && Find(native, name) == id)
        {
            _ids.Remove((native, name));
        }
    }
}

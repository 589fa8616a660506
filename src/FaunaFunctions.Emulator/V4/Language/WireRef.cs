using System.Globalization;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>A reference as it is written: ids from the inside out, for example <c>1</c> in <c>c</c> in <c>collections</c>.</summary>
/// <param name="Id">Id or name.</param>
/// <param name="Collection">What it is in; null for a native collection.</param>
/// <param name="Database">The database it is in; null for the request's own.</param>
internal sealed record WireRef(string Id, WireRef? Collection, WireRef? Database)
{
    /// <summary>A reference in the form of an object or of a path; null when it is none.</summary>
    public static WireRef? Parse(Value value)
    {
        switch (value)
        {
            case StringValue path:
                var steps = path.Value.Split('/');
                return steps.Length > 3 || NativeCollection.Find(steps[0]) < 0 || steps.Contains("") ? null
                    : steps.Aggregate((WireRef?)null, (outer, step) => new WireRef(step, outer, null));
            case ObjectValue { Count: 1 } tagged when tagged["@ref"] is { } inner:
                return Parse(inner);
            case ObjectValue o:
                var id = o["id"] switch
                {
                    StringValue s => s.Value,
                    LongValue l => l.Value.ToString(CultureInfo.InvariantCulture),
                    _ => null,
                };
                var outerValue = o["collection"] ?? o["class"];
                var collection = outerValue is null ? null : Parse(outerValue);
                var database = o["database"] is { } d ? Parse(d) : null;
                var known = (outerValue is null ? 0 : 1) + (o["database"] is null ? 0 : 1) + 1;
                return id is null || (outerValue is not null && collection is null) || known != o.Count ? null : new WireRef(id, collection, database);
            default:
                return null;
        }
    }

    public Value Resolve(QueryRun run) => Resolve(run.Store, run.Database);

    public Value Resolve(FaunaStore store, Database database)
    {
        if (Collection is null)
        {
            var native = NativeCollection.Find(Id);
            return native < 0
                ? new UnresolvedRefValue(NativeCollection.Collections, Id, null)
                : new RefValue(Inner(store, database)?.Scope ?? database.Scope, NativeCollection.Root, native);
        }

        var outer = Collection.Resolve(store, database);
        if (outer is RefValue { IsNativeCollection: true } kind)
        {
            var home = Database is not null ? Inner(store, database) : store.Database(kind.Scope);
            return home is null ? new UnresolvedRefValue(NativeCollection.Databases, Database?.Id ?? "", null) : References.Named(home, (int)kind.Id, Id);
        }

        return outer switch
        {
            RefValue { IsCollection: true } c => References.TryId(Id) is { } id ? new RefValue(c.Scope, (int)c.Id, id) : new UnresolvedRefValue(NativeCollection.Collections, Collection.Id, Id),
            UnresolvedRefValue u => new UnresolvedRefValue(u.Native, u.Name, Id),
            _ => new UnresolvedRefValue(NativeCollection.Collections, Collection.Id, Id),
        };
    }

    private Database? Inner(FaunaStore store, Database database) =>
        Database is null ? null : Database.Resolve(store, database) is RefValue { Collection: NativeCollection.Databases } d ? store.Database(d.Id) : null;
}

/// <summary>References by name.</summary>
internal static class References
{
    /// <summary>A document of a native collection, by name or, for keys and tokens, by number.</summary>
    public static Value Named(Database database, int native, string name)
    {
        var id = NativeCollection.IsNamed(native) ? database.Find(native, name) : TryId(name);
        return id is { } found ? new RefValue(database.Scope, native, found) : new UnresolvedRefValue(native, name, null);
    }

    public static long? TryId(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;
}

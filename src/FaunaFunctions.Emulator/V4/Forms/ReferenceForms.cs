using System.Globalization;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>References to documents, schema objects and native collections.</summary>
internal static class ReferenceForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        Named("collection", NativeCollection.Collections),
        Named("class", NativeCollection.Collections),
        Named("index", NativeCollection.Indexes),
        Named("database", NativeCollection.Databases),
        Named("function", NativeCollection.Functions),
        Named("role", NativeCollection.Roles),
        Named("access_provider", NativeCollection.AccessProviders),
        .. Enumerable.Range(0, NativeCollection.Count).Select(n => Native(NativeCollection.NameOf(n), n)),
        Native("classes", NativeCollection.Collections),
        new(["ref", "id"], [], Document),
        new(["ref"], [], c => new StringValue(c.String("ref")) is var path && WireRef.Parse(path) is { } r ? r.Resolve(c.Run) : throw QueryError.Expression(c.Position, "Invalid ref.").Exception()),
        new(["new_id"], [], c => new StringValue(c.Run.Store.NewId().ToString(CultureInfo.InvariantCulture))),
        new(["next_id"], [], c => new StringValue(c.Run.Store.NewId().ToString(CultureInfo.InvariantCulture))),
    ];

    private static Form Named(string key, int native) => new([key], ["scope"], call =>
    {
        var name = call.String(key);
        return Home(call, "scope") is { } home ? References.Named(home, native, name) : new UnresolvedRefValue(native, name, null);
    });

    private static Form Native(string key, int native) => new([key], [], call =>
    {
        var value = call.Value(key);
        var scope = value is RefValue { Collection: NativeCollection.Databases } child ? child.Id
            : value is UnresolvedRefValue u ? throw SetValues.Undefined(u, call.At(key)).Exception()
            : call.Run.Database.Scope;
        return new RefValue(scope, NativeCollection.Root, native);
    });

    // The database that the reference is in; null when there is none of that name.
    private static Database? Home(FormCall call, string argument) => call.Optional(argument) switch
    {
        null or NullValue => call.Run.Database,
        RefValue { Collection: NativeCollection.Databases } child => call.Run.Store.Database(child.Id),
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At(argument)).Exception(),
        var v => throw call.Expected(argument, "Database Ref", v),
    };

    private static Value Document(FormCall call)
    {
        var id = call.Value("id") switch
        {
            LongValue l => l.Value.ToString(CultureInfo.InvariantCulture),
            StringValue s => s.Value,
            var v => throw call.Expected("id", "Number or numeric String", v),
        };
        switch (call.Value("ref"))
        {
            case RefValue { IsNativeCollection: true } native when NativeCollection.IsNamed((int)native.Id):
                return References.Named(call.Run.Store.Database(native.Scope)!, (int)native.Id, id);
            case RefValue { IsNativeCollection: true } native:
                return new RefValue(native.Scope, (int)native.Id, Number(call, id));
            case RefValue { IsCollection: true } collection:
                return new RefValue(collection.Scope, (int)collection.Id, Number(call, id));
            case UnresolvedRefValue u:
                return new UnresolvedRefValue(u.Native, u.Name, id);
            case var v:
                throw call.Expected("ref", "Collection Ref", v);
        }
    }

    private static long Number(FormCall call, string id)
    {
        if (References.TryId(id) is { } number)
        {
            return number;
        }

        var digits = id.StartsWith('-') || id.StartsWith('+') ? id[1..] : id;
        throw QueryError.Argument(call.At("id"), digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? $"The id provided is too large: '{id}'"
            : $"Number or numeric String expected, non-numeric '{id}' provided.").Exception();
    }
}

using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>The names that FQL v10 knows collections and schema objects by.</summary>
internal static class Names
{
    /// <summary>What the collection of a document is called when it is not there any more.</summary>
    public const string Deleted = "Deleted";

    private static readonly string?[] s_natives =
        ["Database", "Collection", null, "Function", "Role", "AccessProvider", "Key", "Token", "Credential", null];

    public static string Module(int native) => s_natives[native] ?? "Legacy";

    /// <summary>The native collection behind a module; null when there is none.</summary>
    public static int? Native(string module) => Array.IndexOf(s_natives, module) is var i && i < 0 ? null : i;

    /// <summary>The user's collection of a name or an alias, with its name; null when there is none.</summary>
    public static CollectionModule? Collection(FqlRun run, string name)
    {
        if (run.Database.Find(NativeCollection.Collections, name) is { } number)
        {
            return run.Database.Collection((int)number) is null ? null : new CollectionModule((int)number, name);
        }

        var aliased = run.Database.UserCollections.FirstOrDefault(c => c.Definition["alias"] is StringValue alias && alias.Value == name);
        return aliased is null ? null : new CollectionModule(aliased.Number, run.Database.NameOf(NativeCollection.Collections, aliased.Number));
    }

    /// <summary>The id of a schema object, those included that this query has made; null when there is none.</summary>
    public static long? Find(FqlRun run, int native, string name) =>
        run.Made.TryGetValue((native, name), out var id) ? id : run.Database.Find(native, name);

    public static string NameOf(FqlRun run, RefValue schema) =>
        run.Made.FirstOrDefault(m => m.Key.Native == schema.Collection && m.Value == schema.Id).Key.Name
        ?? run.Store.Database(schema.Scope)?.NameOf(schema.Collection, schema.Id) ?? "";

    public static bool IsDropped(FqlRun run, int collection) =>
        run.Database.Find(NativeCollection.Collections, run.Database.NameOf(NativeCollection.Collections, collection)) != collection;

    /// <summary>The module of a document's collection.</summary>
    public static string ModuleOf(FqlRun run, RefValue document) =>
        !document.IsUserDocument ? Module(document.Collection)
        : IsDropped(run, document.Collection) ? Deleted
        : run.Database.NameOf(NativeCollection.Collections, document.Collection);

    public static string CollectionOf(FqlRun run, NullDocValue document) =>
        document.Native is { } native ? Module(native) : ModuleOf(run, document.Reference!);
}

using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Writes;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Making databases, collections, indexes, functions, roles and keys.</summary>
internal static class SchemaForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        Creating("create_database", NativeCollection.Databases),
        Creating("create_collection", NativeCollection.Collections),
        Creating("create_class", NativeCollection.Collections),
        Creating("create_index", NativeCollection.Indexes),
        Creating("create_function", NativeCollection.Functions),
        Creating("create_role", NativeCollection.Roles),
        Creating("create_access_provider", NativeCollection.AccessProviders),
        Creating("create_key", NativeCollection.Keys),
    ];

    private static Form Creating(string name, int native) => new(
        [name], [], c => SchemaWriter.Create(c, c.Run.Database, native, c.Object(name), c.At(name)), Writes: true);
}

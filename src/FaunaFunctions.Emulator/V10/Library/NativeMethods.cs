using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of the collections that every database has: <c>Collection</c>, <c>Role</c>, <c>Key</c>, …</summary>
internal static class NativeMethods
{
    public static MethodTable Table { get; } = new()
    {
        ["all"] = (f, s, a) => CollectionMethods.All(f, s, a.Expect(0, 1)),
        ["byName"] = (f, s, a) => NativeCollection.IsNamed(Native(s))
            ? ModuleMembers.ByName(f.Run, Native(s), a.Expect(1).Text(0, "name"), f.At)
            : throw Members.NoFunction("byName", ((ModuleValue)s).Name, a.Span),
        ["byId"] = (f, s, a) => !NativeCollection.IsNamed(Native(s))
            ? new DocValue(new RefValue(f.Run.Database.Scope, Native(s), DocumentWriter.Id(a.Expect(1)[0], a.Span)), f.At)
            : throw Members.NoFunction("byId", ((ModuleValue)s).Name, a.Span),
        ["where"] = (f, s, a) => new WhereSet(CollectionMethods.All(f, s, a.With("all")), a.Expect(1).Callback(0)),
        ["firstWhere"] = (f, s, a) => SetMethods.First(f, new WhereSet(CollectionMethods.All(f, s, a.With("all")), a.Expect(1).Callback(0))),
        ["create"] = (f, s, a) => SchemaWriter.Create(f, Native(s), a.Expect(1).Of<ObjectValue>(0, "data", "Object"), a.Span),
        ["toString"] = (_, s, _) => new StringValue(((ModuleValue)s).Name),
    };

    private static int Native(Value module) => Names.Native(((ModuleValue)module).Name)!.Value;
}

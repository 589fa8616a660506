using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of users' collections.</summary>
internal static class CollectionMethods
{
    public static MethodTable Table { get; } = new()
    {
        ["all"] = (f, s, a) => All(f, s, a.Expect(0, 1)),
        ["byId"] = (f, s, a) => new DocValue(new RefValue(f.Run.Database.Scope, Number(s), DocumentWriter.Id(a.Expect(1)[0], a.Span)), f.At),
        ["where"] = (f, s, a) => new WhereSet(All(f, s, a.With("all")), a.Expect(1).Callback(0)),
        ["firstWhere"] = (f, s, a) => SetMethods.First(f, new WhereSet(All(f, s, a.With("all")), a.Expect(1).Callback(0))),
        ["create"] = (f, s, a) => DocumentWriter.Create(f, (CollectionModule)s, a.Expect(1).Of<ObjectValue>(0, "data", "Object"), areData: false, a.Span),
        ["createData"] = (f, s, a) => DocumentWriter.Create(f, (CollectionModule)s, a.Expect(1).Of<ObjectValue>(0, "data", "Object"), areData: true, a.Span),
        ["toString"] = (_, s, _) => new StringValue(((CollectionModule)s).Name),
    };

    /// <summary>The documents of a collection, or those in a range of ids.</summary>
    public static CollectionSet All(Frame frame, Value module, Arguments arguments)
    {
        var (name, number) = module is CollectionModule c ? (c.Name, c.Number) : (((ModuleValue)module).Name, Names.Native(((ModuleValue)module).Name)!.Value);
        if (arguments.Count == 0)
        {
            return new CollectionSet(name, number, null, null, frame.At, descending: false, isRange: false);
        }

        var range = arguments.Of<ObjectValue>(0, "range", "{ from: Any } | { to: Any } | { from: Any, to: Any }");
        if (range["from"] is null && range["to"] is null)
        {
            throw QueryFailure.Argument("range", "{ from: Any } | { to: Any } | { from: Any, to: Any }", range, arguments.Span);
        }

        return new CollectionSet(name, number, Bound(range["from"], arguments), Bound(range["to"], arguments), frame.At, descending: false, isRange: true);
    }

    private static long? Bound(Value? bound, Arguments arguments) => bound switch
    {
        null or NullValue => null,
        NullDocValue { Reference: { } reference } => reference.Id,
        _ => DocumentWriter.Id(bound, arguments.Span),
    };

    private static int Number(Value module) => ((CollectionModule)module).Number;
}

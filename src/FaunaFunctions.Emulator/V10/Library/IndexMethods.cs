using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Indexes of collections, as functions of their terms and of a range over their values.</summary>
internal static class IndexMethods
{
    public static Method Of(string index) => (frame, self, arguments) => Find(frame, (CollectionModule)self, index, arguments);

    private static IndexSet Find(Frame frame, CollectionModule collection, string name, Arguments arguments)
    {
        var index = frame.Run.Database.Collection(collection.Number)!.Named[name];
        var terms = index.Store.Definition.Terms.Count;
        arguments.Expect(terms, terms + 1);
        if (!index.IsBuilt)
        {
            throw new QueryFailure("invalid_index_invocation", $"The index `{collection.Name}.{name}` is not queryable.", arguments.Span);
        }

        var range = arguments.Count > terms ? arguments.Of<ObjectValue>(terms, "range", "{ from: Any } | { to: Any } | { from: Any, to: Any }") : ObjectValue.Empty;
        return new IndexSet(
            collection.Name,
            collection.Number,
            name,
            [.. arguments.Values.Take(terms).Select(t => Key(t))],
            Bound(collection, index.Store, range["from"], frame),
            Bound(collection, index.Store, range["to"], frame),
            frame.At,
            descending: false);
    }

    private static Value[] Bound(CollectionModule collection, Storage.IndexStore index, Value? bound, Frame frame)
    {
        if (bound is null or NullValue)
        {
            return [];
        }

        IReadOnlyList<Value> prefix = bound is ArrayValue many ? many.Items : [bound];
        var values = index.Definition.Values;
        return [.. prefix.Select((v, i) => i >= values.Count || values[i].Path is ["ref"] ? Reference(collection, v, frame) : Key(v))];
    }

    // A document may be given by its id.
    private static Value Reference(CollectionModule collection, Value value, Frame frame) => value switch
    {
        StringValue s when V4.Language.References.TryId(s.Value) is { } id => new RefValue(frame.Run.Database.Scope, collection.Number, id),
        IdValue i => new RefValue(frame.Run.Database.Scope, collection.Number, i.Id),
        _ => Key(value),
    };

    private static Value Key(Value value) => value switch
    {
        DocValue d => d.Reference,
        NullDocValue { Reference: { } reference } => reference,
        IdValue i => new StringValue(i.Text),
        _ => value.Plain(),
    };
}

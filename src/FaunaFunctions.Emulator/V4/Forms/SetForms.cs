using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Sets: described here, read by <see cref="SetReader"/>.</summary>
internal static class SetForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["documents"], [], Documents),
        new(["match"], ["terms"], c => Match(c, "match", "terms")),
        new(["match", "index"], [], c => Match(c, "index", "match")),
        new(["range", "from", "to"], [], c => new RangeSet(Set(c, "range"), Bound(c, "from"), Bound(c, "to"))),
        new(["union"], [], c => Combine(c, "union", SetOperation.Union)),
        new(["intersection"], [], c => Combine(c, "intersection", SetOperation.Intersection)),
        new(["difference"], [], c => Combine(c, "difference", SetOperation.Difference)),
        new(["distinct"], [], c => new DistinctSet(Set(c, "distinct"))),
        new(["reverse"], [], Reverse),
        new(["join", "with"], [], c => new JoinSet(Set(c, "join"), With(c))),
        new(["events"], [], Events),
        new(["singleton"], [], Singleton),
    ];

    private static DocumentsSet Documents(FormCall call) => call.Value("documents") switch
    {
        RefValue { IsNativeCollection: true } or RefValue { IsCollection: true } => new DocumentsSet((RefValue)call.Value("documents")),
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At("documents")).Exception(),
        var v => throw call.Expected("documents", "Collection Ref", v),
    };

    private static MatchSet Match(FormCall call, string index, string terms)
    {
        var value = call.Value(index);
        if (value is UnresolvedRefValue unresolved)
        {
            throw SetValues.Undefined(unresolved, call.At(index)).Exception();
        }

        if (value is not RefValue { Collection: NativeCollection.Indexes } reference)
        {
            throw call.Expected(index, "Index Ref", value);
        }

        var given = call.Has(terms) ? call.Many(terms) : [];
        var document = call.Run.Store.Collection(reference)?.Live(reference.Id, long.MaxValue, call.Run.Snapshot);
        if (document?.Fields["active"] is BoolValue { Value: false })
        {
            var name = call.Run.Store.Database(reference.Scope)!.NameOf(NativeCollection.Indexes, reference.Id);
            throw new QueryError(call.At("index"), "instance not found", $"Index '{name}' is not active.").Exception();
        }

        return new MatchSet(reference, given);
    }

    private static IReadOnlyList<Value> Bound(FormCall call, string name) => call.Value(name) is NullValue ? [] : call.Many(name);

    private static SetValue Set(FormCall call, string name) => SetValues.Of(call.Value(name), call.At(name));

    private static Value Combine(FormCall call, string name, SetOperation operation)
    {
        var values = call.Many(name);
        if (values.Count == 0)
        {
            throw QueryError.Argument(call.At(name), "Set expected, Array provided.").Exception();
        }

        if (values.All(v => v is ArrayValue))
        {
            return new ArrayValue(ListForms.Combine(operation, [.. values.Select(v => ((ArrayValue)v).Items)]));
        }

        return new CombinedSet(operation, [.. values.Select((v, i) => SetValues.Of(v, call.At(name, i)))]);
    }

    private static Value Reverse(FormCall call) => call.Value("reverse") switch
    {
        ArrayValue a => new ArrayValue([.. a.Items.Reverse()]),
        PageValue p => p.With([.. p.Items.Reverse()]),
        var v => new ReverseSet(SetValues.Of(v, call.At("reverse"))),
    };

    private static Value With(FormCall call) => call.Value("with") switch
    {
        LambdaValue l => l,
        RefValue { Collection: NativeCollection.Indexes } r => r,
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At("with")).Exception(),
        var v => throw call.Expected("with", "Lambda or Index Ref", v),
    };

    private static EventsSet Events(FormCall call) => call.Value("events") switch
    {
        RefValue { IsNativeCollection: true } r => new EventsSet(new DocumentsSet(r)),
        RefValue r => new EventsSet(r),
        SetValue s => new EventsSet(s),
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At("events")).Exception(),
        var v => throw call.Expected("events", "Ref or Set", v),
    };

    private static SingletonSet Singleton(FormCall call) => call.Value("singleton") switch
    {
        RefValue r => new SingletonSet(r),
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At("singleton")).Exception(),
        var v => throw call.Expected("singleton", "Ref", v),
    };
}

using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>The module <c>Object</c>.</summary>
internal static class ObjectModule
{
    public static MethodTable Table { get; } = new()
    {
        ["keys"] = (_, _, a) => new ArrayValue([.. Of(a.Expect(1)).Fields.Select(f => new StringValue(f.Key))]),
        ["values"] = (_, _, a) => new ArrayValue([.. Of(a.Expect(1)).Fields.Select(f => f.Value)]),
        ["entries"] = (_, _, a) => new ArrayValue([.. Of(a.Expect(1)).Fields.Select(f => new ArrayValue([new StringValue(f.Key), f.Value]))]),
        ["fromEntries"] = (_, _, a) => new ObjectValue(a.Expect(1).Of<ArrayValue>(0, "entries", "Array<[String, Any]>").Items.OfType<ArrayValue>()
            .Where(e => e.Items is [StringValue, _]).Select(e => KeyValuePair.Create(((StringValue)e.Items[0]).Value, e.Items[1]))),
        ["assign"] = (_, _, a) => a.Expect(2).Of<ObjectValue>(1, "source", "Object").Fields.Aggregate(Of(a), (o, f) => o.With(f.Key, f.Value)),
        ["hasPath"] = (_, _, a) => BoolValue.Of(At(a.Expect(2)) is not null),
        ["select"] = (_, _, a) => At(a.Expect(2)) ?? NullValue.Instance,
    };

    private static ObjectValue Of(Arguments arguments) => arguments.Of<ObjectValue>(0, "object", "Object");

    private static Value? At(Arguments arguments) =>
        arguments.Of<ArrayValue>(1, "path", "Array<String>").Items.Aggregate((Value?)arguments[0], (v, step) => (v as ObjectValue)?[TextOf.Value(step)]);
}

using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Sets;
using FaunaFunctions.Emulator.V4.Writes;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Writing documents.</summary>
internal static class WriteForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        new(["create"], ["params"], Create, Writes: true),
        new(["update"], ["params"], c => Change(c, "update", replace: false), Writes: true),
        new(["replace"], ["params"], c => Change(c, "replace", replace: true), Writes: true),
        new(["delete"], [], Delete, Writes: true),
        new(["insert", "ts", "action"], ["params"], c => DocumentWriter.Insert(c, UserDocument(c, "insert"), c.Micros("ts"), c.String("action"), Parameters(c)), Writes: true),
        new(["remove", "ts", "action"], [], c => DocumentWriter.Remove(c, UserDocument(c, "remove"), c.Micros("ts")), Writes: true),
    ];

    /// <summary>The object of fields that a write is given; nothing when it is left out.</summary>
    public static ObjectValue Parameters(FormCall call) => call.Optional("params") switch
    {
        null or NullValue => ObjectValue.Empty,
        ObjectValue o => o,
        DocumentValue d => d.ToObject(),
        var v => throw call.Expected("params", "Object", v),
    };

    private static DocumentValue Create(FormCall call)
    {
        var target = Reference(call, "create");
        var parameters = Parameters(call);
        if (target.IsNativeCollection)
        {
            return SchemaWriter.Create(call, call.Run.Store.Database(target.Scope)!, (int)target.Id, parameters, call.At("create"));
        }

        return target.IsCollection || target.IsUserDocument
            ? DocumentWriter.Create(call, target, parameters, call.At("create"))
            : throw call.Expected("create", "Collection Ref", target);
    }

    private static DocumentValue Change(FormCall call, string form, bool replace)
    {
        var target = Existing(call, form);
        var parameters = Parameters(call);
        return target.IsUserDocument
            ? DocumentWriter.Update(call, target, parameters, form, replace)
            : SchemaWriter.Update(call, target, parameters, form, replace);
    }

    private static DocumentValue Delete(FormCall call)
    {
        var target = Existing(call, "delete");
        return target.IsUserDocument ? DocumentWriter.Delete(call, target) : SchemaWriter.Delete(call, target);
    }

    private static RefValue UserDocument(FormCall call, string name) =>
        Reference(call, name) is { IsUserDocument: true } document ? document : throw call.Expected(name, "Document Ref", call.Value(name));

    private static RefValue Existing(FormCall call, string name) =>
        Reference(call, name) is { IsNativeCollection: false } target ? target : throw call.Expected(name, "Document Ref", call.Value(name));

    private static RefValue Reference(FormCall call, string name) => call.Value(name) switch
    {
        RefValue r => r,
        DocumentValue d => d.Reference,
        UnresolvedRefValue u => throw SetValues.Undefined(u, call.At(name)).Exception(),
        var v => throw call.Expected(name, "Ref", v),
    };
}

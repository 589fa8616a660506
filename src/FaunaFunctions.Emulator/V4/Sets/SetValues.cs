using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>Values as sets.</summary>
internal static class SetValues
{
    /// <summary>The set that a value is: itself, the documents of a native collection, or the one document referred to.</summary>
    public static SetValue? TryOf(Value value) => value switch
    {
        SetValue s => s,
        RefValue { IsNativeCollection: true } r => new DocumentsSet(r),
        RefValue r => new SingletonSet(r),
        _ => null,
    };

    public static SetValue Of(Value value, Position position)
    {
        if (value is UnresolvedRefValue unresolved)
        {
            throw Undefined(unresolved, position).Exception();
        }

        return TryOf(value) ?? throw FormCall.Expected(position, "Ref or Set", value);
    }

    public static QueryError Undefined(UnresolvedRefValue reference, Position position) =>
        new(position, "invalid ref", $"Ref refers to undefined {NativeCollection.KindOf(reference.Native)} '{reference.Name}'");
}

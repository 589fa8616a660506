using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>Values as sets.</summary>
internal static class SetValues
{
    public static FqlSet Of(Value value) => value switch
    {
        FqlSet s => s,
        ArrayValue a => new ArraySet(a.Items),
        NullValue => new ArraySet([]),
        _ => new SingleSet(value),
    };
}

using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>A function of the language.</summary>
/// <param name="frame">The query.</param>
/// <param name="self">What it is called on.</param>
/// <param name="arguments">What it is called with.</param>
internal delegate Value Method(Frame frame, Value self, Arguments arguments);

/// <summary>What can be done with values of a type.</summary>
internal sealed class MethodTable
{
    /// <summary>What is read without a call.</summary>
    public Dictionary<string, Func<Value, Value>> Fields { get; } = [];

    public Dictionary<string, Method> Methods { get; } = [];

    public Method this[string name]
    {
        set => Methods[name] = value;
    }
}

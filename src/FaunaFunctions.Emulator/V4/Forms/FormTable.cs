using FaunaFunctions.Emulator.V4.Language;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>All functions of the language.</summary>
internal static class FormTable
{
    public static IReadOnlyList<Form> All { get; } =
    [
        .. ControlForms.All,
        .. ReferenceForms.All,
        .. SetForms.All,
        .. ReadForms.All,
        .. ListForms.All,
        .. LogicForms.All,
        .. MathForms.All,
        .. TextForms.All,
        .. TimeForms.All,
        .. WriteForms.All,
        .. SchemaForms.All,
    ];
}

using FaunaFunctions.Emulator.V10.Sets;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of the module <c>Set</c>.</summary>
internal static class SetModule
{
    public static MethodTable Table { get; } = new()
    {
        ["single"] = (_, _, a) => new SingleSet(a.Expect(1)[0]),
        ["sequence"] = (_, _, a) => new SequenceSet(a.Expect(2).Long(0, "from"), a.Long(1, "until")),
        ["paginate"] = (f, _, a) => SetPages.Next(f, a.Expect(1, 2).Text(0, "cursor"), a.Count > 1 ? SetPages.CheckSize(a, 1) : null, a.Span),
    };
}

using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Functions of documents, those included that are not there.</summary>
internal static class DocumentMethods
{
    public static MethodTable Table { get; } = new()
    {
        ["exists"] = (f, s, _) => BoolValue.Of(!Nulls.IsNull(f, s)),
        ["update"] = (f, s, a) => Update(f, s, a, areData: false, replace: false),
        ["updateData"] = (f, s, a) => Update(f, s, a, areData: true, replace: false),
        ["replace"] = (f, s, a) => Update(f, s, a, areData: false, replace: true),
        ["replaceData"] = (f, s, a) => Update(f, s, a, areData: true, replace: true),
        ["delete"] = (f, s, a) => Existing(f, s, a) is { Reference.IsUserDocument: true } own ? DocumentWriter.Delete(f, own, a.Span) : SchemaWriter.Delete(f, (DocValue)s, a.Span),
        ["toString"] = (_, s, _) => new StringValue(TextOf.Value(s)),
    };

    private static DocValue Update(Frame frame, Value self, Arguments arguments, bool areData, bool replace)
    {
        var document = Existing(frame, self, arguments);
        var fields = arguments.Expect(1).Of<ObjectValue>(0, "data", "Object");
        return document.Reference.IsUserDocument
            ? DocumentWriter.Update(frame, document, fields, areData, replace, arguments.Span)
            : SchemaWriter.Update(frame, document, fields, replace, arguments.Span);
    }

    private static DocValue Existing(Frame frame, Value self, Arguments arguments) =>
        Nulls.Missing(frame, self) is { } missing ? throw Nulls.Access(frame, missing, arguments.Function, arguments.Span) : (DocValue)self;
}

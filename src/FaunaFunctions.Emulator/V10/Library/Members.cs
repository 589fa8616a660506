using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Fields and functions of values.</summary>
internal static class Members
{
    public static Value Get(Frame frame, Value self, string name, Span span)
    {
        switch (self)
        {
            case NullDocValue missing:
                return OfMissing(frame, missing, name, span);
            case DocValue document:
                return OfDocument(frame, document, name, span);
            case NullValue:
                throw Nulls.Access(frame, self, name, span);
            case ObjectValue o when o[name] is { } field:
                return field;
            case CollectionModule or ModuleValue when ModuleMembers.Get(frame, self, name) is { } member:
                return member;
            default:
                break;
        }

        var table = TableOf(self);
        return table?.Fields.TryGetValue(name, out var read) == true ? read(self)
            : Find(self, name) is { } method ? Bound(self, name, method)
            : NullValue.Instance;
    }

    /// <summary>Calls a function of a value.</summary>
    public static Value Invoke(Frame frame, Value self, string name, Arguments arguments, Span span)
    {
        if (Find(self, name) is { } method)
        {
            return method(frame, self, arguments);
        }

        if (self is ModuleValue or CollectionModule && ModuleMembers.Find(frame, self, name) is { } own)
        {
            return own(frame, self, arguments);
        }

        if (Nulls.Missing(frame, self) is { } missing)
        {
            throw Nulls.Access(frame, missing, name, span);
        }

        var value = Get(frame, self, name, span);
        return value is NullValue ? throw NoFunction(name, TypeNames.Of(self), span) : Functions.Call(frame, value, arguments);
    }

    public static QueryFailure NoFunction(string name, string type, Span span) =>
        new("invalid_function_invocation", $"The function `{name}` does not exist on `{type}`", span);

    private static Method? Find(Value self, string name) => TableOf(self)?.Methods.GetValueOrDefault(name);

    private static MethodTable? TableOf(Value self) => self switch
    {
        DocValue or NullDocValue => DocumentMethods.Table,
        StringValue => StringMethods.Table,
        LongValue or DoubleValue => NumberMethods.Table,
        ArrayValue => ArrayMethods.Table,
        FqlSet => SetMethods.Table,
        TimeValue => TimeMethods.Times,
        DateValue => TimeMethods.Dates,
        BoolValue or IdValue or BytesValue or UuidValue or ObjectValue => TextOf.Table,
        _ => null,
    };

    private static Value OfDocument(Frame frame, DocValue document, string name, Span span)
    {
        if (name == "id" && document.Reference.IsUserDocument)
        {
            return new IdValue(document.Reference.Id);
        }

        var view = DocumentReader.Read(frame, document);
        return view.Missing is { } missing ? OfMissing(frame, missing, name, span)
            : DocumentFields.Get(frame, document, view.Version!, name)
            ?? (Find(document, name) is { } method ? Bound(document, name, method) : NullValue.Instance);
    }

    private static Value OfMissing(Frame frame, NullDocValue missing, string name, Span span) => name switch
    {
        "id" when missing.Reference is { } reference && !NativeCollection.IsNamed(reference.Collection) => new IdValue(reference.Id),
        "coll" when missing.Reference is { } reference => DocumentFields.Module(frame.Run, reference),
        "exists" => Bound(missing, name, DocumentMethods.Table.Methods[name]),
        _ => throw Nulls.Access(frame, missing, name, span),
    };

    private static NativeFunction Bound(Value self, string name, Method method) => new(name, (frame, arguments) => method(frame, self, arguments));
}

using System.Globalization;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Null, and documents that are not there, which count as null.</summary>
internal static class Nulls
{
    public static bool IsNull(Frame frame, Value value) => Missing(frame, value) is not null;

    /// <summary>The value when it counts as null; null when it does not.</summary>
    public static Value? Missing(Frame frame, Value value) => value switch
    {
        NullValue or NullDocValue => value,
        DocValue d => DocumentReader.Read(frame, d).Missing,
        _ => null,
    };

    /// <summary>What <c>!</c> says of it.</summary>
    public static QueryFailure Failure(Frame frame, Value missing, Span span) => missing switch
    {
        NullDocValue { Cause: NullDocValue.Denied } => new QueryFailure("null_value", "Null value, due to permission denied", span),
        NullDocValue d => NotFound(frame, d, span),
        _ => new QueryFailure("null_value", "Null value", span),
    };

    /// <summary>What looking into it says.</summary>
    public static QueryFailure Access(Frame frame, Value missing, string field, Span span) => missing switch
    {
        NullDocValue { Cause: NullDocValue.Denied } => QueryFailure.Denied(span),
        NullDocValue d => NotFound(frame, d, span),
        _ => new QueryFailure("invalid_null_access", $"Cannot access `{field}` on null.", span),
    };

    private static QueryFailure NotFound(Frame frame, NullDocValue document, Span span)
    {
        var collection = Names.CollectionOf(frame.Run, document);
        var named = document.Name ?? (document.Reference is { } r && NativeCollection.IsNamed(r.Collection) ? Names.NameOf(frame.Run, r) : null);
        var what = named is not null ? $"name {named}" : $"id {document.Reference?.Id.ToString(CultureInfo.InvariantCulture)}";
        return document.Cause == NullDocValue.Deleted
            ? new QueryFailure("document_deleted", $"Document with {what} in collection `{collection}` is deleted.", span)
            : new QueryFailure("document_not_found", $"Collection `{collection}` does not contain document with {what}.", span);
    }
}

using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Faults;

/// <summary>Changes pages of FQL v10: objects with <c>data</c>, whose elements are documents, ids or projections that hold an id.</summary>
internal static class FqlPageEdit
{
    /// <summary>The changed answer; null when it is not one that the change is for.</summary>
    public static Value? Apply(PageEdit edit, Value answer, Database database)
    {
        if (answer is not ObjectValue page || page["data"] is not ArrayValue { Items.Count: > 0 } data || database.Find(NativeCollection.Collections, edit.Collection) is not { } collection)
        {
            return null;
        }

        var ids = data.Items.Select(i => IdOf(i, (int)collection)).ToList();
        if (ids.Contains(null) || data.Items.All(IsDocument) != (edit.Kind == PageKind.Documents))
        {
            return null;
        }

        var items = data.Items.ToList();
        var at = edit.Adds ? ids.FindIndex(id => id >= edit.Id) : ids.IndexOf(edit.Id);
        if (at < 0 || (edit.Adds && ids[at] == edit.Id))
        {
            return null;
        }

        if (edit.Adds)
        {
            items.Insert(at, WithId(items[at], new RefValue(database.Scope, (int)collection, edit.Id)));
        }
        else
        {
            items.RemoveAt(at);
        }

        return page.With("data", new ArrayValue(items));
    }

    private static bool IsDocument(Value item) => item is DocValue || (item is ObjectValue o && o["id"] is not null && o.Count > 1);

    private static long? IdOf(Value item, int collection) => item switch
    {
        DocValue d when d.Reference.Collection == collection => d.Reference.Id,
        IdValue i => i.Id,
        StringValue s => References.TryId(s.Value),
        ObjectValue o when o["id"] is { } id => IdOf(id, collection),
        _ => null,
    };

    private static Value WithId(Value item, RefValue reference) => item switch
    {
        DocValue d => new DocValue(reference, d.ReadTs) { LooksLike = d.Reference },
        ObjectValue o => o.With("id", new IdValue(reference.Id)),
        _ => new IdValue(reference.Id),
    };
}

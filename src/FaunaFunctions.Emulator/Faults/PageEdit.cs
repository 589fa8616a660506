using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Faults;

/// <summary>Which pages a change of an answer is for.</summary>
public enum PageKind
{
    /// <summary>Pages of whole documents.</summary>
    Documents,

    /// <summary>Pages of anything else that tells the document: its id, a reference, a row of an index.</summary>
    Ids,
}

/// <summary>A document that one answer is to hide, or to hold although it is not there.</summary>
/// <param name="Collection">Name of the collection.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Kind">The pages it is for.</param>
/// <param name="Adds">Add it, or drop it.</param>
internal sealed record PageEdit(string Collection, long Id, PageKind Kind, bool Adds)
{
    /// <summary>The changed answer; null when it is not one that the change is for.</summary>
    public Value? Apply(Value answer, Database database)
    {
        if (answer is not PageValue { Items.Count: > 0 } page || database.Find(NativeCollection.Collections, Collection) is not { } collection)
        {
            return null;
        }

        var ids = page.Items.Select(i => IdOf(i, (int)collection)).ToList();
        if (ids.Contains(null) || page.Items.All(i => i is DocumentValue) != (Kind == PageKind.Documents))
        {
            return null;
        }

        var at = ids.FindIndex(id => id >= Id);
        var items = page.Items.ToList();
        if (!Adds)
        {
            at = ids.IndexOf(Id);
            if (at < 0)
            {
                return null;
            }

            items.RemoveAt(at);
            return page.With(items);
        }

        if (at < 0 || ids[at] == Id || (at == 0 && page.Before is not null))
        {
            return null;
        }

        items.Insert(at, WithId(items[at], new RefValue(database.Scope, (int)collection, Id)));
        return page.With(items);
    }

    private static long? IdOf(Value item, int collection) => item switch
    {
        DocumentValue d when d.Reference.Collection == collection => d.Reference.Id,
        RefValue r when r.Collection == collection => r.Id,
        StringValue s => References.TryId(s.Value),
        ArrayValue a => a.Items.Select(i => IdOf(i, collection)).FirstOrDefault(i => i is not null),
        _ => null,
    };

    private static Value WithId(Value item, RefValue reference) => item switch
    {
        DocumentValue d => new DocumentValue(reference, d.Version),
        RefValue => reference,
        StringValue => new StringValue(reference.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ArrayValue a => new ArrayValue([.. a.Items.Select(i => i is RefValue or StringValue ? WithId(i, reference) : i)]),
        _ => item,
    };
}

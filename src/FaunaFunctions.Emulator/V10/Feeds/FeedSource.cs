using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>A set taken apart for its feed: where documents come from, and what is done with them one after the other.</summary>
/// <param name="Collection">Number of the collection.</param>
/// <param name="Index">The index that a document must be found by; null for none.</param>
/// <param name="Document">The only document it is about; null for all.</param>
/// <param name="Steps">Filters and mappings, in order.</param>
internal sealed record FeedSource(int Collection, IndexSet? Index, RefValue? Document, IReadOnlyList<FqlSet> Steps)
{
    public static FeedSource Of(FqlSet set) => set switch
    {
        WhereSet s => Of(s.Source).Then(set),
        MapSet s => Of(s.Source).Then(set),
        SizedSet s => Of(s.Source),
        CollectionSet s => new FeedSource(s.Number, null, null, []),
        IndexSet s => new FeedSource(s.Number, s, null, []),
        SingleSet { Element: DocValue d } => new FeedSource(d.Reference.Collection, null, d.Reference, []),
        _ => throw new InvalidOperationException("The set has no event source."),
    };

    /// <summary>What the set shows of a version of a document; null when it is not in the set.</summary>
    public Value? Element(Frame frame, CollectionStore collection, DocValue document, DocumentVersion version)
    {
        if (Index is { } index && !(collection.Named.TryGetValue(index.Index, out var named) && named.Store.Matches(document.Reference, version, index.Terms)))
        {
            return null;
        }

        Value element = document;
        foreach (var step in Steps)
        {
            if (step is MapSet map)
            {
                element = Functions.Call(frame, map.Function, element);
            }
            else if (!Functions.Holds(frame, ((WhereSet)step).Predicate, element))
            {
                return null;
            }
        }

        return element;
    }

    private FeedSource Then(FqlSet step) => this with { Steps = [.. Steps, step] };
}

using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>The documents of a collection as rows, by id. Documents with negative ids are never among them.</summary>
internal static class DocumentRows
{
    /// <param name="frame">The query and the time to read at.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="edge">Where to begin; null at the end.</param>
    /// <param name="descending">The direction.</param>
    /// <param name="ask">Whether the right to read must be asked for with each document.</param>
    public static IEnumerable<SetRow> Read(Frame frame, CollectionStore collection, Edge? edge, bool descending, bool ask)
    {
        long? from = null;
        if (edge is { Cursor: [RefValue start, ..] })
        {
            if (start.Id < 0)
            {
                yield break;
            }

            from = start.Id;
        }
        else if (edge is { Cursor: [var first, ..] })
        {
            // Anything that sorts before references leaves all documents ahead, anything behind them none.
            var before = ValueOrder.Compare(first, collection.RefTo(0)) < 0;
            if (before == descending)
            {
                yield break;
            }
        }

        var run = frame.Run;
        var ts = frame.ReadTs;
        var snapshot = run.Snapshot;
        var documents = descending
            ? collection.Below(from is { } limit && edge!.Inclusive && limit < long.MaxValue ? limit + 1 : from is not null && !edge!.Inclusive ? from : null)
            : collection.From(from ?? 0);
        foreach (var document in documents)
        {
            if (document.Id < 0)
            {
                yield break;
            }

            if (document.VersionAt(ts) is not { } version || !version.IsLive(snapshot))
            {
                continue;
            }

            var row = new SetRow([], collection.RefTo(document.Id));
            if (from == document.Id && !IsWithin(row, edge!, descending))
            {
                continue;
            }

            run.RowsRead++;
            if (!ask || run.Access.CanReadDocument(run, row.Document))
            {
                yield return row;
            }
        }
    }

    // The rest of the cursor decides about the document that it begins with.
    private static bool IsWithin(in SetRow row, Edge edge, bool descending)
    {
        var order = RowOrder.Ascending.Compare(row, edge.Cursor);
        return order == 0 ? edge.Inclusive : order > 0 != descending;
    }
}

using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>An element of a set.</summary>
/// <param name="Values">The values that an index covers; empty for plain documents.</param>
/// <param name="Document">The document it stands for.</param>
/// <param name="Source">The set it came from, where that matters.</param>
internal readonly record struct SetRow(IReadOnlyList<Value> Values, RefValue Document, SetValue? Source = null)
{
    /// <summary>What a page shows.</summary>
    public Value Element => Values.Count switch
    {
        0 => Document,
        1 => Values[0],
        _ => new ArrayValue(Values),
    };

    /// <summary>A position in the row's order: its values, then its document, which also stands for anything beyond.</summary>
    public Value At(int position) => position < Values.Count ? Values[position] : Document;
}

/// <summary>Where to begin: a prefix of a row.</summary>
/// <param name="Cursor">The prefix.</param>
/// <param name="Inclusive">Whether rows that begin with it are in.</param>
internal sealed record Edge(IReadOnlyList<Value> Cursor, bool Inclusive);

/// <summary>The order of a set's rows.</summary>
/// <param name="Index">The index whose order it is; null for ascending throughout.</param>
internal sealed record RowOrder(IndexStore? Index)
{
    public static readonly RowOrder Ascending = new((IndexStore?)null);

    /// <summary>Compares a row with a prefix; equal when it begins with it.</summary>
    public int Compare(in SetRow row, IReadOnlyList<Value> prefix)
    {
        for (var i = 0; i < prefix.Count; i++)
        {
            var result = CompareAt(i, row.Values.Count, row.At(i), prefix[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    public int Compare(in SetRow a, in SetRow b)
    {
        var count = Math.Max(a.Values.Count, b.Values.Count);
        for (var i = 0; i <= count; i++)
        {
            var result = CompareAt(i, count, a.At(i), b.At(i));
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    private int CompareAt(int position, int values, Value a, Value b) =>
        Index is not null && position < values ? Index.CompareValue(position, a, b) : ValueOrder.Compare(a, b);
}

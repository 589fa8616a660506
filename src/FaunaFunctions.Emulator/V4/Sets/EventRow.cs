using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Sets;

/// <summary>An event and its place among others: by time, removals first, then by document and covered values.</summary>
/// <param name="Ts">When, µs.</param>
/// <param name="Action">For example <c>add</c>.</param>
/// <param name="Document">The document; null only in a cursor.</param>
/// <param name="Values">The values that an index covers.</param>
/// <param name="Data">Changed fields of a document; null for a set's events.</param>
internal readonly record struct EventRow(long Ts, string Action, RefValue? Document, IReadOnlyList<Value> Values, Value? Data)
{
    public static readonly IComparer<EventRow> Order = Comparer<EventRow>.Create((a, b) => a.CompareTo(b));

    /// <summary>Later sorts higher; what a cursor leaves out is not compared.</summary>
    public int CompareTo(in EventRow other)
    {
        var result = Ts.CompareTo(other.Ts);
        result = result != 0 ? result : Rank(Action).CompareTo(Rank(other.Action));
        if (result != 0 || Document is null || other.Document is null)
        {
            return result;
        }

        result = ValueOrder.Compare(Document, other.Document);
        for (var i = 0; result == 0 && i < Math.Min(Values.Count, other.Values.Count); i++)
        {
            result = ValueOrder.Compare(Values[i], other.Values[i]);
        }

        return result;
    }

    public EventValue ToValue() =>
        new(Ts, Action, Document, Data ?? (Values.Count == 0 ? null : new ArrayValue(Values)));

    private static int Rank(string action) => action is "remove" or "delete" ? 0 : action is "update" ? 1 : 2;
}

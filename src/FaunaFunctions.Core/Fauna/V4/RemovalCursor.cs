using System.Globalization;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Position of an event among a collection's events: by time, removes before adds, then id.</summary>
/// <param name="Ts">Time of the event, µs.</param>
/// <param name="IsRemove">Remove or add.</param>
/// <param name="Id">Document's id.</param>
internal readonly record struct RemovalCursor(long Ts, bool IsRemove, long Id)
{
    /// <summary>As it is stored: <c>ts,remove,id</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Ts},{(IsRemove ? "remove" : "add")},{Id}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no such cursor.</exception>
    public static RemovalCursor Parse(string text)
    {
        var parts = text.Split(',');
        if (parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ts)
            && parts[1] is "remove" or "add"
            && long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return new RemovalCursor(ts, parts[1] == "remove", id);
        }

        throw new FormatException($"'{text}' is not a cursor of removals, such as '1700000000000000,remove,101'.");
    }
}

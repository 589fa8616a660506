using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>Reads sets page by page. What a page's functions compute is as of the first page; whole documents are looked at later, in the present.</summary>
internal static class SetPages
{
    /// <summary>The first page.</summary>
    public static ObjectValue First(Frame frame, FqlSet set, int? size = null) =>
        Page(frame, set, null, size ?? set.PageSize, frame.System ?? frame.Run.Transaction.CommitTs);

    /// <summary>A further page.</summary>
    public static ObjectValue Next(Frame frame, string cursor, int? size, Span span)
    {
        var state = SetCursor.Read(frame.Run, cursor, span);
        var asOf = frame.AsOf(state.Snapshot);
        return Page(asOf, state.Set, state.From, size ?? state.Size, state.Snapshot);
    }

    /// <summary>The token of a set that has not been read.</summary>
    public static string Token(Frame frame, FqlSet set) =>
        SetCursor.Write(frame.Run, new SetCursor(set, null, frame.System ?? frame.Run.Transaction.CommitTs, set.PageSize));

    public static int CheckSize(Arguments arguments, int position)
    {
        var size = arguments.Long(position, "size");
        return size is >= 1 and <= FqlSet.MaxPageSize
            ? (int)size
            : throw new QueryFailure("invalid_bounds", $"expected `size` to be between 1 and {FqlSet.MaxPageSize} (inclusive), received {size}", arguments.Span);
    }

    private static ObjectValue Page(Frame frame, FqlSet set, Value? from, int size, long snapshot)
    {
        frame.Run.Transaction.Flush();
        var elements = new List<Value>();
        foreach (var item in set.Items(frame, from))
        {
            if (elements.Count == size)
            {
                // Only the next page is read at the time of an `at` around a cursor in full.
                var next = frame.At is { } at ? set.Pinned(at) : set;
                var after = SetCursor.Write(frame.Run, new SetCursor(next, item.Place, snapshot, elements.Count));
                return new ObjectValue(("data", new ArrayValue(elements)), ("after", new CursorValue(after)));
            }

            elements.Add(item.Value);
        }

        return new ObjectValue(("data", new ArrayValue(elements)));
    }
}

namespace FaunaFunctions.Core.Records;

/// <summary>
/// What v4's <c>Select</c> finds in a reference as v10 tells it: <c>id</c>, and <c>collection</c> (formerly <c>class</c>) with its own <c>id</c> and
/// <c>collection</c>. The methods write the value; or nothing, and answer false, when nothing is there.
/// </summary>
internal static class ReferencePart
{
    /// <param name="id">The document's id, as a JSON string.</param>
    /// <param name="collection">Its collection's name, as a JSON string.</param>
    /// <param name="names">The path within the reference; at least one name.</param>
    /// <param name="output">Receives the value.</param>
    public static bool WriteOfDocument(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> collection, ReadOnlySpan<byte[]> names, RecordBuffer output)
    {
        if (!IsCollection(names[0]))
        {
            return WriteId(id, names, output);
        }

        if (names.Length > 1)
        {
            return WriteOfSchema(collection, "collections"u8, names[1..], output);
        }

        output.Append("{\"id\":"u8);
        output.Append(collection);
        output.Append(",\"type\":\"collection\"}"u8);
        return true;
    }

    /// <param name="id">The schema item's name or id, as a JSON string.</param>
    /// <param name="native">What v4 calls the collection of such items; empty when there is none to be told.</param>
    /// <param name="names">The path within the reference; at least one name.</param>
    /// <param name="output">Receives the value.</param>
    public static bool WriteOfSchema(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> native, ReadOnlySpan<byte[]> names, RecordBuffer output)
    {
        if (!IsCollection(names[0]))
        {
            return WriteId(id, names, output);
        }

        var isWhole = names.Length == 1;
        if (native.IsEmpty || !(isWhole || (names.Length == 2 && Is(names[1], "id"u8))))
        {
            return false;
        }

        output.Append(isWhole ? "{\"id\":\""u8 : "\""u8);
        output.Append(native);
        output.Append(isWhole ? "\",\"type\":\"unknown\"}"u8 : "\""u8);
        return true;
    }

    private static bool WriteId(ReadOnlySpan<byte> id, ReadOnlySpan<byte[]> names, RecordBuffer output)
    {
        if (names.Length != 1 || !Is(names[0], "id"u8))
        {
            return false;
        }

        output.Append(id);
        return true;
    }

    private static bool IsCollection(byte[] name) => Is(name, "collection"u8) || Is(name, "class"u8);

    private static bool Is(byte[] name, ReadOnlySpan<byte> value) => name.AsSpan().SequenceEqual(value);
}

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Writes the additional columns of a v10 document that has been read. Paths mean what v4's <c>Select</c> finds in the same document: <c>ref</c>,
/// <c>ts</c>, <c>ttl</c> and <c>data</c> at the top, references gone into.
/// </summary>
/// <param name="columns">Where their values were met.</param>
/// <param name="values">Writes them.</param>
/// <param name="record">Receives them.</param>
/// <param name="collection">The collection's name, as a JSON string.</param>
internal sealed class V10ColumnWriter(
    ColumnPaths columns, ValueConverter<V10TaggedValues> values, RecordBuffer record, byte[] collection)
{
    private readonly TaggedContent _content = new(record);

    /// <param name="page">The answer.</param>
    /// <param name="document">The document, read.</param>
    /// <param name="start">Where it starts.</param>
    public void Write(ReadOnlySpan<byte> page, V10DocumentReader document, nint start)
    {
        foreach (var column in columns.Columns)
        {
            record.Append(column.Head);
            if (!WriteValue(page, column, document))
            {
                column.RequireOptional(start);
                record.Append("null"u8);
            }
        }
    }

    /// <summary>Writes the column's value; nothing, and false, when there is none or it is null.</summary>
    private bool WriteValue(ReadOnlySpan<byte> page, ColumnPaths.Column column, V10DocumentReader document)
    {
        ReadOnlySpan<byte[]> path = column.Path;
        var isTop = path.Length == 1;
        if (path[0].AsSpan().SequenceEqual("ts"u8))
        {
            if (isTop)
            {
                record.Append(document.Ts);
            }

            return isTop;
        }

        if (path[0].AsSpan().SequenceEqual("ref"u8))
        {
            if (!isTop)
            {
                return ReferencePart.WriteOfDocument(document.IdText(page), collection, path[1..], record);
            }

            record.Append("{\"id\":"u8);
            record.Append(document.IdText(page));
            record.Append(",\"collection\":"u8);
            record.Append(collection);
            record.Append(",\"type\":\"document\"}"u8);
            return true;
        }

        if (path[0].AsSpan().SequenceEqual("class"u8))
        {
            return ReferencePart.WriteOfDocument(document.IdText(page), collection, path, record);
        }

        if (isTop && path[0].AsSpan().SequenceEqual("data"u8))
        {
            document.WriteData(page);
            return true;
        }

        return WriteField(page, column);
    }

    private bool WriteField(ReadOnlySpan<byte> page, ColumnPaths.Column column)
    {
        nint at = columns.Deepest(column, out var names);
        if (names == column.Path.Length)
        {
            if (page[(int)at] == (byte)'n')
            {
                return false;
            }

            values.Convert(page, at, ColumnPaths.None);
            return true;
        }

        if (names == 0)
        {
            return false;
        }

        var tag = V10Reference.TagAt(page, ref at);
        return !tag.IsEmpty
            && V10Reference.ReadContent(page, tag, ref at, _content).WritePart(page, column.Path.AsSpan(names), record);
    }
}

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Writes the additional columns of a document that has been read: Fauna's <c>Select</c> from the top of the document,
/// which goes into references too. An element of an array has no name, so no path leads there.
/// </summary>
internal sealed class V4ColumnWriter(ColumnPaths columns, ValueConverter<V4TaggedValues> values, RecordBuffer record)
{
    /// <param name="page">The answer.</param>
    /// <param name="reference">Where the document's own reference starts.</param>
    /// <param name="data">Where the document's data starts; −1 without any.</param>
    public void Write(ReadOnlySpan<byte> page, int reference, int data)
    {
        foreach (var column in columns.Columns)
        {
            record.Append(column.Head);
            if (!WriteValue(page, column, reference, data))
            {
                column.RequireOptional(reference);
                record.Append("null"u8);
            }
        }
    }

    /// <summary>Writes the column's value; nothing, and false, when there is none or it is null.</summary>
    private bool WriteValue(ReadOnlySpan<byte> page, ColumnPaths.Column column, int reference, int data)
    {
        var at = columns.Deepest(column, out var names);
        if (names == column.Path.Length)
        {
            if (page[at] == (byte)'n')
            {
                return false;
            }

            values.Convert(page, at, ColumnPaths.None, isData: at == data);
            return true;
        }

        if (names == 0 && column.Path[0].AsSpan().SequenceEqual("class"u8))
        {
            return WriteOfReference(page, reference, column.Path);
        }

        return names > 0 && V4Reference.StandsAt(page, at) && WriteOfReference(page, at, column.Path.AsSpan(names));
    }

    private bool WriteOfReference(ReadOnlySpan<byte> page, int start, ReadOnlySpan<byte[]> names)
    {
        nint at = start;
        var reference = V4Reference.Read(page, ref at);
        ReadOnlySpan<byte> name = names[0];
        if (name.SequenceEqual("id"u8))
        {
            if (names.Length > 1)
            {
                return false;
            }

            reference.WriteId(page, record);
            return true;
        }

        var part = name.SequenceEqual("collection"u8) || name.SequenceEqual("class"u8) ? reference.Collection
            : name.SequenceEqual("database"u8) ? reference.Database
            : -1;
        if (part < 0)
        {
            return false;
        }

        if (names.Length > 1)
        {
            return WriteOfReference(page, part, names[1..]);
        }

        values.Convert(page, part, ColumnPaths.None);
        return true;
    }
}

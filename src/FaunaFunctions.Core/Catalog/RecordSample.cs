using System.Buffers;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Catalog;

/// <summary>Exported records of a collection's first documents, looked at and thrown away.</summary>
internal static class RecordSample
{
    // A record nests as deep as its document, and is an object itself.
    private const int MaximumDepth = WireText.MaxDepth + 16;
    private const int MostPerPage = 500;

    /// <summary>Hears of one field of one record, with the reader at the field's value.</summary>
    public delegate void Look(string name, ref Utf8JsonReader value);

    /// <summary>Writes the records of up to <paramref name="count"/> documents, by id, and shows every field of each to <paramref name="look"/>.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="layout">The record's columns.</param>
    /// <param name="count">The most documents, at least 1.</param>
    /// <param name="look">Must move the reader over the field's value, to its last token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number of documents.</returns>
    /// <exception cref="FaunaException">The documents could not be read.</exception>
    /// <exception cref="RecordInvalid">A document cannot become a record.</exception>
    public static async Task<int> ReadAsync(
        IFaunaSource source, RecordLayout layout, int count, Look look, CancellationToken cancellationToken)
    {
        var scan = new DocumentScan(await source.ReadTimeAsync(cancellationToken));
        var writer = source.CreateRecordWriter(layout);
        var record = new ArrayBufferWriter<byte>();
        DocumentKey? from = null;
        var seen = 0;
        do
        {
            var size = Math.Min(count - seen, MostPerPage);
            using var page = await source.ReadPageAsync(scan, from, size, observer: null, cancellationToken);
            seen += ShowPage(page, writer, record, look);
            from = page.Next;
        }
        while (from is not null && seen < count);

        return seen;
    }

    /// <summary>Shows every field of one record.</summary>
    public static void ShowRecord(ReadOnlySpan<byte> record, Look look)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaximumDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            look(name, ref reader);
        }
    }

    private static int ShowPage(FaunaPage page, IRecordWriter writer, ArrayBufferWriter<byte> record, Look look)
    {
        var documents = 0;
        var offset = page.FirstDocument;
        while (page.NextDocument(ref offset))
        {
            record.ResetWrittenCount();
            writer.WriteDocument(page.Json, ref offset, record);
            ShowRecord(record.WrittenSpan, look);
            documents++;
        }

        return documents;
    }
}

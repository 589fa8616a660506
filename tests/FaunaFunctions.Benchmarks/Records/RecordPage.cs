using System.Buffers;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Benchmarks.Records;

/// <summary>A page of sample documents, and the writing of all its records into memory that is there already.</summary>
internal sealed class RecordPage
{
    private readonly IRecordWriter _writer;
    private readonly ArrayBufferWriter<byte> _output;

    public RecordPage(FaunaApi api, int documents, RecordLayout? layout = null)
    {
        Documents = documents;
        Json = new SampleDocuments(api).Page(1, documents);
        layout ??= RecordLayout.Default;
        _writer = api == FaunaApi.V10 ? new V10RecordWriter(layout, SampleDocuments.Collection) : new V4RecordWriter(layout);
        _output = new ArrayBufferWriter<byte>(2 * Json.Length);
    }

    public int Documents { get; }

    public byte[] Json { get; }

    /// <returns>Bytes of the records.</returns>
    public int WriteRecords()
    {
        _output.ResetWrittenCount();
        ReadOnlySpan<byte> page = Json;
        var offset = SampleDocuments.FirstDocument(page);
        for (var document = 0; document < Documents; document++)
        {
            _writer.WriteDocument(page, ref offset, _output);
            offset++;
        }

        return _output.WrittenCount;
    }

    /// <returns>The tokens of the page.</returns>
    public int WalkTokens() => TokenWalk.Count(Json);
}

using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>Reads one document of a v4 answer and writes its record, but for the line's end.</summary>
internal sealed class V4DocumentReader
{
    private readonly RecordBuffer _record;
    private readonly ColumnPaths _columns;
    private readonly ValueConverter<V4TaggedValues> _values;
    private readonly V4ColumnWriter _columnWriter;
    private readonly bool _dataColumn;

    private V4Reference _reference;
    private int _referenceAt;
    private int _tsAt;
    private int _tsEnd;
    private long _ts;
    private int _dataAt;
    private bool _dataWritten;

    public V4DocumentReader(RecordLayout layout, RecordBuffer record)
    {
        _record = record;
        _columns = new ColumnPaths(layout.AdditionalColumns);
        _values = new ValueConverter<V4TaggedValues>(record, _columns, new V4TaggedValues(record));
        _columnWriter = new V4ColumnWriter(_columns, _values, record);
        _dataColumn = layout.DataColumn;
    }

    /// <summary>The id of the document last read, also when the rest of it could not be; null when it was not found.</summary>
    public long? Id { get; private set; }

    /// <summary>Writes the record of the document whose <c>{</c> stands at <paramref name="start"/>.</summary>
    /// <exception cref="WireInvalid">It is malformed or lacks a required column.</exception>
    public DocumentKey Read(ReadOnlySpan<byte> page, int start, out int behind)
    {
        Begin();
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var at = JsonScan.Expect(ref json, start, end, (byte)'{', "a document");
        at = JsonScan.SkipSpace(ref json, at, end);
        if (at >= end || page[(int)at] != (byte)'}')
        {
            at = ReadFields(page, at);
        }

        behind = (int)JsonScan.Expect(ref json, at, end, (byte)'}', "',' or the end of the document");
        if (_referenceAt < 0 || _tsAt < 0)
        {
            WireInvalid.Throw(_referenceAt < 0 ? "it has no ref" : "it has no ts", start);
        }

        WriteHead(page);
        if (_dataColumn && !_dataWritten)
        {
            WriteDataLate(page);
        }

        _columnWriter.Write(page, _referenceAt, _dataAt);
        _record.Append((byte)'}');
        return new DocumentKey(_ts, Id.GetValueOrDefault());
    }

    /// <summary>The id at the head of a document that is broken further on; null where it cannot be read.</summary>
    public static long? PeekId(ReadOnlySpan<byte> page, int start)
    {
        var head = "{\"ref\":{\"@ref\":{\"id\":\""u8;
        var document = start < page.Length ? page[start..] : default;
        if (!document.StartsWith(head))
        {
            return null;
        }

        var text = document[head.Length..];
        var length = text.IndexOfAny((byte)'"', (byte)'\\');
        return length > 0 && text[length] == (byte)'"' && JsonText.TryReadId(text[..length], out var id) ? id : null;
    }

    private void Begin()
    {
        _record.Length = 0;
        _columns.Reset();
        Id = null;
        _referenceAt = _tsAt = _dataAt = -1;
        _dataWritten = false;
    }

    private nint ReadFields(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        while (true)
        {
            at = JsonScan.Expect(ref json, at, end, (byte)'"', "a field of the document");
            var name = at;
            at = JsonScan.StringEnd(ref json, at, end);
            var field = page[(int)name..(int)(at - 1)];
            at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
            at = ReadField(page, field, JsonScan.SkipSpace(ref json, at, end));
            at = JsonScan.SkipSpace(ref json, at, end);
            if (at >= end || page[(int)at] != (byte)',')
            {
                return at;
            }

            at++;
        }
    }

    private nint ReadField(ReadOnlySpan<byte> page, ReadOnlySpan<byte> field, nint at)
    {
        var node = _columns.Field(ColumnPaths.Top, field);
        if (JsonText.Says(field, "data"u8))
        {
            Once(_dataAt, at);
            _dataAt = (int)at;
            return ReadData(page, node, at);
        }

        if (JsonText.Says(field, "ref"u8))
        {
            Once(_referenceAt, at);
            Meet(node, at);
            return ReadReference(page, at);
        }

        if (JsonText.Says(field, "ts"u8))
        {
            Once(_tsAt, at);
            Meet(node, at);
            return ReadTs(page, at);
        }

        if (JsonText.StartsWithAt(field))
        {
            WireInvalid.Throw("a field of the document starts with '@'", at);
        }

        return Check(page, node, at, isData: false);
    }

    private nint ReadReference(ReadOnlySpan<byte> page, nint at)
    {
        var start = at;
        _reference = V4Reference.Read(page, ref at);
        if (!_reference.IsDocument || !JsonText.TryReadId(_reference.Id(page), out var id))
        {
            WireInvalid.Throw("its ref is not a reference to a document", start);
            return at;
        }

        _referenceAt = (int)start;
        Id = id;
        return at;
    }

    private nint ReadTs(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        if (at >= end || page[(int)at] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "the number of microseconds that ts is");
        }

        _tsAt = (int)at;
        _tsEnd = (int)JsonScan.NumberEnd(ref json, at, end);
        if (!Utf8Parser.TryParse(page[_tsAt.._tsEnd], out _ts, out var used) || used != _tsEnd - _tsAt || (_ts == 0 && used > 1))
        {
            WireInvalid.Throw("its ts is not a whole number of 64 bits", at);
        }

        return _tsEnd;
    }

    private nint ReadData(ReadOnlySpan<byte> page, int node, nint at)
    {
        if (at >= page.Length || page[(int)at] != (byte)'{')
        {
            WireInvalid.ThrowUnexpected(ref MemoryMarshal.GetReference(page), at, page.Length, "the object that a document's data is");
        }

        if (!_dataColumn || _referenceAt < 0 || _tsAt < 0)
        {
            return Check(page, node, at, isData: true);
        }

        WriteHead(page);
        _record.Append(",\"data\":"u8);
        _dataWritten = true;
        return _values.Convert(page, at, node, isData: true);
    }

    /// <summary>Reads a value for its correctness and its columns alone.</summary>
    private nint Check(ReadOnlySpan<byte> page, int node, nint at, bool isData)
    {
        var written = _record.Length;
        at = _values.Convert(page, at, node, isData);
        _record.Length = written;
        return at;
    }

    private void WriteHead(ReadOnlySpan<byte> page)
    {
        if (_dataWritten)
        {
            return;
        }

        _record.Append("{\"ref\":"u8);
        _reference.WriteId(page, _record);
        _record.Append(",\"ts\":"u8);
        _record.Append(page[_tsAt.._tsEnd]);
    }

    /// <summary>Data that the document lacks, or that came before its ref and ts.</summary>
    private void WriteDataLate(ReadOnlySpan<byte> page)
    {
        _record.Append(",\"data\":"u8);
        if (_dataAt < 0)
        {
            _record.Append("{}"u8);
        }
        else
        {
            _values.Convert(page, _dataAt, ColumnPaths.None, isData: true);
        }
    }

    private void Meet(int node, nint at)
    {
        if (node != ColumnPaths.None)
        {
            _columns.Met(node, (int)at);
        }
    }

    private static void Once(int before, nint at)
    {
        if (before >= 0)
        {
            WireInvalid.Throw("ref, ts or data is there twice", at);
        }
    }
}

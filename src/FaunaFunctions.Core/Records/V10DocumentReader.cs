using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Reads one document of a v10 answer and writes its record, but for the line's end. A document comes in two forms: whole, <c>{"@doc":{…}}</c>, with
/// the user's fields beside the system's; or mapped, <c>{"id":…,"ts":…,"ttl":…,"data":…}</c>, with all of them under <c>data</c>.
/// </summary>
/// <remarks>
/// A whole document holds fields whose names v10 reserves under <c>data</c>, last. They go back beside the others; and where a computed field has the
/// name of a stored one, which is what put the stored one there, the stored one counts, as it does for v4.
/// </remarks>
internal sealed class V10DocumentReader
{
    private readonly RecordBuffer _record;
    private readonly ColumnPaths _columns;
    private readonly V10TaggedValues _tagged;
    private readonly ValueConverter<V10TaggedValues> _values;
    private readonly V10ColumnWriter _columnWriter;
    private readonly byte[] _collection;
    private readonly bool _dataColumn;
    private readonly int _dataNode;
    private readonly int _ttlNode;

    private bool _isWhole;
    private bool _mayHaveAt;
    private bool _isDataOpen;
    private int _idAt;
    private int _idEnd;
    private int _collectionAt;
    private int _tsAt;
    private int _ttlAt;
    private int _dataAt;
    private int _fieldsAt;
    private int _dataStart;
    private long _ts;

    /// <param name="layout">The columns.</param>
    /// <param name="collection">The collection's name as UTF-8.</param>
    /// <param name="record">Receives the record.</param>
    public V10DocumentReader(RecordLayout layout, byte[] collection, RecordBuffer record)
    {
        _record = record;
        _collection = collection;
        _columns = new ColumnPaths(layout.AdditionalColumns);
        _tagged = new V10TaggedValues(record);
        _values = new ValueConverter<V10TaggedValues>(record, _columns, _tagged);
        _columnWriter = new V10ColumnWriter(_columns, _values, record, RecordColumn.Text(collection));
        _dataColumn = layout.DataColumn;
        _dataNode = _columns.Field(ColumnPaths.Top, "data"u8);
        _ttlNode = _columns.Field(ColumnPaths.Top, "ttl"u8);
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
        var at = OpenDocument(page, start);
        _fieldsAt = (int)at;
        at = ReadFields(page, at, Purpose.Document);
        at = JsonScan.Expect(ref json, at, end, (byte)'}', "',' or the end of the document");
        for (var wrappers = (_isWhole ? 1 : 0) + (_mayHaveAt ? 1 : 0); wrappers > 0; wrappers--)
        {
            at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of the document");
        }

        behind = (int)at;
        RequireHead(start);
        if (_isWhole && _collectionAt < 0)
        {
            WireInvalid.Throw("it has no coll", start);
        }

        FinishData(page);
        _columnWriter.Write(page, this, start);
        _record.Append((byte)'}');
        return new DocumentKey(_ts, Id.GetValueOrDefault());
    }

    /// <summary>The document's id as a JSON string.</summary>
    public ReadOnlySpan<byte> IdText(ReadOnlySpan<byte> page) => page[_idAt.._idEnd];

    /// <summary>The document's time, µs.</summary>
    public long Ts => _ts;

    /// <summary>Writes the whole data object once more.</summary>
    public void WriteData(ReadOnlySpan<byte> page) => WriteData(page, meet: false);

    private void Begin()
    {
        _record.Length = 0;
        _columns.Reset();
        Id = null;
        _idAt = _collectionAt = _tsAt = _ttlAt = _dataAt = -1;
        _isDataOpen = false;
    }

    /// <summary>Behind the brace before the first field.</summary>
    private nint OpenDocument(ReadOnlySpan<byte> page, nint start)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var at = JsonScan.Expect(ref json, start, end, (byte)'{', "a document");
        var first = V10Fields.FirstKey(page, at, out var behind);
        _isWhole = JsonText.Says(first, "@doc"u8);
        _mayHaveAt = false;
        if (!_isWhole)
        {
            if (JsonText.StartsWithAt(first))
            {
                WireInvalid.Throw("something else stands where a document was expected", start);
            }

            return at;
        }

        at = JsonScan.Expect(ref json, behind, end, (byte)':', "':'");
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "a document's fields");
        return V10Fields.OpenWrapped(page, at, ref _mayHaveAt);
    }

    /// <summary>Goes through the fields of an object, and stops before the brace that closes it.</summary>
    private nint ReadFields(ReadOnlySpan<byte> page, nint at, Purpose purpose)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.SkipSpace(ref json, at, end);
        if (at < end && page[(int)at] == (byte)'}')
        {
            return at;
        }

        while (true)
        {
            var quote = JsonScan.Expect(ref json, at, end, (byte)'"', "a field of the document") - 1;
            at = JsonScan.StringEnd(ref json, quote + 1, end);
            var name = page[(int)quote..(int)at];
            at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
            at = JsonScan.SkipSpace(ref json, at, end);
            at = purpose switch
            {
                Purpose.Document => ReadField(page, name, at),
                Purpose.Head => ReadHeadField(page, name[1..^1], at) ?? _tagged.Skip(page, at),
                _ => WriteField(page, name, at, purpose),
            };
            at = JsonScan.SkipSpace(ref json, at, end);
            if (at >= end || page[(int)at] != (byte)',')
            {
                return at;
            }

            at++;
        }
    }

    private nint ReadField(ReadOnlySpan<byte> page, ReadOnlySpan<byte> quoted, nint at)
    {
        var name = quoted[1..^1];
        if (ReadHeadField(page, name, at) is { } behind)
        {
            return behind;
        }

        if (JsonText.Says(name, "data"u8))
        {
            Once(ref _dataAt, at);
            return _tagged.Skip(page, at);
        }

        if (!_isWhole || (!_mayHaveAt && JsonText.StartsWithAt(name)))
        {
            WireInvalid.Throw("it has a field that is not known here", at);
        }

        OpenData(page);
        return WriteValue(page, quoted, at, _columns.Field(_dataNode, name), keep: _dataColumn);
    }

    /// <summary>Behind one of the system's fields; null for any other.</summary>
    private nint? ReadHeadField(ReadOnlySpan<byte> page, ReadOnlySpan<byte> name, nint at)
    {
        if (JsonText.Says(name, "id"u8))
        {
            Once(ref _idAt, at);
            return ReadId(page, at);
        }

        if (JsonText.Says(name, "ts"u8))
        {
            Once(ref _tsAt, at);
            _ts = V10Time.Read(page, ref at);
            return at;
        }

        if (_isWhole && JsonText.Says(name, "coll"u8))
        {
            Once(ref _collectionAt, at);
            var (start, behind) = V10Modules.Read(page, ref at);
            if (!JsonText.Says(page[start..behind], _collection))
            {
                WireInvalid.Throw("it is a document of another collection", start);
            }

            return at;
        }

        if (JsonText.Says(name, "ttl"u8))
        {
            Once(ref _ttlAt, at);
            var written = _record.Length;
            at = _values.Convert(page, at, _ttlNode);
            _record.Length = written;
            return at;
        }

        return null;
    }

    private nint ReadId(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        var text = JsonScan.Expect(ref json, at, page.Length, (byte)'"', "a document's id");
        var behind = JsonScan.StringEnd(ref json, text, page.Length);
        if (!JsonText.TryReadId(page[(int)text..(int)(behind - 1)], out var id))
        {
            WireInvalid.Throw("its id is not a whole number of 64 bits", text);
        }

        Id = id;
        _idEnd = (int)behind;
        return behind;
    }

    private void OpenData(ReadOnlySpan<byte> page)
    {
        if (_isDataOpen)
        {
            return;
        }

        if (_idAt < 0 || _tsAt < 0)
        {
            // No server writes them behind the fields; a proxy might.
            ReadFields(page, _fieldsAt, Purpose.Head);
            RequireHead(_fieldsAt);
        }

        _isDataOpen = true;
        _record.Append("{\"ref\":"u8);
        _record.Append(IdText(page));
        _record.Append(",\"ts\":"u8);
        _record.Append(_ts);
        if (_dataColumn)
        {
            _record.Append(",\"data\":"u8);
        }

        _dataStart = _record.Length;
        if (_dataColumn)
        {
            _record.Append((byte)'{');
        }
    }

    private void FinishData(ReadOnlySpan<byte> page)
    {
        OpenData(page);
        if (_dataAt < 0)
        {
            if (_dataColumn)
            {
                _record.Append((byte)'}');
            }

            return;
        }

        _columns.Reset();
        if (_ttlNode != ColumnPaths.None && _ttlAt >= 0)
        {
            _columns.Met(_ttlNode, _ttlAt);
        }

        _record.Length = _dataStart;
        WriteData(page, meet: true);
        _record.Length = _dataColumn ? _record.Length : _dataStart;
    }

    private void WriteData(ReadOnlySpan<byte> page, bool meet)
    {
        _record.Append((byte)'{');
        if (_isWhole)
        {
            ReadFields(page, _fieldsAt, meet ? Purpose.FieldsMeeting : Purpose.Fields);
        }

        if (_dataAt >= 0 && page[_dataAt] != (byte)'n')
        {
            ReadFields(page, OpenMoved(page), meet ? Purpose.MovedMeeting : Purpose.Moved);
        }

        _record.Append((byte)'}');
    }

    private nint OpenMoved(ReadOnlySpan<byte> page)
    {
        var at = JsonScan.Expect(ref MemoryMarshal.GetReference(page), _dataAt, page.Length, (byte)'{', "the object that data is");
        var isWrapped = false;
        var inner = V10Fields.OpenWrapped(page, at, ref isWrapped);
        if (!isWrapped && JsonText.StartsWithAt(V10Fields.FirstKey(page, at, out _)))
        {
            WireInvalid.Throw("a document's data is not an object", _dataAt);
        }

        return inner;
    }

    private nint WriteField(ReadOnlySpan<byte> page, ReadOnlySpan<byte> quoted, nint at, Purpose purpose)
    {
        var name = quoted[1..^1];
        var isMoved = purpose is Purpose.Moved or Purpose.MovedMeeting;
        if (!isMoved && (IsSystems(name) || (_dataAt >= 0 && V10Fields.Contains(page, OpenMoved(page), name, _tagged))))
        {
            return _tagged.Skip(page, at);
        }

        var meets = purpose is Purpose.FieldsMeeting or Purpose.MovedMeeting;
        return WriteValue(page, quoted, at, meets ? _columns.Field(_dataNode, name) : ColumnPaths.None, keep: true);
    }

    private nint WriteValue(ReadOnlySpan<byte> page, ReadOnlySpan<byte> quoted, nint at, int node, bool keep)
    {
        var written = _record.Length;
        if (keep && _record.Last != (byte)'{')
        {
            _record.Append((byte)',');
        }

        _record.Append(quoted);
        _record.Append((byte)':');
        at = _values.Convert(page, at, node);
        _record.Length = keep ? _record.Length : written;
        return at;
    }

    private static bool IsSystems(ReadOnlySpan<byte> name) =>
        JsonText.Says(name, "id"u8) || JsonText.Says(name, "coll"u8) || JsonText.Says(name, "ts"u8) || JsonText.Says(name, "ttl"u8)
        || JsonText.Says(name, "data"u8);

    private void RequireHead(nint at)
    {
        if (_idAt < 0 || _tsAt < 0)
        {
            WireInvalid.Throw(_idAt < 0 ? "it has no id" : "it has no ts", at);
        }
    }

    private static void Once(ref int before, nint at)
    {
        if (before >= 0 && before != at)
        {
            WireInvalid.Throw("id, coll, ts, ttl or data is there twice", at);
        }

        before = (int)at;
    }

    /// <summary>What going through an object's fields is for.</summary>
    private enum Purpose
    {
        /// <summary>Reading the document for the first time.</summary>
        Document,

        /// <summary>Finding the system's fields only.</summary>
        Head,

        /// <summary>Writing the user's fields that stand beside the system's.</summary>
        Fields,

        /// <summary>The same, noting where columns' values are.</summary>
        FieldsMeeting,

        /// <summary>Writing the fields under <c>data</c>.</summary>
        Moved,

        /// <summary>The same, noting where columns' values are.</summary>
        MovedMeeting,
    }
}

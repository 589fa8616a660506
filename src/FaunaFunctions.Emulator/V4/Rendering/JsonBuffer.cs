using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>JSON as UTF-8 in segments, so that an answer may be larger than one array. Long ready-made parts are not copied.</summary>
/// <param name="segmentSize">Bytes of a segment, unless something longer is written.</param>
internal sealed class JsonBuffer(int segmentSize = 64 * 1024) : IBufferWriter<byte>
{
    private const int LongPart = 16 * 1024;
    private static readonly SearchValues<char> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (char)i), '"', '\\']);

    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private byte[] _current = [];
    private int _start;
    private int _end;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>What has been written, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Segments()
    {
        Close();
        return _segments;
    }

    public void Write(ReadOnlySpan<byte> json)
    {
        json.CopyTo(GetSpan(json.Length));
        Advance(json.Length);
    }

    /// <summary>Adds bytes that will not change.</summary>
    public void WriteReady(byte[] json)
    {
        if (json.Length < LongPart)
        {
            Write(json);
            return;
        }

        Close();
        _segments.Add(json);
        Length += json.Length;
    }

    public void Write(byte single)
    {
        GetSpan(1)[0] = single;
        Advance(1);
    }

    public void WriteLong(long value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(20), out var written);
        Advance(written);
    }

    /// <summary>A string in quotes; what need not be escaped is not.</summary>
    public void WriteString(string text)
    {
        Write((byte)'"');
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAny(s_escaped);
            var part = plain < 0 ? rest : rest[..plain];
            Advance(Encoding.UTF8.GetBytes(part, GetSpan(Encoding.UTF8.GetMaxByteCount(part.Length))));
            if (plain < 0)
            {
                break;
            }

            Escape(rest[plain]);
            rest = rest[(plain + 1)..];
        }

        Write((byte)'"');
    }

    public void Advance(int count)
    {
        _end += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _current.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _current.AsSpan(_end);
    }

    public byte[] ToArray()
    {
        var all = new byte[Length];
        var at = 0;
        foreach (var segment in Segments())
        {
            segment.Span.CopyTo(all.AsSpan(at));
            at += segment.Length;
        }

        return all;
    }

    private void Ensure(int size)
    {
        if (_current.Length - _end >= Math.Max(size, 1))
        {
            return;
        }

        Close();
        _current = new byte[Math.Max(segmentSize, size)];
        _start = _end = 0;
    }

    private void Close()
    {
        if (_end > _start)
        {
            _segments.Add(_current.AsMemory(_start, _end - _start));
            _start = _end;
        }
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '"':
                Write("\\\""u8);
                break;
            case '\\':
                Write("\\\\"u8);
                break;
            case '\b':
                Write("\\b"u8);
                break;
            case '\t':
                Write("\\t"u8);
                break;
            case '\n':
                Write("\\n"u8);
                break;
            case '\f':
                Write("\\f"u8);
                break;
            case '\r':
                Write("\\r"u8);
                break;
            default:
                Write("\\u00"u8);
                Write((byte)"0123456789abcdef"[c >> 4]);
                Write((byte)"0123456789abcdef"[c & 15]);
                break;
        }
    }
}

using System.Globalization;
using System.Text;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>
/// A collection of any number of documents as they stand on the wire. A ring of them is rendered once; a document's id and time have a fixed
/// place and length, so that one of the ring stands for many.
/// </summary>
internal sealed class ReplayCollection
{
    public const long FirstId = 312_345_678_000_000_000;
    public const long FirstTs = 1_700_000_000_000_000;

    /// <summary>Ids are not consecutive, as they are not in life.</summary>
    public const int IdStep = 7;

    private const int RingDocuments = 1000;
    private const int RingBytes = 64 * 1024 * 1024;

    // Of a document's id and time only so many last digits differ.
    private const int Digits = 8;
    private const int IdDigits = 18;

    private readonly byte[] _ring;
    private readonly int[] _starts;
    private readonly int _idOffset;
    private readonly int _tsOffset;

    private ReplayCollection(string name, int count, byte[] ring, int[] starts, int idOffset, int tsOffset)
    {
        Name = name;
        Count = count;
        _ring = ring;
        _starts = starts;
        _idOffset = idOffset;
        _tsOffset = tsOffset;
    }

    public string Name { get; }

    public int Count { get; }

    private int RingCount => _starts.Length - 1;

    /// <summary>Renders the ring.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="count">Documents.</param>
    /// <param name="data">The n-th document's wire text behind its <c>ts</c>: <c>,"data":{…}}</c>.</param>
    public static ReplayCollection Render(string name, int count, Func<int, byte[]> data)
    {
        var head = Encoding.UTF8.GetBytes(
            """{"ref":{"@ref":{"id":"ID","collection":{"@ref":{"id":"NAME","collection":{"@ref":{"id":"collections"}}}}}},"ts":TS"""
                .Replace("ID", FirstId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("TS", FirstTs.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("NAME", name, StringComparison.Ordinal));
        var idOffset = head.AsSpan().IndexOf("\"id\":\""u8) + "\"id\":\"".Length + IdDigits - Digits;
        var tsOffset = head.Length - Digits;
        var ring = new MemoryStream();
        var starts = new List<int> { 0 };
        while (starts.Count <= Math.Min(count, RingDocuments) && ring.Length < RingBytes)
        {
            ring.Write(head);
            ring.Write(data(starts.Count - 1));
            ring.WriteByte((byte)',');
            starts.Add((int)ring.Length);
        }

        return new ReplayCollection(name, count, ring.ToArray(), [.. starts], idOffset, tsOffset);
    }

    /// <summary>Index of the first document at or behind an id.</summary>
    public int IndexOf(long id) => (int)Math.Clamp((id - FirstId + IdStep - 1) / IdStep, 0, Count);

    public static long IdOf(int index) => FirstId + ((long)index * IdStep);

    /// <summary>Bytes of documents in a row, each with the comma behind it.</summary>
    public long Length(int start, int count) => BytesBefore(start + count) - BytesBefore(start);

    /// <summary>How many documents, beginning with <paramref name="start"/>, can be copied at once: at least one, and no more bytes than allowed beyond it.</summary>
    public int Run(int start, int count, int bytes)
    {
        var first = start % RingCount;
        var most = Math.Min(count, RingCount - first);
        var run = 1;
        while (run < most && _starts[first + run + 1] - _starts[first] <= bytes)
        {
            run++;
        }

        return run;
    }

    /// <summary>Copies documents that lie in a row in the ring, with their own ids and times.</summary>
    public void Copy(int start, int count, Span<byte> into)
    {
        var first = start % RingCount;
        var origin = _starts[first];
        _ring.AsSpan(origin, _starts[first + count] - origin).CopyTo(into);
        for (var i = 0; i < count; i++)
        {
            var document = into[(_starts[first + i] - origin)..];
            WriteDigits((start + i) * IdStep, document.Slice(_idOffset, Digits));
            WriteDigits(start + i, document.Slice(_tsOffset, Digits));
        }
    }

    private static void WriteDigits(int value, Span<byte> into)
    {
        for (var i = Digits - 1; i >= 0; i--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            into[i] = (byte)('0' + digit);
        }
    }

    private long BytesBefore(int index) => ((long)(index / RingCount) * _starts[^1]) + _starts[index % RingCount];
}
